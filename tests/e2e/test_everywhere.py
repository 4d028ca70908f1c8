"""One account in several places: each shows what the others do, and an answer is nobody's tab's."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, expect

from tests.e2e.conftest import Chat
from tests.e2e.slow_wire import SlowWire
from tests.support.scenarios import words
from tests.support.scripted_provider import ScriptedProvider
from tests.support.server import Server

WRITING, UNSEEN = "An answer is being written", "A new answer"


@pytest.fixture
def laptop(person: BrowserContext, browser: Browser, server: Server) -> Iterator[Chat]:
    """Another device of the same person."""
    context = browser.new_context(base_url=server.url, locale="en-GB", storage_state=person.storage_state())
    yield Chat(context.new_page(), server)
    context.close()


def line(chat: Chat, title: str) -> Locator:
    listed = chat.page.get_by_role("navigation", name="Conversations")
    return listed.locator(".line", has=chat.page.get_by_role("link", name=title, exact=True))


def test_the_list_of_another_device_shows_what_is_written_and_what_ended_unseen(
    chat: Chat, laptop: Chat, provider: ScriptedProvider
) -> None:
    laptop.page.goto(f"{laptop.server.url}/settings/")
    chat.open().choose("gated:far").send("from the phone")
    expect(line(laptop, "from the phone").get_by_role("img")).to_have_accessible_name(WRITING)
    chat.page.get_by_role("button", name="New chat").click()
    expect(chat.answers).to_have_count(0)
    chat.choose("echo").send("looking elsewhere").expect_end()  # by now the server knows that it is
    provider.gate("gated:far").open()
    expect(line(laptop, "from the phone").get_by_role("img")).to_have_accessible_name(UNSEEN)
    laptop.page.reload()
    expect(line(laptop, "from the phone").get_by_role("img")).to_have_accessible_name(UNSEEN)
    line(laptop, "from the phone").get_by_role("link").click()
    expect(laptop.answer).to_contain_text(words(20).split()[-1])
    expect(line(laptop, "from the phone").get_by_role("img")).to_have_count(0)


def test_both_devices_show_the_same_letters_and_either_stops(
    chat: Chat, laptop: Chat, provider: ScriptedProvider
) -> None:
    chat.open().choose("gated:pair").send("go")
    provider.gate("gated:pair").release(3)
    expect(chat.answer).to_contain_text("w00003")
    expect(chat.page).to_have_url(re.compile("/chat/"))
    laptop.open(chat.page.url.removeprefix(chat.server.url))
    expect(laptop.answer).to_contain_text("w00003")
    provider.gate("gated:pair").release(3)
    for device in (chat, laptop):
        expect(device.answer.locator(".markdown")).to_have_text(words(6).strip())
    laptop.stop_button.click()
    chat.expect_end("stopped")
    expect(chat.answer.locator(".markdown")).to_have_text(words(6).strip())


def test_two_prompts_at_the_same_moment_are_two_turns_in_the_same_order_everywhere(
    chat: Chat, laptop: Chat, provider: ScriptedProvider
) -> None:
    chat.open().send("first").expect_end()
    wire = SlowWire(laptop.page)
    laptop.open(chat.page.url.removeprefix(chat.server.url)).choose("gated:left")
    chat.choose("gated:right")
    wire.hold()  # neither knows of the other
    chat.box.fill("from the right")
    chat.box.press("Enter")
    laptop.box.fill("from the left")
    laptop.box.press("Enter")
    wire.release()
    for device in (chat, laptop):
        expect(device.page.get_by_text("Waiting for the answer above.")).to_be_visible()
    provider.gate("gated:left").open()
    provider.gate("gated:right").open()
    for device in (chat, laptop):
        expect(device.answers).to_have_count(3)
        device.expect_end()
        expect(device.prompts).to_have_count(3)
    assert chat.prompts.all_inner_texts() == laptop.prompts.all_inner_texts()
    assert sorted(chat.prompts.all_inner_texts()[1:]) == ["from the left", "from the right"]


def test_an_answer_goes_on_where_it_was_stopped(chat: Chat, provider: ScriptedProvider) -> None:
    chat.open().choose("gated:on").send("go")
    provider.gate("gated:on").release(5)
    expect(chat.answer).to_contain_text("w00005")
    chat.stop_button.click()
    chat.expect_end("stopped")
    message_id = chat.answer.get_attribute("data-message-id")
    provider.gate("gated:on").open()
    chat.page.get_by_role("button", name="Continue answer").click()
    chat.expect_end()
    expect(chat.answers).to_have_count(1)
    expect(chat.answer).to_have_attribute("data-message-id", message_id or "")
    expect(chat.answer.locator(".markdown")).to_have_text(words(20).strip())
    expect(chat.page.get_by_role("button", name="Continue answer")).to_have_count(0)
    chat.page.reload()
    expect(chat.answer.locator(".markdown")).to_have_text(words(20).strip())


def test_deleting_and_renaming_is_seen_on_the_other_device(chat: Chat, laptop: Chat) -> None:
    chat.open().send("old name").expect_end()
    laptop.page.goto(f"{laptop.server.url}/history/")
    expect(line(laptop, "old name")).to_be_visible()
    chat.page.goto(f"{chat.server.url}/history/")
    chat.page.get_by_role("button", name="Rename").click()
    chat.page.get_by_role("textbox", name="New title").fill("new name")
    chat.page.keyboard.press("Enter")
    expect(line(laptop, "new name")).to_be_visible()
    expect(line(laptop, "old name")).to_have_count(0)
    chat.page.get_by_role("button", name="Delete").click()
    expect(line(laptop, "new name")).to_have_count(0)
    expect(laptop.page.get_by_role("list", name="Results")).to_have_count(0)
