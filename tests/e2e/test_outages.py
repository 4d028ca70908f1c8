"""The server goes away under an open page, and comes back."""

import secrets
import signal
import sqlite3
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import Chat, enter
from tests.support.scenarios import words
from tests.support.scripted_provider import ScriptedProvider
from tests.support.server import Server, register


@pytest.fixture
def model() -> str:
    return f"gated:{secrets.token_hex(4)}"


@pytest.fixture
def mortal(provider: ScriptedProvider, model: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    environment = {"OPENAI_BASE_URL": provider.base_url, "CHATAPP_MODEL": model, "CHATAPP_DRAIN_S": "0.2"}
    server = Server(tmp_path_factory.mktemp("mortal") / "data", environment).start()
    yield server
    server.stop()


@pytest.fixture
def page(mortal: Server, browser: Browser) -> Iterator[Page]:
    context = browser.new_context(base_url=mortal.url, locale="en-GB")
    enter(context, mortal.url, register(mortal.url, "survivor"))
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("sent", [signal.SIGKILL, signal.SIGTERM])
def test_what_had_arrived_survives_the_end_of_the_server(
    mortal: Server, page: Page, provider: ScriptedProvider, model: str, sent: signal.Signals
) -> None:
    chat = Chat(page, mortal).open().send("go")
    provider.gate(model).release(6)
    expect(chat.answer).to_contain_text(words(6).split()[-1])
    wait_until_stored(page, mortal, words(6).split()[-1])
    mortal.stop(sent)
    expect(page.get_by_role("status", name="Connection")).to_have_text("Reconnecting")
    chat.box.fill("typed during the outage")
    mortal.start()
    expect(page.get_by_role("status", name="Connection")).to_have_text("Connected")
    chat.expect_end("interrupted")
    assert chat.answer.locator(".markdown").inner_text().split() == words(6).split()
    expect(chat.answer).to_contain_text("The server was restarted")
    expect(chat.box).to_have_value("typed during the outage")
    provider.gate(model).open()
    chat.box.press("Enter")
    expect(chat.answers).to_have_count(2)
    chat.expect_end()


def test_a_prompt_sent_during_an_outage_arrives_once(
    mortal: Server, page: Page, provider: ScriptedProvider, model: str
) -> None:
    chat = Chat(page, mortal).open()
    mortal.stop()
    expect(page.get_by_role("status", name="Connection")).to_have_text("Reconnecting")
    chat.send("into the void")
    expect(chat.prompts).to_have_text("into the void")
    expect(page.get_by_text("Waiting for the connection")).to_be_visible()
    mortal.start()
    provider.gate(model).open()
    expect(chat.answers).to_have_count(1)
    chat.expect_end()
    expect(page.get_by_text("Waiting for the connection")).to_have_count(0)
    page.reload()
    expect(chat.prompts).to_have_count(1)


def test_a_prompt_sent_during_an_outage_survives_a_reload(
    mortal: Server, page: Page, provider: ScriptedProvider, model: str
) -> None:
    chat = Chat(page, mortal).open()
    mortal.stop()
    expect(page.get_by_role("status", name="Connection")).to_have_text("Reconnecting")
    chat.send("do not lose me")
    mortal.start()
    page.goto("about:blank")  # the page is gone, whether or not it had time to send
    provider.gate(model).open()
    chat.open()
    expect(page.get_by_role("navigation", name="Conversations").get_by_role("link")).to_have_text(["do not lose me"])
    page.get_by_role("link", name="do not lose me").click()
    expect(chat.prompts).to_have_text(["do not lose me"])
    chat.expect_end()


def wait_until_stored(page: Page, server: Server, word: str) -> None:
    """Until the journal has written `word`; a test without it would race with the journal's pace."""
    database = sqlite3.connect(f"file:{server.data_dir / 'chatapp.db'}?mode=ro", uri=True)
    query = "SELECT coalesce(group_concat(text, ''), '') FROM (SELECT text FROM message_chunk ORDER BY id)"
    for _ in range(500):
        if word in database.execute(query).fetchone()[0]:
            break
        page.wait_for_timeout(10)
    else:
        raise AssertionError(f"{word} was not stored")
    database.close()
