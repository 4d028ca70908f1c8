"""One client that asks for too much, or reads too little, is bounded and cut; nobody else notices."""

import asyncio
import json
import re
import socket
import time
import uuid
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from statistics import median
from typing import Any

import pytest

from chatapp import db
from chatapp.db import Database
from chatapp.settings import Settings
from chatapp.store import conversations
from tests.contract.test_events import FOLLOW, LOAD_LIST, SEND, found
from tests.support.bare_socket import bare, cut, event, framed, head, memory, send
from tests.support.reflex_socket import ReflexSocket, connect, handler
from tests.support.scripted_provider import ScriptedProvider, in_thread
from tests.support.server import Server, register

SHOW = handler("notices", "notice_state", "show")
LONG = "文" * 50_000  # more than the buffers on the way to a client hold
MOST_SOCKETS = 20
PATIENCE_S = 1
MIB = 1024 * 1024


@pytest.fixture(scope="module")
def provider() -> Iterator[ScriptedProvider]:
    with in_thread() as provider:
        yield provider


@pytest.fixture(scope="module")
def server(provider: ScriptedProvider, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    environment = {
        "OPENAI_BASE_URL": provider.base_url,
        "CHATAPP_MODEL": "echo",
        "CHATAPP_MAX_SOCKETS_PER_ADDRESS": str(MOST_SOCKETS),
        "CHATAPP_SLOW_READER_S": str(PATIENCE_S),
    }
    server = Server(tmp_path_factory.mktemp("floods") / "data", environment).start()
    yield server
    assert server.stop() == 0


@pytest.fixture(scope="module")
def alice(server: Server) -> str:
    return register(server.url, "alice")


@pytest.fixture(scope="module")
def bob(server: Server) -> str:
    return register(server.url, "bob")


async def answered_in(tab: ReflexSocket) -> float:
    """Seconds from an event to its update."""
    started = time.monotonic()
    await tab.send(SHOW, {"key": uuid.uuid4().hex, "arguments": {}})
    await tab.update()
    return time.monotonic() - started


FLOODS = {
    "events": event(LOAD_LIST, {}),
    "answers to pings": framed("3"),
    "what is no event": framed("42/_event,[]"),
    "what is nothing": framed("x"),
    "leaving and coming back": framed("41/_event,") + framed("40/_event,"),
    "pings": head(0x9, b""),
    "pieces of a message": head(0x1, b"") + head(0x0, b""),
}


@pytest.mark.parametrize("what", FLOODS)
async def test_a_flood_is_cut_and_nobody_else_notices(server: Server, alice: str, bob: str, what: str) -> None:
    async with connect(server.url, cookie=bob) as other, bare(server.port, alice) as client:
        await answered_in(other)
        before, started = memory(server), time.monotonic()
        sending = asyncio.create_task(send(client, FLOODS[what] * 20_000))
        waits = [await answered_in(other) for _ in range(10)]
        most = await cut(client, 5, server)
        await sending
        waits += [await answered_in(other) for _ in range(30)]
        assert median(waits) <= 0.05
        assert max(most, memory(server)) - before <= 10 * MIB
        assert time.monotonic() - started <= 8
    async with connect(server.url, cookie=alice) as alices:
        await alices.settled()


async def test_what_a_page_asks_for_when_it_opens_is_answered(server: Server, alice: str) -> None:
    async with connect(server.url, cookie=alice) as tab:
        for _ in range(100):
            await tab.send(LOAD_LIST)
        assert sum("items_rx_state_" in json.dumps(update) for update in await tab.settled()) == 100


async def test_who_floods_again_and_again_is_not_let_in_for_a_while(server: Server, alice: str) -> None:
    address = "127.0.0.77"
    for _ in range(10):
        async with bare(server.port, alice, address) as client:
            await send(client, FLOODS["answers to pings"] * 20_000)
            await cut(client, 5, server)
    with pytest.raises(AssertionError):
        async with bare(server.port, alice, address):
            pass
    async with connect(server.url, cookie=alice) as elsewhere:
        await elsewhere.settled()


async def test_an_address_may_hold_so_many_sockets(server: Server, alice: str) -> None:
    async def one() -> socket.socket:
        opened = bare(server.port, alice, "127.0.0.88")
        held.append(opened)
        return await opened.__aenter__()

    held: list[Any] = []
    clients = [await one() for _ in range(MOST_SOCKETS)]
    with pytest.raises(AssertionError):
        await one()
    async with connect(server.url, cookie=alice) as elsewhere:
        await elsewhere.settled()
    clients[0].close()
    async with asyncio.timeout(5):
        while True:
            try:
                clients.append(await one())
                break
            except AssertionError:
                await asyncio.sleep(0.05)
    for client in clients:
        client.close()


async def begin(tab: ReflexSocket, prompt: str) -> dict[str, Any]:
    """Starts a conversation and returns how to follow it."""
    await tab.send(SEND, {"text": prompt, "client_id": str(uuid.uuid4())})
    update = await tab.updates_until("conversation_id_rx_state_")
    return {"conversation_id": found(update, "conversation_id_rx_state_"), "have": {}}


async def test_who_reads_nothing_is_cut_and_the_answer_reaches_who_reads(server: Server, alice: str) -> None:
    async with connect(server.url, cookie=alice) as tab, bare(server.port, alice, receive_buffer=8192) as client:
        follow = await begin(tab, LONG)
        before = memory(server)
        await send(client, event(FOLLOW, follow))
        cutting = asyncio.create_task(cut(client, 20, server))
        await tab.send(FOLLOW, follow)
        assert answer_in(await tab.all_until('"role": "assistant", "status": "complete"')) == LONG
        assert await cutting - before <= 10 * MIB


def answer_in(updates: list[dict[str, Any]]) -> str:
    """The text of the one answer that was followed."""
    frames = [state["f"] for update in updates for state in update.get("delta", {}).values() if "f" in state]
    rows = [row for frame in frames for row in frame.get("rows", []) if row["role"] == "assistant"]
    return rows[-1].get("content", "".join(frame.get("t", "") for frame in frames))


async def test_who_asks_and_reads_nothing_is_cut_before_its_answers_fill_the_memory(tmp_path: Path) -> None:
    server = Server(tmp_path / "data", {"CHATAPP_BUILTIN_MODEL": "off", "CHATAPP_SLOW_READER_S": "600"}).start()
    try:
        alice = register(server.url, "alice")
        await fill_list(server)
        async with bare(server.port, alice, receive_buffer=8192) as client:
            before = memory(server)
            await send(client, event(LOAD_LIST, {}) * 140)
            assert await cut(client, 20, server) - before <= 10 * MIB
    finally:
        server.stop()


async def fill_list(server: Server) -> None:
    """Alice's list becomes as long as one delta of it can be."""
    database = Database(db.address(Settings(data_dir=server.data_dir)))
    async with database.write() as session:
        for _ in range(50):
            await conversations.create(session, 1, title="长" * 200, model="echo")
    await database.aclose()


async def test_who_reads_slowly_gets_everything(server: Server, alice: str) -> None:
    async with connect(server.url, cookie=alice) as tab, bare(server.port, alice, receive_buffer=8192) as client:
        await send(client, event(FOLLOW, await begin(tab, LONG)))
        received, started = b"", time.monotonic()
        while not (b'"role":"assistant","status":"complete"' in received and received.endswith(b"]")):
            received += await asyncio.wait_for(asyncio.get_running_loop().sock_recv(client, 4096), 20)
            await asyncio.sleep(0.05)
    assert time.monotonic() - started > 2 * PATIENCE_S
    assert answer_in([*updates_in(received)]) == LONG


def updates_in(received: bytes) -> Iterator[dict[str, Any]]:
    """Out of a plain byte stream."""
    text, decode = received.decode("utf-8", "ignore"), json.JSONDecoder().raw_decode
    for match in re.finditer('42/_event,(?=."event")', text):
        with suppress(ValueError):  # the last one may have come in part
            yield decode(text[match.end() :])[0][1]
