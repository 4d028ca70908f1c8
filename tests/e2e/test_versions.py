"""Going back without losing anything: another wording, another answer, and the way between them."""

import re

from playwright.sync_api import expect

from tests.e2e.conftest import Chat


def version(chat: Chat, text: str) -> None:
    expect(chat.page.locator(".versions")).to_have_text(f"‹{text}›")


def test_a_changed_prompt_stands_beside_the_old_one_with_all_that_came_after_it(chat: Chat) -> None:
    chat.open().send("the first wording").expect_end()
    chat.send("and then").expect_end()
    chat.page.locator('[data-role="user"]').first.hover()
    chat.page.get_by_role("button", name="Edit message").first.click()
    box = chat.page.get_by_role("textbox", name="Change the message")
    expect(box).to_be_focused()
    box.fill("the second wording")
    box.press("Enter")
    expect(chat.prompts).to_have_text(["the second wording"])
    chat.expect_end()
    version(chat, "2 / 2")
    chat.page.get_by_role("button", name="Previous version").click()
    expect(chat.prompts).to_have_text(["the first wording", "and then"])
    version(chat, "1 / 2")
    expect(chat.page.get_by_role("button", name="Next version")).to_be_focused()
    chat.page.reload()
    expect(chat.prompts).to_have_text(["the first wording", "and then"])
    chat.page.get_by_role("button", name="Next version").click()
    expect(chat.prompts).to_have_text(["the second wording"])


def test_another_answer_leaves_the_first_one_a_step_away(chat: Chat) -> None:
    chat.open().send("once more").expect_end()
    first = chat.answer.get_attribute("data-message-id")
    chat.page.get_by_role("button", name="Regenerate answer").click()
    expect(chat.answer).not_to_have_attribute("data-message-id", first or "")
    chat.expect_end()
    chat.page.get_by_role("button", name="Previous version").click()
    expect(chat.answer).to_have_attribute("data-message-id", first or "")


def test_arrow_up_in_an_empty_box_changes_the_last_prompt_and_escape_leaves_it(chat: Chat) -> None:
    chat.open().send("not quite right").expect_end()
    chat.box.press("ArrowUp")
    box = chat.page.get_by_role("textbox", name="Change the message")
    expect(box).to_have_value("not quite right")
    box.press("Escape")
    expect(chat.page.get_by_role("button", name="Edit message")).to_be_focused()
    expect(chat.prompts).to_have_text("not quite right")


def test_a_changed_prompt_that_is_refused_stays_in_its_box(chat: Chat) -> None:
    chat.open().send("short").expect_end()
    chat.box.press("ArrowUp")
    box = chat.page.get_by_role("textbox", name="Change the message")
    box.fill("x" * 60_000)
    chat.page.get_by_role("button", name="Send", exact=True).click()
    expect(chat.page.get_by_role("alert")).to_contain_text("60000")
    expect(box).to_have_value(re.compile("^x{60000}$"))
