"""What a model writes is shown as Markdown. What else it might do is in test_hostile.py and test_bombs.py."""

import re

from playwright.sync_api import expect

from tests.e2e.conftest import Chat
from tests.support.scripted_provider import ScriptedProvider


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
    expect(link).to_have_text("link (example.org)")


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
    expect(thoughts.locator("summary")).to_have_text(re.compile("^Thought"))
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
