"""Whoever reads is left where they read: any way upwards, and a selection, ends the following of the newest word."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Chat, wait_until
from tests.support.scripted_provider import ScriptedProvider

FOLLOWING = "document.querySelector('.log-scroller').dataset.following"


def press(key: str) -> Callable[[Page], None]:
    def pressed(page: Page) -> None:
        page.get_by_role("button", name="Copy message").first.focus()  # within the log, as after a click on it
        page.keyboard.press(key)

    return pressed


def select_a_word(page: Page) -> None:
    page.locator(".markdown p").last.dblclick(position={"x": 10, "y": 10})


WAYS = {
    "pageup": press("PageUp"),
    "arrow": press("ArrowUp"),
    "space": press("Shift+Space"),
    "word": select_a_word,
}


@pytest.mark.parametrize("way", WAYS)
def test_a_reader_is_let_go_of_at_once_and_followed_again_by_the_button(
    chat: Chat, provider: ScriptedProvider, way: str
) -> None:
    chat.open().choose("words:4000").send("much").expect_end()
    chat.choose(f"gated:{way}").send("more")
    provider.gate(f"gated:{way}").release(2)
    expect(chat.answers).to_have_count(2)
    expect(chat.answer).to_contain_text("w00002")
    WAYS[way](chat.page)
    wait_until(chat.page, f"{FOLLOWING} === 'false'")
    provider.gate(f"gated:{way}").open()
    chat.expect_end()
    assert chat.page.evaluate(FOLLOWING) == "false"
    chat.page.get_by_role("button", name="Jump to the newest message").click()
    wait_until(chat.page, f"{FOLLOWING} === 'true'")
    expect(chat.answer).to_be_in_viewport()


TOP = """(() => {
    const top = (element) => element.getBoundingClientRect().top;
    return top([...document.querySelectorAll('.prompt')].at(-1)) - top(document.querySelector('.log-scroller'));
})()"""
END = """(() => {
    const bottom = (name) => document.querySelector(name).getBoundingClientRect().bottom;
    return bottom('.log-column') - bottom('.log-scroller');
})()"""


def test_a_new_prompt_goes_to_the_top_and_a_long_answer_is_followed_beyond_the_view(
    chat: Chat, provider: ScriptedProvider
) -> None:
    chat.open().choose("words:4000").send("much").expect_end()
    chat.page.keyboard.press("PageUp")
    chat.choose("gated:top").send("more")
    provider.gate("gated:top").release(2)
    expect(chat.answer).to_contain_text("w00002")
    wait_until(chat.page, f"{TOP} >= 0 && {TOP} < 40")
    provider.gate("gated:top").open()
    chat.expect_end()
    assert 0 <= chat.page.evaluate(TOP) < 40
    chat.choose("words:4000").send("much").expect_end()
    wait_until(chat.page, f"{TOP} < 0 && {END} < 2")


def test_who_writes_several_lines_meanwhile_goes_on_following(chat: Chat, provider: ScriptedProvider) -> None:
    chat.open().choose("words:4000").send("much").expect_end()
    chat.choose("gated:lines").send("more")
    provider.gate("gated:lines").release(2)
    expect(chat.answer).to_contain_text("w00002")
    for line in ("one", "two", "three"):
        chat.box.press_sequentially(line)
        chat.box.press("Shift+Enter")
    chat.box.press_sequentially("four")
    provider.gate("gated:lines").open()
    chat.expect_end()
    wait_until(chat.page, f"{FOLLOWING} === 'true' && {END} < 2 && {TOP} < 40")
