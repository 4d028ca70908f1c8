"""Coming in and going out, as a newcomer does."""

import re
import secrets
from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.e2e.conftest import Chat, watch
from tests.e2e.slow_wire import HeldScripts, SlowWire
from tests.support.server import Server, register, sign_in

PASSWORD = "correct horse battery"
NEW = "another horse battery"


@pytest.fixture
def visitor(browser: Browser, server: Server) -> Iterator[Page]:
    context = browser.new_context(base_url=server.url, locale="en-GB")
    faults = watch(context)
    yield context.new_page()
    context.close()
    assert faults == []


def fill_registration(page: Page, name: str, again: str = PASSWORD) -> None:
    expect(page.get_by_label("Confirm password")).to_be_visible()  # the sign-in page has the other two as well
    page.get_by_role("textbox", name="Username").fill(name)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("Confirm password").fill(again)
    page.get_by_role("button", name="Create account").click()


def fill_sign_in(page: Page, name: str, password: str = PASSWORD) -> None:
    page.get_by_role("textbox", name="Username").fill(name)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()


def fill_change(dialog: Locator, old: str, new: str) -> None:
    dialog.get_by_label("Current password").fill(old)
    dialog.get_by_label("New password").fill(new)
    dialog.get_by_label("Confirm password").fill(new)
    dialog.get_by_role("button", name="Change password").click()


def again(page: Page) -> Locator:
    return page.get_by_role("dialog", name="Sign in again")


def sign_out(person: BrowserContext, server: Server) -> None:
    """Behind the back of the browser, which keeps its cookie."""
    [cookie] = person.cookies()
    headers = {"origin": server.url, "cookie": f"{cookie['name']}={cookie['value']}"}
    httpx.post(f"{server.url}/auth/sign-out", data={"x": "1"}, headers=headers)


def assert_hidden(behind: Locator) -> None:
    """By what lies over it: at its place something else is met."""
    assert behind.evaluate(
        """(element) => {
            const { x, y, width, height } = element.getBoundingClientRect();
            return document.elementFromPoint(x + width / 2, y + height / 2) !== element;
        }"""
    )
    colour = "getComputedStyle(document.querySelector('dialog.again'), '::backdrop').backgroundColor"
    assert behind.page.evaluate(colour).startswith("rgb(")  # with no alpha


@pytest.mark.parametrize("path", ["/", "/history", "/settings", "/chat/3f2b8c1e-0000-4000-8000-000000000000"])
def test_a_visitor_sees_the_sign_in_page_and_nothing_else(visitor: Page, path: str) -> None:
    visitor.goto(path)
    expect(visitor).to_have_url(re.compile("/login/"))
    expect(visitor.get_by_role("button", name="Sign in")).to_be_visible()
    expect(visitor.get_by_role("navigation")).to_have_count(0)


def test_registering_leads_to_the_chat(visitor: Page) -> None:
    visitor.goto("/login")
    visitor.get_by_role("link", name="Create account").click()
    fill_registration(visitor, "newcomer")
    expect(visitor.get_by_role("textbox", name="Message")).to_be_visible()
    expect(visitor.get_by_role("status", name="Connection")).to_have_text("Connected")


def test_a_taken_name_is_explained_and_stays_in_the_field(visitor: Page) -> None:
    visitor.goto("/register")
    fill_registration(visitor, "ADMIN")
    expect(visitor.get_by_role("alert")).to_contain_text("This username is taken")
    expect(visitor.get_by_role("textbox", name="Username")).to_have_value("ADMIN")


def test_two_different_passwords_are_explained(visitor: Page) -> None:
    visitor.goto("/register")
    fill_registration(visitor, "clumsy", again="something else")
    expect(visitor.get_by_role("alert")).to_contain_text("The two passwords differ")


def test_a_wrong_password_is_explained_and_the_right_one_works(visitor: Page, server: Server) -> None:
    register(server.url, "returning")
    visitor.goto("/login")
    fill_sign_in(visitor, "returning", "wrong password")
    expect(visitor.get_by_role("alert")).to_contain_text("Username or password is wrong")
    fill_sign_in(visitor, "returning")
    expect(visitor.get_by_role("textbox", name="Message")).to_be_visible()


