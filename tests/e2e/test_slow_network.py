"""The server's word comes late: nothing typed is lost, and nothing goes to a conversation that is not on the page."""

import pytest
from playwright.sync_api import BrowserContext, Locator, expect

from tests.e2e.conftest import Chat
from tests.e2e.slow_wire import HeldScripts, SlowWire
from tests.e2e.test_history import converse
from tests.support.scripted_provider import ScriptedProvider


@pytest.fixture
def wire(chat: Chat) -> SlowWire:
    return SlowWire(chat.page)


@pytest.fixture
def scripts(chat: Chat) -> HeldScripts:
    return HeldScripts(chat.page)


def link(chat: Chat, title: str) -> Locator:
    return chat.page.get_by_role("navigation", name="Conversations").get_by_role("link", name=title)


def test_a_new_chat_is_empty_before_the_server_knows_of_it_and_keeps_what_is_typed(
    chat: Chat, person: BrowserContext, wire: SlowWire
) -> None:
    converse(chat, "first topic")
    converse(Chat(person.new_page(), chat.server), "elsewhere")
    wire.hold(after="is_hydrated")  # the last page's state arrives, what this page asked for does not
    chat.page.goto("/")
    expect(link(chat, "first topic")).to_be_visible()
    expect(chat.prompts).to_have_count(0)
    chat.box.fill("second topic")
    wire.release()
    expect(link(chat, "elsewhere")).to_be_visible()
    expect(chat.box).to_have_value("second topic")
    chat.send_button.click()
    chat.expect_end()
    expect(chat.prompts).to_have_text("second topic")


def test_a_prompt_goes_to_the_conversation_on_the_page(chat: Chat, wire: SlowWire) -> None:
    converse(chat, "one", "two")
    wire.hold()
    link(chat, "one").click()
    chat.send("for the first")
    wire.release()
    expect(chat.prompts).to_have_text(["one", "for the first"])
    chat.expect_end()
    link(chat, "two").click()
    expect(chat.prompts).to_have_text(["two"])


def test_what_is_typed_while_a_conversation_begins_goes_along(chat: Chat, wire: SlowWire) -> None:
    chat.open()
    wire.hold()
    chat.send("first prompt").box.fill("next thought")
    wire.release()
    chat.expect_end()
    expect(chat.box).to_have_value("next thought")
    chat.page.get_by_role("button", name="New chat").click()
    expect(chat.prompts).to_have_count(0)
    expect(chat.box).to_have_value("")


def test_a_new_chat_is_left_alone_by_what_was_sent_before_it(chat: Chat, wire: SlowWire) -> None:
    chat.open()
    wire.hold()
    chat.send("goes on elsewhere")
    expect(chat.prompts).to_have_text("goes on elsewhere")
    chat.page.get_by_role("button", name="New chat").click()
    expect(chat.prompts).to_have_count(0)
    wire.release()
    expect(link(chat, "goes on elsewhere")).to_be_visible()
    chat.send("a chat of its own").expect_end()
    expect(chat.prompts).to_have_text("a chat of its own")
    link(chat, "goes on elsewhere").click()
    expect(chat.prompts).to_have_text("goes on elsewhere")


def test_what_is_typed_before_the_page_is_ready_joins_the_draft(chat: Chat, wire: SlowWire) -> None:
    chat.open().box.fill("a draft")
    wire.hold()
    chat.page.reload()
    chat.box.press_sequentially("and more")
    wire.release()
    expect(chat.box).to_have_value("a draft\nand more")


def test_what_is_typed_before_the_page_is_alive_can_be_left_before_it_is_ready(
    chat: Chat, wire: SlowWire, scripts: HeldScripts
) -> None:
    wire.hold()
    chat.page.goto("/", wait_until="commit")
    chat.box.fill("quick fingers")
    scripts.release()
    expect(chat.send_button).to_be_enabled()
    chat.box.blur()
    expect(chat.box).to_have_value("quick fingers")
    wire.release()
    chat.send_button.click()
    chat.expect_end()
    expect(chat.prompts).to_have_text("quick fingers")


def test_who_looks_for_a_model_before_the_page_is_ready_goes_on_when_it_is(chat: Chat, wire: SlowWire) -> None:
    wire.hold()
    chat.page.goto("/")
    chat.box.fill("and then ask it")
    expect(chat.send_button).to_be_enabled()  # the page is alive
    models = chat.page.get_by_role("combobox", name="Model")
    models.fill("200 words")
    expect(models).to_have_attribute("aria-expanded", "true")
    wire.release()
    expect(chat.page.get_by_role("option")).to_have_text(["words:200"])
    models.press("Enter")
    expect(models).to_have_value("words:200")
    expect(chat.box).to_have_value("and then ask it")


def test_a_conversation_begins_without_loading_more_of_the_page(chat: Chat, scripts: HeldScripts) -> None:
    scripts.release()
    chat.open().page.wait_for_load_state("networkidle")
    chat.page.evaluate("window.untouched = true")
    scripts.hold()
    chat.send("one").expect_end()
    scripts.release()
    assert chat.page.evaluate("window.untouched")


def test_a_refused_prompt_comes_back_where_it_was_written(
    chat: Chat, person: BrowserContext, wire: SlowWire, provider: ScriptedProvider
) -> None:
    converse(chat, "ready", "another")
    busy = Chat(person.new_page(), chat.server)
    for model in ("gated:busy", "gated:busier"):
        busy.open().choose(model).send(model)
        expect(busy.answer).to_have_attribute("data-status", "streaming")
    wire.hold()
    chat.send("precious words")
    link(chat, "ready").click()
    expect(chat.prompts).to_have_count(0)
    wire.release()
    expect(chat.prompts).to_have_text("ready")
    expect(chat.page.get_by_role("alert")).to_contain_text("Too many of your answers")
    expect(chat.box).to_have_value("")
    link(chat, "another").click()
    expect(chat.box).to_have_value("precious words")
    provider.gate("gated:busy").open()
    provider.gate("gated:busier").open()


def test_a_refused_prompt_that_two_tabs_hold_comes_back_once(
    chat: Chat, person: BrowserContext, wire: SlowWire, provider: ScriptedProvider
) -> None:
    converse(chat, "ready")
    busy = Chat(person.new_page(), chat.server)
    for model in ("gated:full", "gated:fuller"):
        busy.open().choose(model).send(model)
        expect(busy.answer).to_have_attribute("data-status", "streaming")
    wire.hold()
    chat.send("precious words")
    busy.open()  # what is on its way is taken over: its own tab might have been closed
    expect(busy.page.get_by_role("alert")).to_contain_text("Too many of your answers")
    wire.release()
    expect(chat.box).to_have_value("precious words")
    provider.gate("gated:full").open()
    provider.gate("gated:fuller").open()


def test_enter_before_the_page_is_alive_sends_when_it_is(chat: Chat, scripts: HeldScripts) -> None:
    chat.page.goto("/", wait_until="commit")
    chat.send("quick fingers")
    expect(chat.box).to_have_value("quick fingers")
    scripts.release()
    expect(chat.prompts).to_have_text("quick fingers")
    chat.expect_end()
    expect(chat.box).to_have_value("")


def test_enter_before_the_page_is_alive_does_not_send_a_draft_that_was_not_to_be_seen(
    chat: Chat, scripts: HeldScripts
) -> None:
    scripts.release()
    chat.open().box.fill("a draft")
    scripts.hold()
    chat.page.goto("/", wait_until="commit")
    chat.send("quick fingers")
    scripts.release()
    expect(chat.box).to_have_value("a draft\nquick fingers")
    expect(chat.prompts).to_have_count(0)
