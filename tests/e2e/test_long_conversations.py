"""A conversation of 500 messages opens with the newest; earlier ones come as the reader scrolls up."""

import asyncio
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from playwright.sync_api import Locator, expect
from sqlmodel import col, select

from chatapp.db import Database, address
from chatapp.models import Author, Conversation, Message
from chatapp.services.following import WINDOW
from chatapp.settings import Settings
from chatapp.store import messages
from tests.e2e.conftest import Chat, wait_until
from tests.e2e.slow_wire import SlowWire
from tests.e2e.test_history import open_history
from tests.e2e.test_search import box as search_box

COUNT = 500
TOP = "document.querySelector('.log-scroller').scrollTop"


async def fill(url: str, conversation_id: uuid.UUID) -> None:
    database = Database(address(Settings(database_url=url)))
    async with database.write() as session:
        found = await session.exec(select(Conversation).where(col(Conversation.id) == conversation_id))
        conversation = found.one()
        said = [
            Message(
                conversation_id=conversation_id,
                role=Author.ASSISTANT if number % 2 else Author.USER,
                content=f"message {number}\n\n" + "some words of it, " * (number % 60),
            )
            for number in range(2, COUNT)
        ]
        await messages.add(session, conversation, *said, below=conversation.current_message_id)
    await database.aclose()


@pytest.fixture
def wire(chat: Chat) -> SlowWire:
    return SlowWire(chat.page)


@pytest.fixture
def long_chat(chat: Chat, wire: SlowWire) -> Chat:
    """The first two of its messages were sent by hand; "message 499" is the newest."""
    chat.open().send("the very first").expect_end()
    conversation_id = uuid.UUID(chat.page.url.rpartition("/")[2])
    with ThreadPoolExecutor() as threads:  # Playwright keeps a loop of its own in this one
        threads.submit(asyncio.run, fill(f"sqlite:///{chat.server.data_dir / 'chatapp.db'}", conversation_id)).result()
    chat.page.reload()
    expect(chat.answer).to_contain_text("message 499")
    return chat


def test_the_next_hit_is_shown_however_far_it_is(long_chat: Chat) -> None:
    long_chat.send("as it was at first")
    expect(long_chat.answer).to_contain_text("as it was at first")
    long_chat.expect_end()
    open_history(long_chat)
    search_box(long_chat).fill("first ")
    found = long_chat.page.get_by_role("list", name="Results").get_by_role("listitem")
    found.filter(has_text="as it was").first.get_by_role("link").click()
    hits = long_chat.page.get_by_role("group", name="Search hits")
    expect(hits.get_by_role("status")).to_have_text("Message 4 of 4")
    for number in (3, 2, 1):
        hits.get_by_role("button", name="Previous hit").click()
        expect(hits.get_by_role("status")).to_have_text(f"Message {number} of 4")
    expect(long_chat.prompts.first).to_have_text("the very first")
    expect(long_chat.prompts.first).to_be_in_viewport()
    hits.get_by_role("button", name="Previous hit").click()
    expect(long_chat.answer).to_contain_text("as it was at first")
    expect(long_chat.answer).to_be_in_viewport()


def rows(chat: Chat) -> Locator:
    return chat.page.locator("[data-message-id]")


def wheel_up(chat: Chat, to: int) -> None:
    """As a reader would, until less than `to` pixels are above the view."""
    chat.page.get_by_role("log", name="Messages").hover()
    while (before := chat.page.evaluate(TOP)) > to:
        chat.page.mouse.wheel(0, -300)
        wait_until(chat.page, f"{TOP} < {before}")
    chat.page.evaluate("() => { window.still = { top: -1, since: 0 }; }")
    wait_until(
        chat.page,
        f"({TOP} === still.top || (still = {{ top: {TOP}, since: performance.now() }}))"
        " && performance.now() - still.since > 150",
    )


