"""What a person reads when a model server fails, in both languages, and that they can go on."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from chatapp import i18n
from tests.e2e.conftest import Chat, enter
from tests.llm.test_fault_table import ROWS
from tests.support.fault_scenarios import TEXT
from tests.support.picker import choose
from tests.support.server import Server, register

# One row of the fault table for each text. A silent server, and answers of a megabyte, have tests of their own.
SHOWN = (
    "no-such-path", "07", "08", "10", "12", "15", "13", "19-302", "20", "25", "28-text", "38-filter", "38-length", "39",
)  # fmt: skip
PLACEHOLDER = re.compile(r"\\\{\\\{\w+\\\}\\\}")  # escaped


def texts(locale: str) -> dict[str, str]:
    return json.loads((Path(i18n.__file__).parent / f"{locale}.json").read_text(encoding="utf-8"))


@pytest.fixture(params=["en", "zh"])
def spoken(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def local(spoken: str, browser: Browser, server: Server):
    """The chat of a new person whose browser speaks that language."""
    context = browser.new_context(base_url=server.url, locale={"en": "en-GB", "zh": "zh-CN"}[spoken])
    enter(context, server.url, register(server.url, f"faults {spoken} {id(context)}"))
    page = context.new_page()
    page.goto(server.url)
    chat = Chat(page, server)
    chat.box = page.get_by_role("textbox", name=texts(spoken)["composer.label"])
    # What is chosen in a page that is not alive yet is lost.
    expect(page.get_by_text(texts(spoken)["connection.connected"], exact=True)).to_be_attached()
    expect(page.get_by_role("combobox").first).to_have_value(re.compile("."))
    yield chat
    context.close()


def chosen(chat: Chat, model: str) -> Chat:
    choose(chat.page.get_by_role("combobox").first, model)
    return chat


def test_every_fault_is_told_with_the_text_so_far_and_the_next_prompt_works(local: Chat, spoken: str) -> None:
    for number, row in enumerate(SHOWN, 1):
        outcome, text = ROWS[row]
        chosen(local, f"prv-{row}").send(f"number {number}")
        expect(local.answers).to_have_count(number)
        told = local.answer.get_by_role("note")
        wanted = PLACEHOLDER.sub(".*", re.escape(texts(spoken)[f"fault.{outcome}"]))
        expect(told, row).to_have_text(re.compile(f"^{wanted}$"))
        if text == TEXT:
            expect(local.answer.locator(".markdown"), row).to_have_text(TEXT.strip())
    chosen(local, "echo").send("and now?")
    expect(local.answer).to_have_attribute("data-status", "complete")


TELL = """() => {
  window.told = [];
  new MutationObserver(() => {
    const text = document.querySelector('[data-role="assistant"] [role="status"]')?.textContent ?? null;
    if (text !== (told.at(-1) ?? null)) told.push(text);
  }).observe(document, { childList: true, characterData: true, subtree: true });
}"""


def test_a_busy_server_is_asked_again_after_a_countdown_told_once(local: Chat, spoken: str) -> None:
    local.page.evaluate(TELL)
    chosen(local, f"busy-for-seconds:{spoken}").send("still there?")
    wanted = re.escape(texts(spoken)["waiting.retry"]).replace(
        r"\{\{fault\}\}", re.escape(texts(spoken)["waiting.rate"])
    )
    expect(local.answer.get_by_role("status")).to_have_text(re.compile(PLACEHOLDER.sub(r"\\d+", wanted)))
    expect(local.answer).to_have_attribute("data-status", "complete")
    expect(local.answer.locator(".markdown")).to_have_text("still there?")
    expect(local.answer.get_by_role("status")).to_have_count(0)
    told, after = local.page.evaluate("told")
    assert told and after is None
