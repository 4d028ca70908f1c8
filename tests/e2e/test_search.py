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
