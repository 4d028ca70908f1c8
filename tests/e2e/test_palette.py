"""The command palette and the shortcuts: everywhere by keys alone."""

import pytest
from playwright.sync_api import Locator, expect

from tests.e2e.conftest import Chat
from tests.e2e.test_sidebar import add_older
from tests.support.scripted_provider import ScriptedProvider


@pytest.fixture
def palette(chat: Chat) -> Locator:
    return chat.page.get_by_role("dialog", name="Search and commands")


def options(palette: Locator) -> Locator:
    return palette.get_by_role("option")


def test_a_conversation_is_found_and_opened_by_keys_alone(chat: Chat, palette: Locator) -> None:
    for text in ("旅行计划", "dinner ideas"):
        chat.open().send(text).expect_end()
    chat.page.keyboard.press("ControlOrMeta+K")
    box = palette.get_by_role("combobox")
    expect(box).to_be_focused()
    expect(options(palette).first).to_have_text("dinner ideas")  # the last one first
    expect(options(palette).first).to_have_attribute("aria-selected", "true")
    box.press("ArrowDown")
    expect(options(palette).nth(1)).to_have_attribute("aria-selected", "true")
    assert box.get_attribute("aria-activedescendant") == options(palette).nth(1).get_attribute("id")
    box.fill("旅")
    expect(options(palette)).to_have_text(["旅行计划"])
    box.dispatch_event("keydown", {"key": "Enter", "keyCode": 229, "bubbles": True})
    expect(palette).to_be_visible()
    box.press("Enter")
    expect(palette).to_have_count(0)
    expect(chat.prompts).to_have_text("旅行计划")


def test_what_is_not_on_the_page_is_found_on_the_server(chat: Chat, palette: Locator) -> None:
    add_older(chat)
    chat.open().page.get_by_role("button", name="Search", exact=True).click()
    palette.get_by_role("combobox").fill("70 ago")
    expect(options(palette)).to_have_text(["70 days ago"])
    palette.get_by_role("combobox").fill("nowhere to be found")
    expect(palette).to_contain_text("Nothing found")


def test_escape_gives_the_keyboard_back(chat: Chat, palette: Locator) -> None:
    chat.open().box.fill("half a thought")
    for close in ("Escape", "ControlOrMeta+K"):
        chat.page.keyboard.press("ControlOrMeta+K")
        expect(palette.get_by_role("combobox")).to_be_focused()
        chat.page.keyboard.press(close)
        expect(palette).to_have_count(0)
        expect(chat.box).to_be_focused()
    expect(chat.box).to_have_value("half a thought")


def test_keys_pressed_before_the_page_has_heard_of_its_end_open_it_anew(chat: Chat, palette: Locator) -> None:
    chat.open().page.keyboard.press("ControlOrMeta+K")
    expect(palette.get_by_role("combobox")).to_be_focused()
    palette.get_by_role("combobox").fill("once")
    palette.evaluate(
        """(dialog) => {
            dialog.close();
            document.dispatchEvent(new KeyboardEvent("keydown", { key: "k", code: "KeyK", ctrlKey: true }));
        }"""
    )
    expect(palette.get_by_role("combobox")).to_have_value("")
    expect(palette.get_by_role("combobox")).to_be_focused()
    chat.page.keyboard.press("Escape")
    expect(palette).to_have_count(0)
    expect(chat.box).to_be_focused()


def test_commands_change_the_language_and_the_theme(chat: Chat, palette: Locator) -> None:
    chat.open().page.keyboard.press("ControlOrMeta+K")
    palette.get_by_role("combobox").fill("dark")
    palette.get_by_role("combobox").press("Enter")
    expect(chat.page.locator("html.dark")).to_be_attached()
    chat.page.keyboard.press("ControlOrMeta+K")
    palette.get_by_role("combobox").fill("简体")
    palette.get_by_role("combobox").press("Enter")
    expect(chat.page.get_by_role("button", name="新对话")).to_be_visible()
    chat.page.keyboard.press("ControlOrMeta+K")
    chat.page.get_by_role("option", name="键盘快捷键").click()
    expect(chat.page.get_by_role("dialog", name="键盘快捷键")).to_be_visible()


def test_shortcuts_go_through_conversations_and_their_help_tells_of_them(
    chat: Chat, provider: ScriptedProvider
) -> None:
    for text in ("first", "second"):
        chat.open().send(text).expect_end()
    press = chat.page.keyboard.press
    press("Alt+Shift+D")
    expect(chat.prompts).to_have_text("first")
    press("Alt+Shift+U")
    expect(chat.prompts).to_have_text("second")
    press("Alt+Shift+O")
    expect(chat.prompts).to_have_count(0)
    expect(chat.box).to_be_focused()
    chat.page.keyboard.type("what?")  # a text, no question for help
    expect(chat.box).to_have_value("what?")
    chat.box.fill("")
    chat.choose("gated:shortcut").send("go")
    expect(chat.answer).to_have_attribute("data-status", "streaming")
    press("Alt+Shift+X")
    chat.expect_end("stopped")
    chat.box.blur()
    press("Shift+?")
    shown = chat.page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(shown).to_contain_text("Stop the answer")
    press("Escape")
    expect(shown).to_have_count(0)
    press("Alt+Shift+H")
    expect(chat.page.get_by_role("navigation", name="Conversations")).to_be_hidden()
    chat.page.reload()
    expect(chat.box).to_be_visible()
    expect(chat.page.get_by_role("navigation", name="Conversations")).to_be_hidden()
    chat.page.locator(".drawer-button").click()
    expect(chat.page.get_by_role("navigation", name="Conversations")).to_be_visible()
    provider.gate("gated:shortcut").open()
