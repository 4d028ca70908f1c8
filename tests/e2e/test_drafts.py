"""What is typed and not sent is there again: after a crash, on another device, and never where it has been sent."""

import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
from playwright.sync_api import Browser, BrowserContext, CDPSession, expect

from tests.e2e.conftest import Chat, wait_until
from tests.support.server import Server


@pytest.fixture
def phone(person: BrowserContext, browser: Browser, server: Server) -> Iterator[Chat]:
    """Another device of the same person, with nothing of theirs in its own store."""
    context = browser.new_context(base_url=server.url, locale="en-GB")
    context.add_cookies(person.cookies())  # pyright: ignore[reportArgumentType] (what it gives is what it takes)
    yield Chat(context.new_page(), server)
    context.close()


def path_of(chat: Chat) -> str:
    expect(chat.page).to_have_url(re.compile("/chat/"))
    return chat.page.url.removeprefix(chat.server.url)


def stored(chat: Chat, text: str) -> bool:
    with closing(sqlite3.connect(f"file:{chat.server.data_dir / 'chatapp.db'}?mode=ro", uri=True)) as database:
        return bool(database.execute("SELECT 1 FROM draft WHERE text = ?", [text]).fetchone())


def wait_until_stored(chat: Chat, text: str, there: bool = True) -> None:
    for _ in range(3_000):
        if stored(chat, text) == there:
            return
        chat.page.wait_for_timeout(20)
    raise AssertionError(f"{text!r}: waited in vain")


def test_a_draft_follows_to_another_device_each_in_its_conversation(chat: Chat, phone: Chat) -> None:
    chat.open().send("first").expect_end()
    here = path_of(chat)
    chat.box.fill("半句话 in the chat")
    wait_until_stored(chat, "半句话 in the chat")
    chat.page.get_by_role("button", name="New chat").click()
    expect(chat.box).to_have_value("")
    chat.box.fill("in the new chat")
    wait_until_stored(chat, "in the new chat")
    expect(phone.open(here).box).to_have_value("半句话 in the chat")
    expect(phone.open().box).to_have_value("in the new chat")


def test_an_open_page_takes_what_is_typed_elsewhere_but_not_while_somebody_types_in_it(chat: Chat, phone: Chat) -> None:
    chat.open().send("first").expect_end()
    phone.open(path_of(chat))
    expect(phone.answers).to_have_count(1)
    chat.box.fill("one")
    expect(phone.box).to_have_value("one")  # nobody has typed there
    phone.box.press_sequentially(" two")
    expect(chat.box).to_be_focused()
    wait_until_stored(chat, "one two")
    expect(chat.box).to_have_value("one")
    chat.box.evaluate("(box) => box.blur()")
    expect(chat.box).to_have_value("one two")


def test_an_input_method_is_left_alone_by_what_is_typed_elsewhere(chat: Chat, phone: Chat) -> None:
    chat.open().send("first").expect_end()
    phone.open(path_of(chat))
    expect(phone.answers).to_have_count(1)
    devtools: CDPSession = phone.page.context.new_cdp_session(phone.page)
    phone.box.focus()
    devtools.send("Input.imeSetComposition", {"text": "ni", "selectionStart": 2, "selectionEnd": 2})
    expect(phone.box).to_have_value("ni")
    wait_until_stored(phone, "ni")
    chat.box.fill("typed elsewhere")
    wait_until_stored(chat, "typed elsewhere")
    devtools.send("Input.imeSetComposition", {"text": "nihao", "selectionStart": 5, "selectionEnd": 5})
    devtools.send("Input.insertText", {"text": "你好"})
    expect(phone.box).to_have_value("你好")
    wait_until_stored(phone, "你好")


def test_what_is_sent_is_a_draft_no_more_on_any_device(chat: Chat, phone: Chat) -> None:
    chat.open().send("first").expect_end()
    here = path_of(chat)
    phone.open(here)
    chat.box.fill("second")
    expect(phone.box).to_have_value("second")
    chat.box.press("Enter")
    chat.expect_end()
    expect(phone.answers).to_have_count(2)
    expect(phone.box).to_have_value("")
    wait_until_stored(chat, "second", there=False)
    chat.box.press_sequentially("third of all")
    chat.box.press("Enter")  # before it was kept, or while it is
    expect(chat.answers).to_have_count(3)
    chat.expect_end()
    for device in (chat, phone):
        expect(device.open(here).prompts).to_have_count(3)
        expect(device.box).to_have_value("")
    assert not stored(chat, "third of all")


def test_what_a_crash_of_the_browser_left_unsaid_wins_over_what_the_server_has(chat: Chat) -> None:
    chat.open().box.fill("as the server has it")
    wait_until_stored(chat, "as the server has it")
    later = {"text": "as the server has it, and more", "at": 4_000_000_000_000}
    key = chat.page.evaluate("Object.keys(localStorage).find((key) => key.startsWith('chatapp_draft/'))")
    chat.page.evaluate("([key, text]) => localStorage.setItem(key, text)", [key, json.dumps(later)])
    chat.page.reload()
    expect(chat.box).to_have_value(later["text"])
    wait_until_stored(chat, str(later["text"]))


def test_a_draft_dies_with_its_conversation(chat: Chat) -> None:
    chat.open().send("to be deleted").expect_end()
    path_of(chat)
    chat.box.fill("goes with it")  # the store is everybody's: no other test has these words
    wait_until_stored(chat, "goes with it")
    chat.page.goto("/history")
    chat.page.get_by_role("button", name="Delete", exact=True).click()
    chat.page.get_by_role("combobox", name="Show").select_option("Trash")
    chat.page.get_by_role("button", name="Delete for good").click()
    chat.page.get_by_role("dialog").get_by_role("button", name="Delete for good").click()
    expect(chat.page.get_by_role("list", name="Results")).to_have_count(0)
    assert not stored(chat, "goes with it")


def test_a_large_paste_stays_in_the_box_and_says_how_much_it_is(chat: Chat) -> None:
    chat.open()
    expect(chat.page.get_by_text("characters")).to_have_count(0)
    chat.box.fill("字" * 40_001)
    expect(chat.page.get_by_text("40,001 of 50,000 characters")).to_be_visible()
    chat.box.fill("")
    paste = "document.execCommand('insertText', false, 'word '.repeat(200_000) + 'end')"
    chat.box.evaluate(f"(box) => (box.focus(), {paste})")
    expect(chat.page.get_by_text("1,000,003 of 50,000 characters")).to_be_visible()
    at_end = "(({scrollTop, clientHeight, scrollHeight}) => scrollTop + clientHeight > scrollHeight - 40)"
    wait_until(chat.page, f"{at_end}(document.querySelector('.composer textarea'))")
    chat.send_button.click()
    expect(chat.page.get_by_role("alert")).to_contain_text("1000003")
    assert len(chat.box.input_value()) == 1_000_003
    expect(chat.prompts).to_have_count(0)
    chat.page.reload()
    wait_until(chat.page, "document.querySelector('.composer textarea').value.length === 1000003")
