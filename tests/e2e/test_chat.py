"""The main job in a real browser: ask, watch the answer being written, find it again."""

import re

from playwright.sync_api import BrowserContext, expect

from tests.e2e.conftest import Chat, wait_until
from tests.support.scenarios import words
from tests.support.scripted_provider import ScriptedProvider


def test_a_prompt_is_answered_and_kept(chat: Chat) -> None:
    chat.open().send("hello brave new world").expect_end()
    expect(chat.answer).to_contain_text("hello brave new world")
    expect(chat.page).to_have_url(re.compile(r"/chat/[0-9a-f-]{36}"))
    chat.page.reload()
    expect(chat.prompts).to_have_text("hello brave new world")
    expect(chat.answer).to_contain_text("hello brave new world")


def test_the_answer_shows_while_it_is_written(chat: Chat, provider: ScriptedProvider) -> None:
    chat.open().choose("gated").send("go")
    provider.gate().release(5)
    expect(chat.answer).to_contain_text(words(5).split()[-1])
    expect(chat.answer).to_have_attribute("data-status", "streaming")
    provider.gate().open()
    chat.expect_end()
    assert chat.answer.locator(".markdown").inner_text().split() == words(20).split()


def test_a_reload_midway_shows_the_text_so_far_and_goes_on(chat: Chat, provider: ScriptedProvider) -> None:
    chat.open().choose("gated:reload").send("go")
    provider.gate("gated:reload").release(8)
    expect(chat.answer).to_contain_text(words(8).split()[-1])
    expect(chat.page).to_have_url(re.compile("/chat/"))
    chat.page.reload()
    expect(chat.answer).to_contain_text(words(8).split()[-1])
    expect(chat.answer).to_have_attribute("data-status", "streaming")
    provider.gate("gated:reload").open()
    chat.expect_end()
    assert chat.answer.locator(".markdown").inner_text().split() == words(20).split()


def test_stop_keeps_the_words_already_written(chat: Chat, provider: ScriptedProvider) -> None:
    chat.open().choose("gated:stop").send("go")
    provider.gate("gated:stop").release(6)
    expect(chat.answer).to_contain_text(words(6).split()[-1])
    chat.stop_button.click()
    chat.expect_end("stopped")
    assert chat.answer.locator(".markdown").inner_text().split() == words(6).split()
    expect(chat.send_button).to_be_visible()


def test_earlier_turns_reach_the_model_from_the_database(chat: Chat, provider: ScriptedProvider) -> None:
    chat.open().send("my name is Ada").expect_end()
    chat.send("and what is it?")
    expect(chat.answers).to_have_count(2)
    chat.expect_end()
    sent = [(turn["role"], turn["content"].strip()) for turn in provider.requests[-1].body["messages"]]
    assert sent == [("user", "my name is Ada"), ("assistant", "my name is Ada"), ("user", "and what is it?")]


def test_a_second_tab_sees_the_same_answer_and_can_stop_it(
    chat: Chat, person: BrowserContext, provider: ScriptedProvider
) -> None:
    chat.open().choose("gated:tabs").send("go")
    provider.gate("gated:tabs").release(4)
    expect(chat.answer).to_contain_text(words(4).split()[-1])
    expect(chat.page).to_have_url(re.compile("/chat/"))
    other = Chat(person.new_page(), chat.server).open(chat.page.url.removeprefix(chat.server.url))
    expect(other.answer).to_contain_text(words(4).split()[-1])
    provider.gate("gated:tabs").release(3)
    for tab in (chat, other):
        expect(tab.answer).to_contain_text(words(7).split()[-1])
    other.stop_button.click()
    for tab in (chat, other):
        tab.expect_end("stopped")


def test_a_prompt_sent_in_one_tab_appears_in_the_other(chat: Chat, person: BrowserContext) -> None:
    chat.open().send("first").expect_end()
    other = Chat(person.new_page(), chat.server).open(chat.page.url.removeprefix(chat.server.url))
    other.send("second")
    expect(chat.answers).to_have_count(2)
    chat.expect_end()
    expect(chat.answer).to_contain_text("second")


def test_an_empty_prompt_is_ignored(chat: Chat) -> None:
    chat.open()
    expect(chat.send_button).to_be_disabled()
    chat.send("   \n ")
    expect(chat.prompts).to_have_count(0)


def test_shift_enter_breaks_the_line(chat: Chat) -> None:
    chat.open()
    chat.box.fill("one")
    chat.box.press("Shift+Enter")
    chat.box.press_sequentially("two")
    expect(chat.box).to_have_value("one\ntwo")


