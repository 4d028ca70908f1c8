"""What a model writes is shown as Markdown and can do nothing else."""

import json
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Chat
from tests.support.scripted_provider import ScriptedProvider
from tests.support.server import PROJECT

PAYLOADS = PROJECT.parent / "shared" / "fixtures" / "xss" / "payloads.json"

HOSTILE = [
    "<script>window.fired=1</script>",
    '<img src="https://evil.example/x.png" onerror="window.fired=1">',
    '<iframe srcdoc="<script>parent.fired=1</script>"></iframe>',
    "<svg onload=window.fired=1>",
    "[click](javascript:window.fired=1)",
    "[click](JaVaScRiPt:window.fired=1)",
    "[click](data:text/html;base64,PHNjcmlwdD4=)",
    "![pixel](https://evil.example/pixel.png)",
    "<style>body{display:none}</style>",
    '<base href="https://evil.example/">',
    '<form action="https://evil.example/"><input name=q></form>',
    '<a href="https://evil.example" onmouseover="window.fired=1">x</a>',
    "```<script>window.fired=1</script>\ncode\n```",
    '<details open ontoggle="window.fired=1">',
    '<link rel=stylesheet href="https://evil.example/x.css">',
    '<meta http-equiv=refresh content="0;url=https://evil.example">',
]


def watch(page: Page, home: str) -> list[str]:
    foreign: list[str] = []
    page.on("request", lambda request: foreign.append(request.url) if not request.url.startswith(home) else None)
    return foreign


def test_markdown_is_shown_as_such(chat: Chat) -> None:
    chat.open().choose("markdown").send("show me").expect_end()
    answer = chat.answer
    expect(answer.get_by_role("heading", name="Heading")).to_be_visible()
    expect(answer.locator("strong")).to_have_text("bold")
    expect(answer.get_by_role("cell", name="甲")).to_be_visible()
    expect(answer.locator("pre code")).to_contain_text("def answer() -> int:")
    expect(answer.locator(".code-head")).to_contain_text("python")
    expect(answer.locator("blockquote")).to_contain_text("A quotation.")
    link = answer.get_by_role("link", name="link")
    expect(link).to_have_attribute("href", "https://example.org/")
    expect(link).to_have_attribute("rel", "noopener noreferrer")


def test_chinese_emphasis_is_right(chat: Chat) -> None:
    chat.open().send("**注意：**正文 and **「强调」**后面").expect_end()
    expect(chat.answer.locator("strong")).to_have_text(["注意：", "「强调」"])


def test_thoughts_are_folded_and_stay_as_a_person_left_them(chat: Chat, provider: ScriptedProvider) -> None:
    chat.open().choose("thinking").send("think")
    thoughts = chat.answer.locator("details.reasoning")
    provider.gate("thinking").release(5)
    expect(thoughts.locator("summary")).to_have_text("Thinking")
    expect(thoughts).not_to_contain_text("w00001")
    thoughts.locator("summary").click()
    expect(thoughts).to_contain_text("w00005")
    provider.gate("thinking").release(1)
    expect(thoughts).to_contain_text("w00006")
    provider.gate("thinking").open()
    chat.expect_end()
    expect(thoughts.locator("summary")).to_have_text("Thought")
    expect(thoughts.locator("div")).to_have_text(re.compile("w00010"))
    chat.page.reload()
    expect(chat.answer.locator(".markdown")).to_contain_text("w00010")
    expect(thoughts.locator("div")).to_have_count(0)


def test_a_message_can_be_copied_as_it_was_written(chat: Chat) -> None:
    chat.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    chat.open().send("**bold** text").expect_end()
    chat.answer.get_by_role("button", name="Copy message").click()
    expect(chat.answer).to_contain_text("Copied")
    assert chat.page.evaluate("navigator.clipboard.readText()").strip() == "**bold** text"


@pytest.mark.parametrize("payload", HOSTILE)
def test_a_hostile_answer_does_nothing(chat: Chat, payload: str) -> None:
    foreign = watch(chat.page, chat.server.url)
    chat.open().send(f"{payload}\n\nharmless end").expect_end()
    expect(chat.answer).to_contain_text("harmless end")
    check_nothing_ran(chat.page, foreign)
    chat.page.reload()
    expect(chat.answer).to_contain_text("harmless end")
    check_nothing_ran(chat.page, foreign)


def items(payloads: list[str]) -> Iterator[list[str]]:
    """Batches that fit into a prompt, each payload a list item: what it leaves open ends with it."""
    batch: list[str] = []
    for payload in payloads:
        item = "- " + "\n  ".join(payload.splitlines())
        if sum(map(len, batch)) + len(item) > 30_000:
            yield batch
            batch = []
        batch.append(item)
    yield batch


@pytest.mark.skipif(not PAYLOADS.exists(), reason="the shared corpus is not here")
def test_the_corpus_of_payloads_does_nothing(chat: Chat) -> None:
    payloads = [item["payload"] for item in json.loads(PAYLOADS.read_text(encoding="utf-8"))]
    foreign, shown = watch(chat.page, chat.server.url), 0
    chat.page.on("dialog", lambda dialog: (foreign.append(f"dialog {dialog.message}"), dialog.dismiss()))
    for batch in items(payloads):
        chat.open().send("\n".join(batch)).expect_end()
        check_nothing_ran(chat.page, foreign)
        chat.page.reload()
        chat.expect_end()
        check_nothing_ran(chat.page, foreign)
        shown += chat.answer.locator(".markdown ul").first.locator("> li").count()
    assert shown == len(payloads)


@pytest.mark.parametrize(
    "bomb", [">" * 3000, "*a_" * 4000, "[" * 5000, "- " * 300 + "x", "|a" * 2000 + "|\n" + "|-" * 2000 + "|"]
)
def test_a_render_bomb_leaves_the_page_usable(chat: Chat, bomb: str) -> None:
    chat.open().send(bomb).expect_end()
    chat.page.reload()
    expect(chat.answer).to_be_visible()
    chat.send("still here").expect_end()
    expect(chat.answer).to_contain_text("still here")


def check_nothing_ran(page: Page, foreign: list[str]) -> None:
    assert page.evaluate("window.fired") is None
    assert foreign == []
    inside = page.locator(".markdown")
    expect(inside.locator("script, iframe, style, link, meta, base, form, object, embed, img, svg")).to_have_count(0)
    hrefs = inside.locator("a").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    assert all(re.match(r"(https?:|mailto:|#)", href or "#", re.IGNORECASE) for href in hrefs), hrefs
