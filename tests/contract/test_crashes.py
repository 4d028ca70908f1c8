"""The server ends, or a tab loses it, in the middle of an answer: what is kept, and how the process goes.

Raw clients; what the page makes of it is in tests/e2e/test_outages.py.
"""

import asyncio
import signal
import sqlite3
import subprocess
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest
from websockets import ConnectionClosed

from tests.support.reflex_socket import ReflexSocket, connect, handler
from tests.support.scenarios import words
from tests.support.scripted_provider import ScriptedProvider, in_thread
from tests.support.server import Server, register
from tests.support.tab import Tab

LONG = "words:9000@50"
OTHER = "words:4000@100"  # a model that is listed
MANY_WORDS = 300


@pytest.fixture
def provider() -> Iterator[ScriptedProvider]:
    with in_thread() as running:
        yield running


@pytest.fixture
def server(provider: ScriptedProvider, tmp_path: Path) -> Iterator[Server]:
    """Its model answers by the scenario that the prompt names."""
    environment = {"OPENAI_BASE_URL": provider.base_url, "CHATAPP_MODEL": "prompt", "CHATAPP_DRAIN_S": "2"}
    running = Server(tmp_path / "data", environment).start()
    yield running
    running.stop(signal.SIGKILL)


def kill(server: Server) -> int:
    return server.stop(signal.SIGKILL)


