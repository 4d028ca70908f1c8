"""A phone: 390 pixels wide, a drawer in place of the sidebar, Enter breaks the line."""

import secrets
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import Chat, enter
from tests.support.server import Server, register


@pytest.fixture
def phone(server: Server, browser: Browser) -> Iterator[Page]:
    context = browser.new_context(
        base_url=server.url,
        locale="en-GB",
        viewport={"width": 390, "height": 844},
        has_touch=True,
        is_mobile=True,
    )
    enter(context, server.url, register(server.url, secrets.token_hex(8)))
    yield context.new_page()
    context.close()


def send(chat: Chat, text: str) -> None:
    chat.box.fill(text)
    chat.send_button.tap()
    chat.expect_end()


def test_nothing_is_wider_than_the_screen(phone: Page, server: Server) -> None:
    chat = Chat(phone, server).open().choose("markdown")
    send(chat, "a table and code, please " + "w" * 300)
    for path in (phone.url.removeprefix(server.url), "/history", "/settings"):
        phone.goto(path)
        expect(phone.locator("main")).to_be_visible()
        assert phone.evaluate("document.documentElement.scrollWidth") <= 390


def test_the_drawer_opens_and_closes_on_the_way_to_a_conversation(phone: Page, server: Server) -> None:
    chat = Chat(phone, server)
    for text in ("first topic", "second topic"):
        send(chat.open(), text)
    drawer = phone.get_by_role("navigation", name="Conversations")
    expect(drawer).not_to_be_in_viewport()
    phone.locator(".drawer-button").tap()
    expect(drawer).to_be_in_viewport()
    drawer.get_by_role("link", name="first topic").tap()
    expect(chat.prompts).to_have_text("first topic")
    expect(drawer).not_to_be_in_viewport()


def test_enter_breaks_the_line(phone: Page, server: Server) -> None:
    chat = Chat(phone, server).open()
    chat.box.fill("one")
    chat.box.press("Enter")
    chat.box.press_sequentially("two")
    expect(chat.box).to_have_value("one\ntwo")


def test_what_one_taps_is_large_enough(phone: Page, server: Server) -> None:
    chat = Chat(phone, server)
    send(chat.open(), "hello")
    phone.get_by_role("combobox", name="Model").tap()
    expect(phone.get_by_role("option").first).to_be_in_viewport()
    targets = phone.locator("main :is(button, [role=option], [role=combobox], .drawer-button):visible")
    sizes = targets.evaluate_all(
        "all => all.map(one => [one.ariaLabel || one.textContent, one.getBoundingClientRect().height])"
    )
    assert sizes
    assert [name for name, height in sizes if height < 44] == []


def test_the_drawer_closes_by_escape_and_is_out_of_the_way_of_the_keyboard(phone: Page, server: Server) -> None:
    Chat(phone, server).open()
    new_chat = phone.get_by_role("button", name="New chat")
    expect(new_chat).to_be_hidden()
    for close in (lambda: phone.keyboard.press("Escape"), new_chat.tap):
        phone.locator(".drawer-button").tap()
        expect(new_chat).to_be_in_viewport()
        expect(new_chat).to_be_focused()
        close()
        expect(new_chat).to_be_hidden()


def test_the_list_is_put_in_order_by_touch(phone: Page, server: Server) -> None:
    send(Chat(phone, server).open(), "by touch")
    drawer = phone.get_by_role("navigation", name="Conversations")
    phone.locator(".drawer-button").tap()
    drawer.get_by_role("button", name="More: by touch").tap()
    items = phone.get_by_role("menuitem")
    sizes = [*items.all(), *phone.locator(".sidebar :is(a, button):visible").all()]
    assert [size for one in sizes if (size := one.evaluate("one => one.getBoundingClientRect().height")) < 44] == []
    items.filter(has_text="Rename").tap()
    title = drawer.get_by_role("textbox", name="New title")
    title.fill("renamed")
    title.press("Escape")  # leaves the title, not the drawer
    expect(drawer.get_by_role("link", name="by touch")).to_be_in_viewport()
