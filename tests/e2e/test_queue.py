"""Prompts that wait for the answer before them."""

import re

from playwright.sync_api import BrowserContext, Locator, expect

from tests.e2e.conftest import Chat
from tests.support.scripted_provider import ScriptedProvider


def queue(chat: Chat) -> Locator:
    return chat.page.get_by_role("list", name="Queued messages").get_by_role("listitem")


def press(chat: Chat, name: str, item: int = 0) -> None:
    queue(chat).nth(item).get_by_role("button", name=name).click()


def running(chat: Chat, provider: ScriptedProvider, gate: str) -> Chat:
    """An answer of which one word is there."""
    chat.open().choose(f"gated:{gate}").send("go")
    provider.gate(f"gated:{gate}").release(1)
    expect(chat.answer).to_contain_text("w00001")
    expect(chat.page).to_have_url(re.compile("/chat/"))
    return chat


def test_prompts_go_one_by_one_when_the_answer_has_ended(chat: Chat, provider: ScriptedProvider) -> None:
    running(chat, provider, "queue")
    chat.send("second").send("third").send("never").send("fourth")
    expect(chat.box).to_have_value("")
    expect(chat.stop_button).to_be_visible()
    expect(queue(chat).locator(".queued")).to_have_text(["second", "third", "never", "fourth"])
    press(chat, "Remove", 2)
    press(chat, "Edit", 1)
    expect(chat.box).to_have_value("third")
    expect(chat.box).to_be_focused()
    chat.box.press_sequentially(" time")
    chat.page.get_by_role("button", name="Add to the queue").click()
    chat.page.reload()
    expect(queue(chat).locator(".queued")).to_have_text(["second", "fourth", "third time"])
    expect(chat.answer).to_have_attribute("data-status", "streaming")
    provider.gate("gated:queue").open()
    expect(chat.prompts).to_have_text(["go", "second", "fourth", "third time"])
    expect(chat.answers).to_have_count(4)
    chat.expect_end()
    expect(queue(chat)).to_have_count(0)


def test_after_a_stop_the_queue_is_held_until_it_is_sent(chat: Chat, provider: ScriptedProvider) -> None:
    running(chat, provider, "held-queue")
    chat.send("second").send("third")
    chat.stop_button.click()
    chat.expect_end("stopped")
    expect(chat.page.get_by_text("On hold")).to_be_visible()
    chat.page.reload()
    expect(chat.page.get_by_text("On hold")).to_be_visible()
    expect(chat.prompts).to_have_text(["go"])
    provider.gate("gated:held-queue").open()
    press(chat, "Send now")
    expect(chat.prompts).to_have_text(["go", "second", "third"])
    expect(chat.answers).to_have_count(3)
    chat.expect_end()


def test_two_tabs_send_a_queued_prompt_once(chat: Chat, person: BrowserContext, provider: ScriptedProvider) -> None:
    running(chat, provider, "shared")
    other = Chat(person.new_page(), chat.server).open(chat.page.url.removeprefix(chat.server.url))
    expect(other.stop_button).to_be_visible()  # else it asks at once, and its prompt waits at the server
    chat.send("second")
    other.send("third")
    for tab in (chat, other):
        expect(queue(tab).locator(".queued")).to_have_text(["second", "third"])
    provider.gate("gated:shared").open()
    for tab in (chat, other):
        expect(tab.answers).to_have_count(3)
        tab.expect_end()
        expect(tab.prompts).to_have_text(["go", "second", "third"])
        expect(queue(tab)).to_have_count(0)


def test_what_is_queued_before_the_conversation_has_an_address_goes_with_it(
    chat: Chat, provider: ScriptedProvider
) -> None:
    chat.open().choose("gated:newborn").send("go").send("second")
    expect(queue(chat).locator(".queued")).to_have_text(["second"])
    provider.gate("gated:newborn").open()
    expect(chat.answers).to_have_count(2)
    chat.expect_end()
    expect(chat.prompts).to_have_text(["go", "second"])
