"""Going back in a conversation: any answer again, an answer in other words, a turn taken out, a fork, the map."""

import re

from playwright.sync_api import BrowserContext, Locator, expect

from tests.e2e.conftest import Chat
from tests.support.server import Server


def action(chat: Chat, message: Locator, name: str) -> None:
    message.hover()
    message.get_by_role("button", name="More actions").click()
    chat.page.get_by_role("menuitem", name=name).click()


def test_any_answer_is_given_again_by_another_model_and_the_way_on_is_kept(chat: Chat) -> None:
    chat.open().send("one").expect_end()
    chat.send("two").expect_end()
    chat.answers.first.hover()
    chat.answers.first.get_by_role("button", name="Regenerate with another model").click()
    box = chat.page.get_by_role("combobox", name="Regenerate with another model")
    expect(box).to_be_focused()
    box.fill("200 words")
    expect(chat.page.get_by_role("option")).to_have_text(["words:200"])
    box.press("Enter")
    expect(chat.prompts).to_have_text(["one"])
    chat.expect_end()
    expect(chat.answer.locator(".model")).to_have_text("words:200")
    chat.page.get_by_role("button", name="Previous version").click()
    expect(chat.prompts).to_have_text(["one", "two"])
    chat.answers.first.get_by_role("button", name="Regenerate answer").click()
    expect(chat.answers).to_have_count(1)
    expect(chat.answer.locator(".model")).to_have_text("echo")
    expect(chat.answer.locator(".versions")).to_contain_text("3 / 3")


def test_an_edited_answer_is_marked_everywhere_and_the_first_one_kept(
    chat: Chat, person: BrowserContext, server: Server
) -> None:
    chat.open().send("as it was").expect_end()
    other = Chat(person.new_page(), server).open(chat.page.url.removeprefix(server.url))
    action(chat, chat.answer, "Edit answer")
    box = chat.page.get_by_role("textbox", name="Change the answer")
    expect(box).to_be_focused()
    box.fill("in *my* words")
    box.press("Control+Enter")
    for tab in (chat, other):
        expect(tab.answer.locator(".markdown")).to_have_text("in my words")
        expect(tab.answer.locator(".edited")).to_have_text("edited")
    chat.page.reload()
    expect(chat.answer.locator(".edited")).to_have_text("edited")
    chat.page.get_by_role("button", name="Previous version").click()
    expect(other.answer.locator(".markdown")).to_have_text("as it was")
    expect(other.answer.locator(".edited")).to_have_count(0)


def test_a_turn_goes_in_every_tab_after_one_has_been_told_what_goes(
    chat: Chat, person: BrowserContext, server: Server
) -> None:
    chat.open()
    for text in ("first", "second", "third"):
        chat.send(text).expect_end()
    other = Chat(person.new_page(), server).open(chat.page.url.removeprefix(server.url))
    expect(other.prompts).to_have_text(["first", "second", "third"])
    action(chat, chat.page.locator('[data-role="user"]').nth(1), "Delete")
    dialog = chat.page.get_by_role("dialog", name="Delete messages")
    expect(dialog).to_contain_text("Messages removed for good: 2. What follows stays.")
    dialog.get_by_role("button", name="Delete").click()
    for tab in (chat, other):
        expect(tab.prompts).to_have_text(["first", "third"])
    other.send("fourth").expect_end()
    expect(chat.prompts).to_have_text(["first", "third", "fourth"])


def test_a_fork_goes_on_by_itself_and_leads_back(chat: Chat) -> None:
    chat.open().send("the stem").expect_end()
    stem = chat.page.url
    chat.send("a leaf").expect_end()
    action(chat, chat.answers.first, "Continue in a new conversation")
    expect(chat.prompts).to_have_text(["the stem"])
    expect(chat.page).not_to_have_url(stem)
    chat.send("another leaf").expect_end()
    chat.page.locator(".origin").get_by_role("link", name="the stem").click()
    expect(chat.page).to_have_url(re.compile(re.escape(stem)))
    expect(chat.prompts).to_have_text(["the stem", "a leaf"])
    expect(chat.page.locator(".origin")).to_have_count(0)