def test_a_prompt_that_is_too_long_stays_in_the_box(chat: Chat) -> None:
    chat.open().box.fill("x" * 50_001)
    chat.send_button.click()
    expect(chat.page.get_by_role("alert")).to_contain_text("50001")
    expect(chat.box).to_have_value("x" * 50_001)


def test_a_fault_of_the_provider_is_explained_and_the_next_prompt_works(chat: Chat) -> None:
    chat.open().choose("prv-07").send("hello").expect_end("failed")
    expect(chat.answer).to_contain_text("refused the key")
    chat.choose("echo").send("again")
    expect(chat.answers).to_have_count(2)
    chat.expect_end()


def test_a_failed_answer_can_be_asked_for_again(chat: Chat) -> None:
    chat.open().choose("prv-17-503").send("hello").expect_end("failed")
    chat.choose("echo").page.get_by_role("button", name="Regenerate answer").click()
    chat.expect_end()
    expect(chat.answers).to_have_count(1)
    expect(chat.answer).to_contain_text("hello")


def test_new_chat_starts_an_empty_conversation(chat: Chat) -> None:
    chat.open().send("the first conversation").expect_end()
    chat.page.get_by_role("button", name="New chat").click()
    expect(chat.page).to_have_url(f"{chat.server.url}/")
    expect(chat.prompts).to_have_count(0)
    chat.page.get_by_role("navigation", name="Conversations").get_by_role("link", name="the first").click()
    expect(chat.prompts).to_have_text("the first conversation")


def test_a_conversation_opens_with_its_own_model_and_title(chat: Chat) -> None:
    chat.open().choose("markdown").send("what can you show").expect_end()
    expect(chat.page).to_have_title("what can you show")
    chat.page.get_by_role("button", name="New chat").click()
    expect(chat.page).to_have_title("chatapp")
    chat.choose("echo").page.get_by_role("link", name="what can you show").click()
    expect(chat.page.get_by_role("combobox", name="Model")).to_have_value("markdown")
    chat.page.reload()
    expect(chat.page.get_by_role("combobox", name="Model")).to_have_value("markdown")


def test_a_reader_who_has_scrolled_up_is_left_alone(chat: Chat, provider: ScriptedProvider) -> None:
    chat.open().choose("words:4000").send("much").expect_end()
    log = chat.page.get_by_role("log", name="Messages")
    expect(chat.page.get_by_role("button", name="Jump to the newest message")).to_have_count(0)
    chat.choose("gated:scroll").send("more")
    provider.gate("gated:scroll").release(2)
    expect(chat.answers).to_have_count(2)
    log.hover()
    chat.page.mouse.wheel(0, -1500)
    expect(chat.page.get_by_role("button", name="Jump to the newest message")).to_be_visible()
    place = "() => document.querySelector('.log > div').scrollTop"
    wait_until(chat.page, f"({place})() < document.querySelector('.log-column').clientHeight - 1500")
    before = chat.page.evaluate(place)
    provider.gate("gated:scroll").open()
    chat.expect_end()
    assert abs(chat.page.evaluate(place) - before) < 2
    chat.page.get_by_role("button", name="Jump to the newest message").click()
    expect(chat.answer).to_be_in_viewport()


def test_a_long_answer_arrives_whole(chat: Chat) -> None:
    chat.open().choose("words:4000").send("everything").expect_end()
    assert chat.answer.locator(".markdown").inner_text().split() == words(4000).split()


def test_who_sends_while_reading_above_sees_what_was_sent(chat: Chat) -> None:
    chat.open().choose("words:4000").send("much").expect_end()
    chat.choose("echo").page.get_by_role("log", name="Messages").hover()
    chat.page.mouse.wheel(0, -20_000)
    expect(chat.prompts).to_be_in_viewport()
    chat.send("sent from above").expect_end()
    expect(chat.prompts.last).to_be_in_viewport()


def test_a_stopped_answer_says_so_and_the_keyboard_is_back_in_the_box(chat: Chat, provider: ScriptedProvider) -> None:
    chat.open().choose("gated:halt").send("go")
    expect(chat.answer).to_have_attribute("data-status", "streaming")
    chat.stop_button.click()
    chat.expect_end("stopped")
    expect(chat.answer).to_contain_text("Stopped.")
    expect(chat.answer.get_by_role("button", name="Copy message")).to_have_count(0)  # there is nothing to copy
    expect(chat.box).to_be_focused()