def test_it_opens_with_the_newest_messages_at_the_end(long_chat: Chat) -> None:
    expect(long_chat.answer.get_by_text("message 499")).to_be_attached()
    assert long_chat.page.evaluate(f"({TOP}) > 0")
    expect(rows(long_chat)).to_have_count(WINDOW)
    assert long_chat.page.evaluate("document.querySelectorAll('*').length") < 2000


def test_earlier_ones_come_as_one_scrolls_up_and_the_place_is_kept(long_chat: Chat, wire: SlowWire) -> None:
    for pages in (2, 3):
        wire.hold()
        wheel_up(long_chat, 500)
        first = rows(long_chat).first
        read = long_chat.page.locator(f'[data-message-id="{first.get_attribute("data-message-id")}"]')
        before = read.bounding_box()
        expect(rows(long_chat)).to_have_count(WINDOW * (pages - 1))
        wire.release()
        expect(rows(long_chat)).to_have_count(WINDOW * pages)
        long_chat.page.evaluate("() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))")
        after = read.bounding_box()
        assert before and after and abs(after["y"] - before["y"]) <= 2


def test_the_first_message_is_reached_by_keyboard_and_the_keys_go_on_scrolling(long_chat: Chat) -> None:
    button = long_chat.page.get_by_role("button", name="Show earlier messages")
    button.focus()  # has come into view: the first ones come by themselves
    expect(rows(long_chat)).to_have_count(2 * WINDOW)
    for count in (*range(3 * WINDOW, COUNT, WINDOW), COUNT):
        long_chat.page.keyboard.press("Enter")
        expect(rows(long_chat)).to_have_count(count)
    expect(button).to_have_count(0)
    expect(long_chat.page.locator(".log-scroller")).to_be_focused()
    long_chat.page.keyboard.press("Home")
    expect(long_chat.prompts.first).to_be_in_viewport()
    expect(long_chat.prompts.first).to_have_text("the very first")


def test_focus_that_is_far_up_before_the_page_has_gone_to_its_end_is_not_left_behind(long_chat: Chat) -> None:
    long_chat.page.add_init_script(
        "new MutationObserver((_, self) => { const button = document.querySelector('.earlier');"
        " if (button) { button.focus(); self.disconnect(); } }).observe(document, { childList: true, subtree: true })"
    )
    long_chat.page.reload()
    expect(rows(long_chat)).to_have_count(2 * WINDOW)
    expect(long_chat.page.get_by_role("button", name="Show earlier messages")).to_be_focused()


def test_the_map_of_a_long_conversation_leads_to_its_beginning_and_versions_open_there(
    long_chat: Chat,
) -> None:
    page = long_chat.page
    page.get_by_role("button", name="Overview").click()
    lines = page.get_by_role("tree", name="Overview").get_by_role("treeitem")
    expect(lines).to_have_count(500)
    expect(lines.last).to_be_focused()
    page.keyboard.press("Home")
    page.keyboard.press("Enter")
    expect(long_chat.prompts.first).to_have_text("the very first")
    expect(long_chat.prompts.first).to_be_in_viewport()
    expect(page.locator("[data-message-id]").filter(has_text="message 30")).to_have_count(0)  # the end is far
    first = page.locator('[data-role="user"]').first
    first.hover()
    first.get_by_role("button", name="Edit message").click()
    page.get_by_role("textbox", name="Change the message").fill("a new beginning")
    page.keyboard.press("Enter")
    expect(long_chat.prompts).to_have_text(["a new beginning"])
    long_chat.expect_end()
    page.get_by_role("button", name="Previous version").click()
    expect(long_chat.prompts.first).to_have_text("the very first")
    expect(long_chat.prompts.first).to_be_in_viewport()
    page.get_by_role("button", name="Jump to the newest message").click()
    expect(long_chat.answer).to_contain_text("message 499")
    expect(long_chat.answer).to_be_in_viewport()
