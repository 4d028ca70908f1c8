"""The history page: one's own conversations, found and kept in order."""

import re

from playwright.sync_api import Browser, BrowserContext, Locator, expect

from tests.e2e.conftest import Chat, enter
from tests.support.server import Server, register


def rows(chat: Chat) -> Locator:
    return chat.page.get_by_role("list", name="Results").get_by_role("listitem")


def converse(chat: Chat, *prompts: str) -> Chat:
    for prompt in prompts:
        chat.open().send(prompt).expect_end()
        expect(chat.page).to_have_url(re.compile("/chat/"))
    return chat


def open_history(chat: Chat) -> None:
    chat.page.get_by_role("link", name="History").click()
    expect(chat.page.get_by_role("heading", name="History")).to_be_visible()


def test_conversations_are_listed_newest_first(chat: Chat) -> None:
    open_history(converse(chat, "first thing", "第二个问题"))
    expect(rows(chat).locator(".title")).to_have_text(["第二个问题", "first thing"])
    expect(rows(chat).first).to_contain_text("echo")


def test_a_row_opens_its_conversation(chat: Chat) -> None:
    open_history(converse(chat, "to be opened", "another"))
    rows(chat).filter(has_text="to be opened").get_by_role("link", name="Open", exact=True).click()
    expect(chat.prompts).to_have_text("to be opened")
    expect(chat.answer).to_contain_text("to be opened")


def test_only_the_page_of_a_conversation_marks_it_as_open(chat: Chat) -> None:
    link = converse(chat, "marked").page.get_by_role("navigation", name="Conversations").get_by_role("link")
    expect(link).to_have_attribute("aria-current", "page")
    open_history(chat)
    expect(link).to_have_attribute("aria-current", "false")


def test_renaming_changes_the_title_everywhere(chat: Chat) -> None:
    open_history(converse(chat, "old title"))
    rows(chat).get_by_role("button", name="Rename").click()
    chat.page.get_by_role("textbox", name="New title").fill("A better title")
    chat.page.get_by_role("button", name="Save").click()
    expect(rows(chat).locator(".title")).to_have_text("A better title")
    chat.page.reload()
    expect(rows(chat).locator(".title")).to_have_text("A better title")
    expect(chat.page.get_by_role("navigation", name="Conversations")).to_contain_text("A better title")


def test_a_stranger_sees_none_of_it(chat: Chat, browser: Browser, server: Server) -> None:
    converse(chat, "private matter")
    context = browser.new_context(locale="en-GB")
    enter(context, server.url, register(server.url, "stranger"))
    other = Chat(context.new_page(), server).open()
    open_history(other)
    expect(other.page.get_by_text("Nothing here yet")).to_be_visible()
    other.page.goto(chat.page.url)
    expect(other.page.get_by_role("alert")).to_contain_text("does not exist")
    expect(other.page.get_by_text("private matter")).to_have_count(0)
    context.close()


def test_a_conversation_deleted_elsewhere_leaves_the_page(chat: Chat, person: BrowserContext) -> None:
    converse(chat, "soon gone")
    other = Chat(person.new_page(), chat.server).open()
    open_history(other)
    rows(other).get_by_role("button", name="Delete").click()
    expect(chat.page).to_have_url(f"{chat.server.url}/")
    expect(other.page.get_by_role("alert")).to_have_count(0)


def test_the_tab_is_named_after_the_page_and_no_longer(chat: Chat) -> None:
    chat.open()
    open_history(chat)
    expect(chat.page).to_have_title("History · chatapp")
    chat.page.get_by_role("button", name="New chat").click()
    expect(chat.box).to_be_visible()
    expect(chat.page).to_have_title("chatapp")


def test_escape_leaves_a_title_as_it_was(chat: Chat) -> None:
    open_history(converse(chat, "as it was"))
    rows(chat).get_by_role("button", name="Rename").click()
    title = chat.page.get_by_role("textbox", name="New title")
    title.fill("   ")
    title.press("Enter")  # no title at all: the browser itself refuses it
    title.fill("changed")
    title.press("Escape")
    expect(rows(chat).locator(".title")).to_have_text("as it was")
    expect(rows(chat).get_by_role("button", name="Rename")).to_be_focused()


def test_a_long_title_stays_within_its_row(chat: Chat) -> None:
    open_history(converse(chat, "short"))
    rows(chat).get_by_role("button", name="Rename").click()
    chat.page.get_by_role("textbox", name="New title").fill("w" * 200)
    chat.page.get_by_role("button", name="Save").click()
    expect(rows(chat).locator(".title")).to_have_text("w" * 200)
    assert chat.page.locator(".history").evaluate("list => list.scrollWidth - list.clientWidth") == 0
