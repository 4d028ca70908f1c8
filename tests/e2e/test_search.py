"""What was written is found on the history page, and opened where it stands."""

from playwright.sync_api import Locator, expect

from tests.e2e.conftest import Chat
from tests.e2e.test_history import converse, open_history, rows


def box(chat: Chat) -> Locator:
    return chat.page.get_by_role("searchbox", name="Search history")


def test_a_word_of_two_characters_is_found_and_opened_where_it_stands(chat: Chat) -> None:
    converse(chat, "先说量子计算的历史", "something else")
    open_history(chat)
    box(chat).fill("量子")
    expect(rows(chat).locator("mark").first).to_have_text("量子")
    rows(chat).filter(has=chat.page.locator(".preview")).first.get_by_role("link").click()
    hits = chat.page.get_by_role("group", name="Search hits")
    expect(hits.get_by_role("status")).to_have_text("2 / 2")  # the answer, which is newer than the prompt
    hits.get_by_role("button", name="Next hit").click()
    expect(hits.get_by_role("status")).to_have_text("1 / 2")
    hits.get_by_role("button", name="End search").click()
    expect(hits).to_have_count(0)


def test_phrases_and_filters_narrow_what_is_shown(chat: Chat) -> None:
    converse(chat, "red apple pie", "apple red")
    open_history(chat)
    box(chat).fill('"red apple"')
    expect(rows(chat)).to_have_count(3)  # a title, a prompt, an answer
    chat.page.get_by_role("button", name="My messages").click()
    expect(box(chat)).to_have_value('role:user "red apple"')
    expect(rows(chat)).to_have_count(1)
    box(chat).fill("no such thing")
    expect(chat.page.get_by_text("Nothing found.")).to_be_visible()
    box(chat).fill("")
    expect(rows(chat)).to_have_count(2)


def test_a_hit_in_a_branch_that_is_not_open_is_shown_and_what_is_open_stays(chat: Chat) -> None:
    chat.open().send("ask about kingfishers").expect_end()
    chat.page.locator('[data-role="user"]').hover()
    chat.page.get_by_role("button", name="Edit message").click()
    edited = chat.page.get_by_role("textbox", name="Change the message")
    edited.fill("ask about herons")
    edited.press("Enter")
    expect(chat.prompts).to_have_text("ask about herons")
    chat.expect_end()
    open_history(chat)
    box(chat).fill("role:user kingfish")
    rows(chat).filter(has=chat.page.locator(".preview")).get_by_role("link").click()
    expect(chat.prompts).to_have_text("ask about kingfishers")
    expect(chat.page.get_by_role("group", name="Search hits").get_by_role("status")).to_have_text("1 / 2")
    chat.page.goto(chat.page.url.split("?")[0])
    expect(chat.prompts).to_have_text("ask about herons")


def test_the_palette_finds_what_was_said(chat: Chat) -> None:
    converse(chat, "a trip\n\nwith pelicans 鹈鹕")
    chat.open()
    chat.page.keyboard.press("ControlOrMeta+K")
    chat.page.get_by_role("dialog", name="Search and commands").get_by_role("combobox").fill("鹈鹕")
    said = chat.page.get_by_role("group", name="Messages", exact=True).get_by_role("option")
    expect(said).to_have_count(2)
    said.last.click()
    expect(chat.page.get_by_role("group", name="Search hits").get_by_role("status")).to_have_text("1 / 2")
    expect(chat.prompts).to_contain_text("with pelicans")
