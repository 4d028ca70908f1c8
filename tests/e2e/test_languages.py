"""English and 简体中文: the browser's at first, then one's own choice, without a reload."""

import re
import secrets
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.e2e.conftest import Chat, enter
from tests.support.picker import choose
from tests.support.server import Server, register


@pytest.fixture
def chinese(browser: Browser, server: Server) -> Iterator[BrowserContext]:
    context = browser.new_context(base_url=server.url, locale="zh-CN")
    enter(context, server.url, register(server.url, secrets.token_hex(8)))
    yield context
    context.close()


def test_the_page_speaks_the_browsers_language(chinese: BrowserContext) -> None:
    page = chinese.new_page()
    page.goto("/")
    expect(page.get_by_role("button", name="新对话")).to_be_visible()
    expect(page.get_by_role("textbox", name="消息")).to_have_attribute("placeholder", "输入消息")
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")


def test_faults_are_told_in_chinese(chinese: BrowserContext) -> None:
    page = chinese.new_page()
    page.goto("/")
    expect(page.get_by_role("status", name="连接状态")).to_have_text("已连接")
    choose(page.get_by_role("combobox", name="模型"), "prv-07")
    page.get_by_role("textbox", name="消息").fill("你好")
    page.get_by_role("textbox", name="消息").press("Enter")
    expect(page.locator('[data-role="assistant"]')).to_contain_text("模型服务器拒绝了密钥")


def test_a_choice_is_made_without_a_reload_and_kept_with_the_account(
    chat: Chat, person: BrowserContext, browser: Browser
) -> None:
    chat.open()
    chat.page.get_by_role("link", name="Settings").click()
    chat.page.evaluate("window.untouched = true")
    chat.page.get_by_role("combobox", name="Language").select_option("zh")
    expect(chat.page.get_by_role("heading", name="设置")).to_be_visible()
    expect(chat.page).to_have_title("设置 · chatapp")
    expect(chat.page.locator("html")).to_have_attribute("lang", "zh-CN")
    expect(chat.page.get_by_role("navigation", name="对话列表")).to_be_visible()
    assert chat.page.evaluate("window.untouched")
    chat.page.get_by_role("link", name="用量").click()
    expect(chat.page.get_by_text("这段时间内没有数据")).to_be_visible()  # the server's word, after the choice
    elsewhere = browser.new_context(
        base_url=chat.server.url, locale="en-GB", storage_state={"cookies": person.cookies()}
    )
    page = elsewhere.new_page()
    page.goto("/")
    expect(page.get_by_role("button", name="新对话")).to_be_visible()
    elsewhere.close()


def test_dark_is_kept_over_a_reload_and_on_another_device(chat: Chat, person: BrowserContext, browser: Browser) -> None:
    chat.open()
    chat.page.get_by_role("link", name="Settings").click()
    chat.page.get_by_role("combobox", name="Theme").select_option("dark")
    expect(chat.page.locator("html")).to_have_class(re.compile("dark"))
    chat.page.get_by_role("link", name="Usage").click()
    expect(chat.page.get_by_text("Nothing to count")).to_be_visible()  # the server's word, after the choice
    chat.page.reload()
    expect(chat.page.locator("html")).to_have_class(re.compile("dark"))
    elsewhere = browser.new_context(base_url=chat.server.url, storage_state={"cookies": person.cookies()})
    page = elsewhere.new_page()
    page.goto("/")
    expect(page.locator("html")).to_have_class(re.compile("dark"))
    elsewhere.close()
