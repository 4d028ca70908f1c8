"""The page for administrators, and the links that it makes, in the hands of those they are for."""

import re
import secrets
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.e2e.conftest import enter
from tests.e2e.test_accounts import PASSWORD, fill_registration, fill_sign_in
from tests.support.server import Server, register, sign_in

Open = Callable[..., Page]


@pytest.fixture
def opened(browser: Browser, server: Server) -> Iterator[Open]:
    """A page in a browser of its own, signed in with `cookie`."""
    with ExitStack() as at_the_end:

        def open_(path: str, cookie: str = "", locale: str = "en-GB") -> Page:
            context = browser.new_context(base_url=server.url, locale=locale)
            at_the_end.callback(context.close)
            if cookie:
                enter(context, server.url, cookie)
            page = context.new_page()
            page.goto(path)
            return page

        yield open_


@pytest.fixture
def page(opened: Open, server: Server) -> Page:
    """The page for administrators, as the first of them sees it."""
    return opened("/admin", sign_in(server.url, "admin"))


def row(page: Page, text: str) -> Locator:
    page.get_by_role("searchbox", name="Search by name").fill(text)
    return page.get_by_role("listitem").filter(has=page.get_by_text(text, exact=True))


def take_link(page: Page) -> str:
    """What the dialog shows, which is then closed."""
    link = page.get_by_role("textbox", name="One-time link").input_value()
    page.get_by_role("button", name="Done").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    return link


def choose_password(page: Page, password: str) -> None:
    page.get_by_label("New password").fill(password)
    page.get_by_label("Confirm password").fill(password)
    page.get_by_role("button", name="Save and sign in").click()
    expect(page.get_by_role("textbox", name="Message")).to_be_visible()


def test_an_account_made_by_an_administrator_gets_its_password_from_its_person(page: Page, opened: Open) -> None:
    name = secrets.token_hex(8)
    page.get_by_role("textbox", name="Username of a new account").fill(name)
    page.get_by_role("button", name="Create", exact=True).click()
    link = take_link(page)
    theirs = opened(link)
    expect(theirs.get_by_text(name)).to_be_visible()
    choose_password(theirs, PASSWORD)
    expect(theirs.get_by_role("link", name="Administration")).to_have_count(0)
    theirs.goto("/admin")
    expect(theirs).to_have_url(re.compile("/$"))
    again = opened(link)
    expect(again.get_by_role("alert")).to_contain_text("This link does not work")
    expect(again.get_by_label("New password")).to_have_count(0)


def test_by_invitation_only_in_english_and_chinese(page: Page, opened: Open) -> None:
    page.get_by_role("combobox", name="Who may create an account").select_option("invite")
    links: list[str] = []
    for note in ("for Ann", "给李雷"):
        page.get_by_role("textbox", name="Who the invitation is for").fill(note)
        page.get_by_role("button", name="Invite", exact=True).click()
        links.append(take_link(page))
    try:
        uninvited = opened("/login")
        expect(uninvited.get_by_text("New accounts are by invitation")).to_be_visible()
        expect(uninvited.get_by_role("link", name="Create account")).to_have_count(0)
        ann = opened(links[0])
        fill_registration(ann, secrets.token_hex(8), again="something else")
        expect(ann.get_by_role("alert")).to_contain_text("differ")  # and the invitation goes on
        fill_registration(ann, secrets.token_hex(8))
        expect(ann.get_by_role("textbox", name="Message")).to_be_visible()
        lei = opened(links[1], locale="en-GB")
        lei.get_by_role("combobox", name="Language").select_option("zh")
        lei.get_by_role("textbox", name="用户名").fill(f"李雷{secrets.token_hex(4)}")
        lei.get_by_label("密码", exact=True).fill(PASSWORD)
        lei.get_by_label("确认密码").fill(PASSWORD)
        lei.get_by_role("button", name="创建账号").click()
        expect(lei.get_by_role("textbox", name="消息")).to_be_visible()
        late = opened(links[0], locale="zh-CN")
        expect(late.get_by_role("alert")).to_contain_text("此邀请无效")
        expect(late.get_by_role("textbox", name="用户名")).to_have_count(0)
    finally:
        page.get_by_role("combobox", name="Who may create an account").select_option("open")
        expect(page.get_by_text("Opened registration to anybody").first).to_be_visible()


def test_a_reset_ends_what_was_open_and_a_link_leads_back(page: Page, opened: Open, server: Server) -> None:
    name = secrets.token_hex(8)
    theirs = opened("/", register(server.url, name))
    expect(theirs.get_by_role("textbox", name="Message")).to_be_visible()
    row(page, name).get_by_role("button", name="Reset password").click()
    page.get_by_role("dialog").get_by_role("button", name="Reset password").click()
    link = take_link(page)
    expect(theirs.get_by_role("dialog", name="Sign in again")).to_be_visible()
    stranger = opened("/login")
    fill_sign_in(stranger, name)
    expect(stranger.get_by_role("alert")).to_contain_text("wrong")
    choose_password(opened(link), "another good one")
    expect(page.get_by_text(f"Reset the password of {name}")).to_be_visible()


def test_who_is_demoted_is_shown_out_and_who_is_deleted_is_gone(page: Page, opened: Open, server: Server) -> None:
    name = secrets.token_hex(8)
    cookie = register(server.url, name)
    row(page, name).get_by_role("button", name="Make administrator").click()
    expect(row(page, name).get_by_text("Administrator", exact=True)).to_be_visible()
    theirs = opened("/admin", cookie)
    expect(theirs.get_by_role("heading", name="People")).to_be_visible()
    row(page, name).get_by_role("button", name="Remove as administrator").click()
    expect(row(page, name).get_by_role("button", name="Make administrator")).to_be_visible()
    theirs.get_by_role("button", name="Invite", exact=True).click()
    expect(theirs.get_by_role("alert")).to_contain_text("Only administrators")
    expect(theirs).to_have_url(re.compile("/$"))
    row(page, name).get_by_role("button", name="Delete").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(page.get_by_text("No username matches.")).to_be_visible()
    expect(page.get_by_text(f"Deleted the account {name}")).to_be_visible()