def test_the_page_one_asked_for_opens_after_signing_in(visitor: Page, server: Server) -> None:
    register(server.url, "deep")
    visitor.goto("/history")
    fill_sign_in(visitor, "deep")
    expect(visitor).to_have_url(re.compile("/history"))


def test_a_made_up_address_puts_no_words_into_our_mouth(visitor: Page) -> None:
    said = "Call 0800 123 to unlock your account"
    for query in (f"error={said}", f"error=error.nonsense&defaultValue={said}", f"error=chat.welcome&chat={said}"):
        visitor.goto(f"/login/?username=known&{query}")
        expect(visitor.get_by_role("textbox", name="Username")).to_have_value("known")
        expect(visitor.get_by_role("alert")).to_have_count(0)
    visitor.goto(f"/login/?error=error.too_many_requests&seconds=7&interpolation={said}&context={said}")
    expect(visitor.get_by_role("alert")).to_have_text("Too many attempts. Try again in 7 s.")


def test_no_script_can_read_the_session(chat: Chat, person: BrowserContext) -> None:
    chat.open().send("hello").expect_end()
    [cookie] = person.cookies()
    assert chat.page.evaluate("document.cookie") == ""
    kept = chat.page.evaluate("JSON.stringify([{ ...localStorage }, { ...sessionStorage }, history.state])")
    assert cookie["value"] not in kept + chat.page.content()


def test_after_signing_out_nothing_is_left_to_see(chat: Chat, person: BrowserContext) -> None:
    chat.open().send("a secret").expect_end()
    path = chat.page.url
    chat.page.get_by_role("button", name="Sign out").click()
    expect(chat.page).to_have_url(re.compile("/login"))
    chat.page.goto(path)
    expect(chat.page).to_have_url(re.compile("/login"))
    expect(chat.page.get_by_text("a secret")).to_have_count(0)
    assert all(cookie["name"] != "chatapp_session" for cookie in person.cookies())


def test_signing_out_in_one_tab_ends_the_other(chat: Chat, person: BrowserContext) -> None:
    chat.open().send("hello").expect_end()
    other = Chat(person.new_page(), chat.server).open()
    other.page.get_by_role("button", name="Sign out").click()
    expect(again(chat.page)).to_be_visible(timeout=5_000)
    expect(chat.page).to_have_title("Sign in again")
    chat.page.keyboard.press("Escape")
    chat.page.keyboard.press("Escape")
    expect(again(chat.page)).to_be_visible()
    assert_hidden(chat.prompts.first)
    chat.page.go_back()
    expect(chat.prompts).to_have_count(0)
    expect(again(chat.page)).to_be_visible()
    assert_hidden(chat.page.get_by_role("link", name="hello", include_hidden=True))


def test_what_was_typed_and_sent_into_an_ended_session_goes_on_after_signing_in(
    person: BrowserContext, server: Server
) -> None:
    page = person.new_page()
    wire = SlowWire(page)
    chat = Chat(page, server).open().send("first").expect_end()
    wire.hold()  # the page hears of it when it has sent one more
    sign_out(person, server)
    chat.send("second")
    expect(chat.prompts.last).to_have_text("second")
    chat.box.fill("half a thought")
    wire.release()
    expect(again(page)).to_be_visible(timeout=5_000)
    expect(again(page).get_by_label("Password")).to_be_focused()
    again(page).get_by_label("Password").fill("not the password")
    again(page).get_by_role("button", name="Sign in").click()
    expect(again(page).get_by_role("alert")).to_have_text("Username or password is wrong.")
    again(page).get_by_label("Password").fill(PASSWORD)
    again(page).get_by_role("button", name="Sign in").click()
    expect(again(page)).to_have_count(0)
    expect(chat.prompts).to_have_text(["first", "second"])
    chat.expect_end()
    expect(chat.answers).to_have_count(2)
    expect(chat.box).to_have_value("half a thought")


