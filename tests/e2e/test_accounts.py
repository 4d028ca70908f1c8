"""Coming in and going out, as a newcomer does."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e.conftest import Chat, watch
from tests.support.server import Server, register

PASSWORD = "correct horse battery"


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


def test_no_script_can_read_the_session(chat: Chat) -> None:
    chat.open()
    assert chat.page.evaluate("document.cookie") == ""


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
    expect(chat.page).to_have_url(re.compile("/login"), timeout=10_000)


def test_a_wrong_password_does_not_lose_the_way(visitor: Page, server: Server) -> None:
    register(server.url, "lost")
    visitor.goto("/history")
    fill_sign_in(visitor, "lost", "wrong password")
    expect(visitor.get_by_role("alert")).to_contain_text("wrong")
    expect(visitor.get_by_label("Password")).to_be_focused()
    expect(visitor.get_by_role("link", name="Create account")).to_have_attribute("href", "/register/?next=%2Fhistory")
    fill_sign_in(visitor, "lost")
    expect(visitor).to_have_url(re.compile("/history"))
