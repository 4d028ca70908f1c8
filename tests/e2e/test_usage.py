"""The usage page: a reader's own numbers as plots with tables behind them."""

import re

from playwright.sync_api import Browser, BrowserContext, expect

from tests.e2e.conftest import Chat, enter, watch
from tests.support.server import Server, sign_in


def test_what_was_asked_is_counted_and_can_be_read_as_a_table(chat: Chat) -> None:
    chat.open().send("counted").expect_end()
    chat.page.get_by_role("link", name="Usage").click()
    plot = chat.page.get_by_role("figure", name="Answers over time, by model")
    expect(plot.get_by_role("img")).to_have_accessible_name(re.compile("Highest: 1 "))
    plot.get_by_text("As a table").click()
    expect(plot.get_by_role("columnheader", name="echo")).to_be_visible()
    expect(plot.get_by_role("row").last).to_contain_text("1")
    expect(chat.page.get_by_role("checkbox", name="Everybody’s numbers")).to_have_count(0)
    chat.page.get_by_role("combobox", name="Period").select_option("7")
    expect(plot.get_by_role("row")).to_have_count(8)


def test_nothing_yet_is_said(person: BrowserContext, server: Server) -> None:
    page = person.new_page()
    page.goto("/usage")
    expect(page.get_by_text("Nothing to count in this period.")).to_be_visible()


def test_an_administrator_can_see_the_numbers_of_all(chat: Chat, browser: Browser, server: Server) -> None:
    chat.open().send("somebody's private words").expect_end()
    context = browser.new_context(base_url=server.url, locale="en-GB")
    faults = watch(context)
    enter(context, server.url, sign_in(server.url, "admin"))
    page = context.new_page()
    page.goto("/usage")
    page.get_by_role("checkbox", name="Everybody’s numbers").check()
    expect(page.get_by_role("figure", name="Prompts by hour of the day")).to_be_visible()
    expect(page.get_by_text("private words")).to_have_count(0)
    context.close()
    assert faults == []