def terminate_until_it_ends(server: Server) -> int:
    """The first signal alone would wait for the answer; those that follow within half a second count as the same."""
    for _ in range(100):
        server.process.send_signal(signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            return server.process.wait(0.1)
    raise AssertionError("still there")


@pytest.mark.parametrize(("end", "code"), [(kill, -signal.SIGKILL), (terminate_until_it_ends, 128 + signal.SIGTERM)])
async def test_a_server_that_ends_at_once_keeps_the_prompt_and_the_text_so_far(
    server: Server, end: Callable[[Server], int], code: int
) -> None:
    cookie = register(server.url, "alice")
    async with connect(server.url, cookie=cookie) as socket:
        tab = Tab(socket)
        await tab.ask(LONG)
        await tab.until(lambda: len(journalled(server)) > 200)
        kept = journalled(server)
        assert await asyncio.to_thread(end, server) == code
    server.start()
    assert rows(server, "PRAGMA integrity_check") == [("ok",)]
    [(prompt, answer, status)] = turns(server)
    assert (prompt, status) == (LONG, "interrupted")
    assert words(9000).startswith(answer) and answer.startswith(kept)
    assert journalled(server) == ""
    async with connect(server.url, cookie=cookie) as socket:
        again = Tab(socket, tab.conversation_id)
        await again.follow()
        await again.until(lambda: again.status == "interrupted")
        assert again.text == answer
        await again.ask("words:5")
        assert (await again.ended(), again.text) == ("complete", words(5))


async def test_answers_side_by_side_that_a_killed_server_was_writing_still_stand_so_and_are_gone_on_with(
    server: Server, provider: ScriptedProvider
) -> None:
    cookie = register(server.url, "alice")
    async with connect(server.url, cookie=cookie) as socket:
        tab = Tab(socket)
        await compare(socket, OTHER)
        await tab.ask(LONG)
        await tab.until(lambda: len(tab.sides) == 2 and all(len(journalled(server, id_)) > 100 for id_ in tab.sides))
        kept = {id_: journalled(server, id_) for id_ in tab.sides}
        await asyncio.to_thread(kill, server)
    server.start()
    assert rows(server, "PRAGMA integrity_check") == [("ok",)]
    async with connect(server.url, cookie=cookie) as socket:
        again = Tab(socket, tab.conversation_id)
        await again.follow()
        await again.until(lambda: len(again.texts) == 3)
        assert again.sides == tab.sides
        assert [again.rows[id_]["status"] for id_ in again.sides] == ["interrupted"] * 2
        assert {again.rows[id_]["model"] for id_ in again.sides} == {"prompt", OTHER}
        for id_, text in kept.items():
            assert again.texts[id_].startswith(text)
            assert words(9000).startswith(again.texts[id_])
        first = again.texts[again.head]
        await again.ask("words:5")
        assert (await again.ended(), again.text, again.sides) == ("complete", words(5), [])
    (asked,) = [each for each in provider.requests if each.messages[-1]["content"] == "words:5"]
    assert [turn["content"] for turn in asked.messages] == [LONG, first, "words:5"]


@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_lets_a_short_answer_end_and_keeps_what_a_long_one_has(
    server: Server, provider: ScriptedProvider, sent: signal.Signals
) -> None:
    cookie = register(server.url, "alice")
    async with connect(server.url, cookie=cookie) as one, connect(server.url, cookie=cookie) as other:
        short, long = Tab(one), Tab(other)
        await long.ask(LONG)
        await short.ask("gated")
        await long.until(lambda: bool(long.text))
        server.process.send_signal(sent)
        await closed(short)
        provider.gate("prompt").open()
        await closed(long)
    assert await asyncio.to_thread(server.process.wait, 20) == 0
    assert "Traceback" not in server.log
    [(_, text, status), ended] = sorted(turns(server), reverse=True)
    assert ended == ("gated", words(20), "complete")
    assert status == "interrupted"
    assert words(9000).startswith(text) and text.startswith(long.text)


async def test_tabs_that_come_back_in_the_middle_of_an_answer_have_the_text_of_one_that_stayed(server: Server) -> None:
    cookie = register(server.url, "alice")
    async with connect(server.url, cookie=cookie) as socket:
        staying = Tab(socket)
        await staying.ask(f"words:{MANY_WORDS}@150")
        texts = await asyncio.gather(
            read_through(server, cookie, staying, reload=True), read_through(server, cookie, staying, reload=False)
        )
        assert await staying.ended() == "complete"
    assert [*texts, staying.text] == [words(MANY_WORDS)] * 3


async def read_through(server: Server, cookie: str, other: Tab, reload: bool) -> str:
    """What a tab has in the end whose connection is gone in the middle; a reload forgets what it had, too."""
    token = str(uuid.uuid4())
    async with connect(server.url, cookie=cookie, token=token) as socket:
        tab = Tab(socket, other.conversation_id)
        await tab.follow()
        await tab.until(lambda: len(tab.text) > 300)
        socket.abort()
    async with connect(server.url, cookie=cookie, token=token) as socket:
        if reload:
            tab = Tab(socket, other.conversation_id)
        tab.socket = socket
        await tab.follow()
        await tab.ended()
    return tab.text


async def closed(tab: Tab) -> None:
    """Until the server has closed the tab's socket: it is ending."""
    with suppress(ConnectionClosed):
        await tab.until(lambda: False)


async def compare(socket: ReflexSocket, model: str) -> None:
    """It answers beside the chosen one from now on."""
    await socket.send(handler("models", "model_state", "load"))
    await socket.updates_until(model)
    await socket.send(handler("models", "model_state", "compare"), {"beside": [model]})
    await socket.updates_until("compared")


def journalled(server: Server, message_id: str = "") -> str:
    """What the journal has of the one answer being written, or of this one of several."""
    chunks = rows(server, "SELECT message_id, text FROM message_chunk ORDER BY id")
    return "".join(text for id_, text in chunks if not message_id or uuid.UUID(id_).hex == uuid.UUID(message_id).hex)


def turns(server: Server) -> list[tuple[str, str, str]]:
    """Prompt, answer and the answer's status."""
    return rows(
        server,
        "SELECT prompt.content, answer.content, answer.status FROM message prompt JOIN message answer"
        " ON answer.parent_id = prompt.id ORDER BY prompt.created_at",
    )


def rows(server: Server, query: str) -> list[Any]:
    with closing(sqlite3.connect(f"file:{server.data_dir / 'chatapp.db'}?mode=ro", uri=True)) as database:
        return database.execute(query).fetchall()