def test_somebody_else_who_signs_in_there_sees_nothing_of_the_first(chat: Chat, person: BrowserContext) -> None:
    chat.open().send("a secret").expect_end()
    chat.box.fill("half a secret")
    stranger = secrets.token_hex(8)
    register(chat.server.url, stranger)
    sign_out(person, chat.server)
    dialog = again(chat.page)
    expect(dialog).to_be_visible(timeout=5_000)
    dialog.get_by_label("Username").fill(stranger)
    dialog.get_by_label("Password").fill(PASSWORD)
    dialog.get_by_role("button", name="Sign in").click()
    expect(dialog).to_have_count(0)
    expect(chat.page).to_have_url(f"{chat.server.url}/")
    expect(chat.page.get_by_role("button", name="Sign out")).to_have_attribute("title", stranger)
    expect(chat.box).to_have_value("")
    assert "secret" not in (chat.page.locator("body").text_content() or "")


def test_a_new_password_is_chosen_on_the_settings_page(person: BrowserContext, server: Server) -> None:
    page, other = person.new_page(), Chat(person.new_page(), server).open()
    page.goto("/settings")
    page.get_by_role("button", name="Change password").click()
    dialog = page.get_by_role("dialog", name="Change password")
    fill_change(dialog, "not the password", NEW)
    expect(dialog.get_by_role("alert")).to_have_text("This is not your password.")
    fill_change(dialog, PASSWORD, NEW)
    expect(page.get_by_role("status").filter(has_text="Your password is changed")).to_be_visible()
    expect(page.get_by_role("list", name="Signed-in devices").get_by_role("listitem")).to_have_count(1)
    other.page.bring_to_front()  # the same browser: it goes on by itself
    other.send("still here").expect_end()


def test_devices_are_listed_and_signed_out(chat: Chat, server: Server) -> None:
    chat.page.goto("/settings")
    sign_out_here = chat.page.get_by_role("button", name="Sign out", exact=True).first
    expect(sign_out_here).to_have_attribute("title", re.compile("."))
    name = sign_out_here.get_attribute("title") or ""
    phone = sign_in(server.url, name)
    chat.page.reload()
    devices = chat.page.get_by_role("list", name="Signed-in devices").get_by_role("listitem")
    expect(devices).to_have_count(2)
    expect(devices.first).to_contain_text("Unknown device")
    devices.last.get_by_role("button", name="Sign out").click()
    expect(devices).to_have_count(1)
    assert httpx.get(server.url, headers={"cookie": phone}).status_code == 303
    chat.page.get_by_role("button", name="Sign out everywhere").click()
    expect(chat.page).to_have_url(re.compile("/login"))


def test_an_account_is_deleted_from_the_settings_page(chat: Chat) -> None:
    chat.page.goto("/settings")
    chat.page.get_by_role("button", name="Delete account").click()
    dialog = chat.page.get_by_role("dialog", name="Delete account")
    dialog.get_by_role("button", name="Cancel").click()
    expect(dialog).to_have_count(0)
    chat.page.get_by_role("button", name="Delete account").click()
    dialog.get_by_label("Password").fill(PASSWORD)
    dialog.get_by_role("button", name="Delete for good").click()
    expect(chat.page).to_have_url(re.compile("/login"))
    expect(chat.page.get_by_role("status")).to_have_text("Your account and all that was in it are deleted.")


def test_a_wrong_password_does_not_lose_the_way(visitor: Page, server: Server) -> None:
    register(server.url, "lost")
    visitor.goto("/history")
    fill_sign_in(visitor, "lost", "wrong password")
    expect(visitor.get_by_role("alert")).to_contain_text("wrong")
    expect(visitor.get_by_label("Password")).to_be_focused()
    expect(visitor.get_by_role("link", name="Create account")).to_have_attribute("href", "/register/?next=%2Fhistory")
    fill_sign_in(visitor, "lost")
    expect(visitor).to_have_url(re.compile("/history"))


def test_a_language_chosen_before_the_page_is_alive_is_its_language(visitor: Page) -> None:
    scripts = HeldScripts(visitor)
    visitor.goto("/login", wait_until="commit")
    visitor.get_by_role("combobox", name="Language").select_option("zh")
    scripts.release()
    expect(visitor.get_by_role("button", name="登录")).to_be_visible()
    expect(visitor.get_by_role("combobox", name="语言")).to_have_value("zh")
    visitor.reload()
    expect(visitor.get_by_role("button", name="登录")).to_be_visible()
