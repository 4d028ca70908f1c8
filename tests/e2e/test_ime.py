"""Half-typed Chinese or Japanese: the Enter that picks a candidate is the input method's, in every text field."""

import secrets
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import Chat, enter, watch
from tests.e2e.test_accounts import again, sign_out
from tests.e2e.test_administration import take_link
from tests.support.server import Server, sign_in

TIMES = 100

# In each field, as often as asked: an Enter while composing, and Safari's, whose composition has ended just before.
# Whoever could send something hears either keys or the submit of a form; the last Enter shows that it would be seen.
COMPOSE = """(times) => {
    const told = [];
    let [heard, submitted] = [0, 0];
    const hear = () => (heard += 1);
    const submit = (event) => ((submitted += 1), event.preventDefault());
    const kinds = ["keydown", "keypress", "keyup"];
    kinds.forEach((kind) => addEventListener(kind, hear));
    addEventListener("submit", submit, true);
    const press = (field, more) =>
        field.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true, ...more }));
    const compose = (field, kind) => field.dispatchEvent(new CompositionEvent(kind, { data: "ni hao", bubbles: true }));
    const shown = [...document.querySelectorAll("textarea, input")].filter((field) =>
        field.checkVisibility({ visibilityProperty: true }) && !["checkbox", "radio"].includes(field.type));
    for (const field of shown) {
        [heard, submitted] = [0, 0];
        for (let time = 0; time < times; time += 1) {
            compose(field, "compositionstart");
            press(field, { isComposing: true, keyCode: 229 });
            compose(field, "compositionend");
            press(field, { keyCode: 229 });
        }
        const composed = heard + submitted;
        press(field, { keyCode: 13, shiftKey: true });
        const name = field.ariaLabel || field.labels?.[0]?.textContent.trim() || field.name;
        told.push([name, composed, heard]);
    }
    kinds.forEach((kind) => removeEventListener(kind, hear));
    removeEventListener("submit", submit, true);
    return told;
}"""


def composed_in(page: Page) -> set[str]:
    """The names of all fields on the page; in each of them no Enter of an input method got through."""
    fields: list[tuple[str, int, int]] = page.evaluate(COMPOSE, TIMES)
    for name, composed, plain in fields:
        assert (composed, plain) == (0, 1), name
    return {name for name, *_ in fields}


@pytest.fixture
def opened(browser: Browser, server: Server) -> Iterator[Callable[..., Page]]:
    context = browser.new_context(base_url=server.url, locale="en-GB")
    faults = watch(context)

    def open_(path: str, cookie: str = "") -> Page:
        context.clear_cookies()
        if cookie:
            enter(context, server.url, cookie)
        page = context.new_page()
        page.goto(path)
        return page

    yield open_
    context.close()
    assert faults == []


def test_no_field_of_a_visitor_is_sent_half_typed(opened: Callable[..., Page]) -> None:
    pages = {"/login": {"Username", "Password"}, "/register": {"Username", "Password", "Confirm password"}}
    for path, names in pages.items():
        page = opened(path)
        expect(page.get_by_role("textbox", name="Username")).to_be_visible()
        assert composed_in(page) >= names


def test_no_field_of_a_person_is_sent_half_typed(chat: Chat) -> None:
    page = chat.open().send("to be renamed").expect_end().page
    chat.box.fill("nihao")
    assert "Message" in composed_in(page)
    expect(chat.box).to_have_value("nihao")
    expect(chat.prompts).to_have_count(1)
    chat.box.fill("")
    page.goto("/history")
    page.get_by_role("button", name="Rename", exact=True).click()
    expect(page.get_by_role("textbox", name="New title")).to_be_focused()
    assert "New title" in composed_in(page)
    page.goto("/settings")
    for name, fields in {
        "Change password": {"Current password", "New password", "Confirm password"},
        "Delete account": {"Password"},
    }.items():
        page.get_by_role("button", name=name).click()
        expect(page.get_by_role("dialog", name=name)).to_be_visible()
        assert composed_in(page) >= fields
        page.get_by_role("dialog", name=name).get_by_role("button", name="Cancel").click()
    sign_out(page.context, chat.server)
    expect(again(page)).to_be_visible(timeout=5_000)
    assert composed_in(page) >= {"Username", "Password"}


def test_no_field_of_an_administrator_is_sent_half_typed(opened: Callable[..., Page], server: Server) -> None:
    page = opened("/admin", sign_in(server.url, "admin"))
    expect(page.get_by_role("searchbox", name="Search by name")).to_be_visible()
    assert {"Search by name", "Username of a new account"} < composed_in(page)
    page.get_by_role("textbox", name="Username of a new account").fill(secrets.token_hex(8))
    page.get_by_role("button", name="Create", exact=True).click()
    link = take_link(page)
    theirs = opened(link)
    expect(theirs.get_by_label("New password")).to_be_visible()
    assert composed_in(theirs) >= {"New password", "Confirm password"}


def press(page: Page, key_code: int) -> None:
    """As the browser itself tells it, with all that it does by itself for an Enter."""
    devtools = page.context.new_cdp_session(page)
    enter: dict[str, Any] = {"type": "keyDown", "key": "Enter", "code": "Enter", "text": "\r"}
    devtools.send("Input.dispatchKeyEvent", {**enter, "windowsVirtualKeyCode": key_code})
    devtools.send("Input.dispatchKeyEvent", {**enter, "type": "keyUp", "text": "", "windowsVirtualKeyCode": key_code})
    devtools.detach()


def test_an_input_methods_enter_sends_no_form_and_a_plain_one_does(chat: Chat) -> None:
    page = chat.open().send("old name").expect_end().page
    page.goto("/history")
    page.get_by_role("button", name="Rename").click()
    title = page.get_by_role("textbox", name="New title")
    expect(title).to_be_focused()
    title.fill("新的名字")
    page.evaluate("() => { window.sent = 0; addEventListener('submit', () => (sent += 1), true); }")
    press(page, 229)
    assert page.evaluate("sent") == 0
    press(page, 13)
    assert page.evaluate("sent") == 1
    expect(page.get_by_role("list", name="Results").get_by_role("link", name="新的名字")).to_be_visible()


def test_a_page_that_is_not_alive_yet_keeps_no_composing_enter(chat: Chat) -> None:
    """The one who hears keys before React does (assets/boot.js)."""
    page = chat.page
    page.route("**/*.js", lambda route: route.continue_() if "boot" in route.request.url else route.abort())
    page.goto("/")
    assert "Message" in composed_in(page)
    assert page.evaluate("window.takeEarlyEnter()") is False
