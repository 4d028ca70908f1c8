"""What makes an answer pleasant to read, and to take along."""

import json
import re
import sqlite3
import subprocess
import uuid
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.e2e.conftest import Chat, enter, watch
from tests.support.server import PROJECT, Server, register

CODE = '```python\ndef greet(name):\n    return f"hello {name}"\n```'
PLAIN = "```\ndef greet(name):\n```"
RICH = "# Title\n\n**bold** and [a link](https://example.org/)\n\n- [x] done\n\n" + CODE
NOTES = "A claim[^one] and another[^two].\n\n[^one]: Its source.\n[^two]: Another source."
PASTE = """() => new Promise((resolve) => {
    const area = document.createElement("div");
    area.contentEditable = "true";
    document.body.append(area);
    area.focus();
    area.addEventListener("paste", (event) => {
        resolve(["text/plain", "text/html"].map((kind) => event.clipboardData.getData(kind)));
        area.remove();
    });
})"""


def test_code_of_every_language_is_coloured_whatever_it_says(server: Server) -> None:
    """In node, with what the server has built."""
    command = [PROJECT / ".venv" / "bin" / "node", Path(__file__).with_name("highlight.mjs")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert (done.stderr, json.loads(done.stdout)) == ("", [])


def test_code_is_coloured_when_it_is_whole_and_plain_where_its_language_is_not_known(chat: Chat) -> None:
    chat.open().send(f"{CODE}\n\n{PLAIN}").expect_end()
    coloured, plain = chat.answer.locator("pre").all()
    expect(coloured.locator(".hljs-keyword").first).to_have_text("def")
    expect(coloured).to_have_text('def greet(name):\n    return f"hello {name}"\n')
    expect(plain.locator("[class^=hljs]")).to_have_count(0)


def test_a_reader_s_choice_to_wrap_code_is_that_of_every_block_and_kept(chat: Chat) -> None:
    chat.open().send(f"{CODE}\n\n{PLAIN}").expect_end()
    wrap = chat.answer.get_by_role("button", name="Wrap")
    wrap.first.click()
    expect(wrap.last).to_have_attribute("aria-pressed", "true")
    chat.page.reload()
    expect(wrap.first).to_have_attribute("aria-pressed", "true")
    expect(chat.answer.locator("pre code").first).to_have_css("white-space", "pre-wrap")


@pytest.mark.parametrize("safe", [True, False], ids=["https", "plain http"])
def test_an_answer_is_copied_as_markdown_and_as_rich_text(chat: Chat, person: BrowserContext, safe: bool) -> None:
    person.grant_permissions(["clipboard-read", "clipboard-write"])
    if not safe:
        chat.page.add_init_script("Object.defineProperty(window, 'isSecureContext', { value: false })")
    chat.open().send(RICH).expect_end()
    expect(chat.answer.locator(".hljs-keyword").first).to_be_attached()
    copy = chat.answer.get_by_role("button", name="Copy message")
    copy.click()
    expect(chat.answer.get_by_role("button", name="Copied")).to_be_focused()
    pasted = chat.page.evaluate_handle(f"() => {{ window.pasted = ({PASTE})(); }}")
    chat.page.keyboard.press("Control+V")
    text, html = chat.page.evaluate("() => window.pasted")
    pasted.dispose()
    assert text == RICH
    assert re.sub(r"</?(html|head|body)>|(?<=>)\n(?=<)", "", html) == (
        '<h1>Title</h1><p><strong>bold</strong> and <a href="https://example.org/">a link</a></p>'
        '<ul><li>☑ done</li></ul><pre><code>def greet(name):\n    return f"hello {name}"\n</code></pre>'
    )


def test_a_footnote_is_reached_and_left_again_within_its_message(chat: Chat) -> None:
    chat.open().send(NOTES).expect_end()
    chat.send(NOTES).expect_end()
    expect(chat.answers).to_have_count(2)
    chat.expect_end()
    expect(chat.answer.get_by_role("heading", name="Footnotes")).to_be_visible()
    chat.answer.get_by_role("button", name="Footnote 2").click()
    note = chat.answer.get_by_role("listitem").filter(has_text="Another source.")
    expect(note).to_be_focused()
    note.get_by_role("button", name="Back to the text").click()
    expect(chat.answer.get_by_role("button", name="Footnote 2")).to_be_focused()


def test_footnotes_are_named_in_the_readers_language(server: Server, browser: Browser) -> None:
    context = browser.new_context(base_url=server.url, locale="zh-CN")
    enter(context, server.url, register(server.url, "footnotes"))
    faults = watch(context)
    page = context.new_page()
    page.goto("/")
    page.get_by_role("textbox", name="消息").fill(NOTES)
    page.get_by_role("button", name="发送消息").click()
    expect(page.get_by_role("heading", name="脚注")).to_be_visible()
    context.close()
    assert faults == []


@pytest.mark.parametrize(("ms", "said"), [(None, ""), (400, ""), (12_400, " for 12 s"), (72_000, " for 1 min 12 s")])
def test_thoughts_say_how_long_they_took(chat: Chat, server: Server, ms: int | None, said: str) -> None:
    chat.open().choose("reasoning").send("think").expect_end()
    with closing(sqlite3.connect(server.data_dir / "chatapp.db")) as database, database:
        answer = uuid.UUID(chat.answer.get_attribute("data-message-id")).hex
        assert database.execute("UPDATE message SET reasoning_ms = ? WHERE id = ?", (ms, answer)).rowcount == 1
    chat.page.reload()
    expect(chat.answer.locator("summary")).to_have_text(f"Thought{said}")
