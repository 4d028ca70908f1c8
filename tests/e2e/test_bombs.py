"""XSS-14: texts that cost a parser of Markdown or a browser far more than their length are shown as text."""

import json
import subprocess
from pathlib import Path

from playwright.sync_api import BrowserContext, expect

from tests.e2e.conftest import Chat
from tests.support import scenarios
from tests.support.server import PROJECT

BOMBS = {
    "quotes": ">" * 3000,
    "quotes of lists": "> - " * 500,
    "lists on one line": "- " * 300 + "x",
    "lists by indent": "\n".join(" " * 2 * depth + "- a" for depth in range(200)),
    "emphasis": "*a_" * 5000,
    "nested emphasis": "*a **b " * 2500 + "** *" * 2500,
    "brackets": "[" * 5000,
    "pictures": "![a](b)" * 3000,
    "columns": "|a" * 2000 + "|\n" + "|-" * 2000 + "|",
    "a table to be filled up": "|a" * 150 + "|\n" + "|-" * 150 + "|\n" + "|\n" * 2000,
    "comments": "a " + "<!--" * 2000,
    "addresses": "www.a_" * 4000,
    "the end of an address": "http://a.b" + "!" * 20_000 + "a",
    "definitions": "\n".join(f"[{number}]: /x" for number in range(4000)),
    "footnotes": "\n".join(f"[^{number}]: [^{number}]" for number in range(2000)),
    "items": "-\n" * 20_000,
    "hard breaks": "a  \n" * 10_000,
    "formulas": "$a$ " * 2500,
}
HONEST = {
    "realistic": "".join(scenarios.markdown(20_000)),
    "one of everything": scenarios.MARKDOWN,
    "a long list": "\n".join(
        f"{n}. **Point {n}**: see [it](https://example.org/{n}) and `code`" for n in range(1, 400)
    ),
    "a long table": "|a|b|c|d|\n|-|-|-|-|\n" + "|1|**two**|`three`|4|\n" * 500,
    "a long code": "```\n" + "*a_[<!--\n" * 20_000 + "```\n",
    "a page of formulas": "The $x_1$ and \\(y^2\\) of\n$$\nz = 1\n$$\n" * 150,
    "a long paragraph": "The quick brown fox, and so on. " * 1000,
}
LAST = "still here"


def test_bombs_and_nothing_else_are_shown_as_text(tmp_path: Path) -> None:
    given = tmp_path / "texts.json"
    given.write_text(json.dumps({**BOMBS, **HONEST}))
    command = [PROJECT / ".venv" / "bin" / "node", Path(__file__).with_name("bounds.mjs"), given]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert (done.stderr, json.loads(done.stdout)) == ("", [*BOMBS])


def paste(chat: Chat, text: str) -> None:
    """Thousands of lines, typed as `fill` does, take Chromium minutes."""
    chat.page.evaluate("(text) => navigator.clipboard.writeText(text)", text)
    chat.box.press("Control+V")
    expect(chat.box).to_have_value(text)


def test_a_conversation_full_of_bombs_can_be_used_opened_and_deleted(chat: Chat, person: BrowserContext) -> None:
    person.grant_permissions(["clipboard-read", "clipboard-write"])
    chat.open()
    for number, (name, bomb) in enumerate(BOMBS.items(), 1):
        paste(chat, bomb)
        chat.box.press("Enter")
        expect(chat.answers).to_have_count(number)
        expect(chat.answer.locator(".plain"), name).to_be_attached()
        chat.expect_end()
    chat.send(LAST).expect_end()
    chat.page.reload()
    expect(chat.answer).to_contain_text(LAST)
    title = chat.page.get_by_role("navigation", name="Conversations").locator('[aria-current="page"]')
    expect(title).to_have_count(1)
    chat.page.goto("/history")
    chat.page.get_by_role("list", name="Results").get_by_role("button", name="Delete").first.click()
    expect(chat.page.get_by_role("list", name="Results")).to_have_count(0)


def test_a_line_of_a_megabyte_is_shown_while_it_is_written(chat: Chat) -> None:
    chat.open().choose("line:1000").send("go")
    expect(chat.answer).to_contain_text("x" * 1000)
    expect(chat.answer).to_have_attribute("data-status", "complete", timeout=60_000)
    assert chat.answer.locator(".plain").evaluate("element => element.textContent.length") == 1_000_000
    chat.choose("echo").send(LAST)
    expect(chat.answer).to_contain_text(LAST)


def test_one_message_that_can_not_be_drawn_leaves_the_rest(chat: Chat) -> None:
    """A fault of the parser itself, which no bound foresees: it alone reads texts by the codes of their letters."""
    chat.page.add_init_script(
        "const code = String.prototype.charCodeAt; String.prototype.charCodeAt = function (...given) {"
        "if (this.includes('unforeseen')) throw new RangeError('made by a test'); return code.apply(this, given); }"
    )
    chat.open().send("**unforeseen**").expect_end()
    expect(chat.answer.locator(".plain")).to_have_text("**unforeseen**")
    chat.send("**next**").expect_end()
    expect(chat.answer.locator("strong")).to_have_text("next")
