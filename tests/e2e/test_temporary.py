"""A temporary chat: said to be one, there as long as it lives, kept with one click, remembered by nobody else."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.e2e.conftest import Chat, enter, wait_until
from tests.support.scripted_provider import ScriptedProvider
from tests.support.server import Server, register

STORED = "Object.values(localStorage).join()"


def begin(chat: Chat) -> Locator:
    """Returns what is said above it."""
    chat.page.get_by_role("button", name="New temporary chat").click()
    banner = chat.page.get_by_role("region", name="Temporary chat")
    expect(banner).to_contain_text("Nothing of it is stored")
    return banner


@pytest.fixture
def elsewhere(person: BrowserContext, browser: Browser, server: Server) -> Iterator[Chat]:
    """Another device of the same person."""
    context = browser.new_context(base_url=server.url, locale="en-GB")
    context.add_cookies(person.cookies())  # pyright: ignore[reportArgumentType] (what it gives is what it takes)
    yield Chat(context.new_page(), server)
    context.close()


def in_sidebar(page: Page, title: str) -> Locator:
    return page.get_by_role("navigation", name="Conversations").get_by_role("link", name=title)


def test_it_lives_through_reloads_in_all_tabs_and_is_in_no_list(chat: Chat, person: BrowserContext) -> None:
    chat.open()
    banner = begin(chat)
    expect(banner.get_by_role("button", name="Keep this chat")).to_have_count(0)  # of nothing there is nothing to keep
    chat.send("a passing thought").expect_end()
    expect(chat.answer).to_contain_text("a passing thought")
    expect(in_sidebar(chat.page, "a passing thought")).to_have_count(0)
    assert "passing" not in chat.page.title()
    chat.page.reload()
    expect(banner).to_be_visible()
    expect(chat.answer).to_contain_text("a passing thought")
    second = Chat(person.new_page(), chat.server).open(chat.page.url.removeprefix(chat.server.url))
    second.send("from the second tab")
    expect(chat.answer).to_contain_text("from the second tab")
    chat.answer.get_by_role("button", name="Regenerate answer").click()
    expect(second.answer).to_contain_text("2 / 2")
    chat.answer.get_by_role("button", name="More actions").click()
    expect(chat.page.get_by_role("menuitem")).to_have_text(["Edit answer", "Delete"])


def test_what_is_typed_there_stays_in_its_tab(chat: Chat, elsewhere: Chat) -> None:
    chat.open()
    begin(chat)
    chat.send("an unwritten diary").expect_end()
    chat.box.fill("an unwritten draft")
    chat.page.get_by_role("button", name="New chat").click()
    expect(chat.box).to_have_value("")
    assert "unwritten" not in chat.page.evaluate(STORED)
    chat.page.go_back()
    expect(chat.box).to_have_value("an unwritten draft")
    chat.page.reload()
    expect(chat.box).to_have_value("an unwritten draft")
    elsewhere.open(chat.page.url.removeprefix(chat.server.url))
    expect(elsewhere.answer).to_contain_text("an unwritten diary")
    expect(elsewhere.box).to_have_value("")
    assert "unwritten" not in chat.page.evaluate(STORED)
    chat.page.get_by_role("button", name="Keep this chat").click()  # what is typed in any other goes to other devices
    expect(elsewhere.box).to_have_value("an unwritten draft")


def test_one_click_keeps_it_even_while_it_is_written(chat: Chat, provider: ScriptedProvider) -> None:
    chat.open()
    banner = begin(chat)
    chat.choose("gated:kept").send("worth keeping")
    provider.gate("gated:kept").release(5)
    expect(chat.answer).to_contain_text("w00005")
    banner.get_by_role("button", name="Keep this chat").click()
    expect(banner).to_have_count(0)
    here = chat.page.url
    expect(in_sidebar(chat.page, "worth keeping")).to_have_attribute("href", re.compile(here[-36:]))
    expect(chat.page).to_have_title(re.compile("worth keeping"))
    provider.gate("gated:kept").open()
    chat.expect_end()
    chat.page.reload()
    expect(chat.answer).to_contain_text("w00005")
    expect(in_sidebar(chat.page, "worth keeping")).to_have_attribute("aria-current", "page")
    expect(banner).to_have_count(0)


def test_nobody_else_finds_it_and_ended_it_is_gone(
    chat: Chat, person: BrowserContext, browser: Browser, server: Server
) -> None:
    chat.open()
    banner = begin(chat)
    chat.send("between us").expect_end()
    here = chat.page.url
    second = person.new_page()
    second.goto(here)
    expect(second.get_by_role("region", name="Temporary chat")).to_be_visible()
    stranger = browser.new_context(base_url=server.url, locale="en-GB")
    enter(stranger, server.url, register(server.url, "curious"))
    page = stranger.new_page()
    page.goto(here)
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page).to_have_url(f"{server.url}/")
    stranger.close()
    banner.get_by_role("button", name="End it").click()
    for left in (chat.page, second):
        expect(left).to_have_url(f"{server.url}/")
    chat.page.goto(here)
    expect(chat.page.get_by_role("alert")).to_be_visible()
    wait_until(chat.page, "!document.body.textContent.includes('between us')")
