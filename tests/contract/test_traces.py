"""A temporary conversation leaves nothing: not in a file of the data directory or of PostgreSQL's, not in a row, not in
the log; neither when the server is killed in the middle of it nor when it is shut down."""

import asyncio
import json
import re
import signal
import uuid
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import SQLModel, func, select

from chatapp import db
from chatapp.db import Database
from chatapp.settings import Settings
from tests.contract.test_events import FOLLOW, OPEN, REGENERATE, SEND, STOP, converse, found
from tests.support.postgres import Postgres
from tests.support.reflex_socket import ReflexSocket, connect, handler
from tests.support.scripted_provider import ScriptedProvider, in_thread
from tests.support.server import Server, register

BEGIN, KEEP = (handler("temporary", "temporary_state", name) for name in ("begin", "keep"))
EDIT = handler("chat", "chat_state", "edit")
EDIT_ANSWER = handler("branches", "branch_state", "edit_answer")
DRAFT = handler("drafts", "draft_state", "keep")
SAVE, LOOK = (handler("setup", "setup_state", name) for name in ("save", "look"))
MAP = handler("branches", "branch_state", "show_map")


@dataclass
class Place:
    """A server, and all that could remember what was said to it."""

    server: Server
    provider: ScriptedProvider
    directories: list[Path]
    cookie: str = ""

    async def rows(self) -> dict[str, int]:
        """Of each table. Sessions are touched, nothing else is."""
        url = self.server.environment.get("DATABASE_URL", "")
        database = Database(db.address(Settings(data_dir=self.server.data_dir, database_url=url)))
        async with database.read() as session:
            tables = SQLModel.metadata.sorted_tables
            counts = {t.name: (await session.exec(select(func.count()).select_from(t))).one() for t in tables}
        await database.aclose()
        return counts

    def remembers(self, text: str) -> bool:
        """In whatever file, written ahead or at its place; of UTF-16 nothing here makes any use."""
        files = [path for directory in self.directories for path in directory.rglob("*") if path.is_file()]
        return text in self.server.log or any(text.encode() in path.read_bytes() for path in files)


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    with in_thread() as provider:
        environment = {"OPENAI_BASE_URL": provider.base_url, "CHATAPP_MODEL": "echo", "CHATAPP_BUILTIN_MODEL": "off"}
        directories = [tmp_path]
        if request.param == "postgresql":
            postgres: Postgres = request.getfixturevalue("postgres")
            environment["DATABASE_URL"] = postgres.url(postgres.create())
            directories.append(postgres.directory)
        server = Server(tmp_path / "data", environment).start()
        yield Place(server, provider, directories, register(server.url, "alice"))
        server.stop(signal.SIGKILL)


async def begun(page: ReflexSocket) -> str:
    await page.send(BEGIN)
    update = await page.updates_until("/chat/")
    path = re.search(r"/chat/([0-9a-f-]{36})", json.dumps(update))
    assert path
    await page.send(FOLLOW, {"conversation_id": path[1], "have": {}})
    assert found(await page.updates_until('"whole": true'), "f")["temporary"]
    return path[1]


async def answered(page: ReflexSocket, status: str = "complete") -> dict[str, Any]:
    """The row of an answer that has just ended."""
    update = await page.updates_until(f'"role": "assistant", "status": "{status}"')
    return next(row for row in found(update, "f")["rows"] if row["status"] == status and row["role"] == "assistant")


async def converse_in(page: ReflexSocket, here: str, place: Place, canary: str) -> None:
    """All that can be done with a chat, `canary` in each; at its end an answer is still being written."""
    await page.send(SEND, {"text": f"{canary} asks", "client_id": uuid.uuid4().hex, "conversation_id": here})
    answer = await answered(page)
    assert canary in "".join(page.frames)
    await page.send(REGENERATE, {"message_id": answer["id"]})
    await answered(page)
    await page.send(REGENERATE, {"message_id": answer["id"], "model": "prv-10"})
    await answered(page, "failed")
    edit = {"message_id": answer["parent"], "text": f"{canary} otherwise", "client_id": uuid.uuid4().hex}
    await page.send(EDIT, edit)
    answer = await answered(page)
    await page.send(EDIT_ANSWER, {"message_id": answer["id"], "text": f"{canary}!", "client_id": uuid.uuid4().hex})
    await answered(page)
    await page.send(SAVE, {"conversation_id": here, "instructions": f"{canary} is told", "parameters": {}, "number": 1})
    await page.send(LOOK, {"conversation_id": here, "text": f"{canary} would", "number": 1})
    await page.send(DRAFT, {"conversation_id": here, "text": f"{canary} drafts", "number": 1})
    await page.updates_until('"lost": true')
    await page.send(MAP, {"conversation_id": here})
    await page.updates_until('"tree"')
    await page.send(OPEN, path=f"/chat/{here}")
    await page.settled()
    await page.send(SEND, {"text": f"{canary} goes on", "client_id": uuid.uuid4().hex, "conversation_id": here})
    await answered(page)
    await begin_slowly(page, answer["id"])
    await page.send(STOP, {"conversation_id": here})
    await answered(page, "stopped")
    await begin_slowly(page, answer["id"])


async def begin_slowly(page: ReflexSocket, answer: str) -> None:
    """The journal has had something to write."""
    await page.send(REGENERATE, {"message_id": answer, "model": "slow"})
    for _ in range(3):
        await page.updates_until('"f": [')


@pytest.fixture
async def page(place: Place) -> AsyncIterator[ReflexSocket]:
    async with connect(place.server.url, cookie=place.cookie) as socket:
        yield socket


async def test_a_temporary_conversation_leaves_no_trace_however_the_server_ends(
    place: Place, page: ReflexSocket
) -> None:
    canary, before = f"canary{uuid.uuid4().hex}", await place.rows()
    await converse_in(page, await begun(page), place, canary)
    assert await place.rows() == before
    assert not place.remembers(canary)
    await asyncio.to_thread(place.server.stop, signal.SIGKILL)
    assert not place.remembers(canary)
    await asyncio.to_thread(place.server.start)
    async with connect(place.server.url, cookie=place.cookie) as again:
        await converse_in(again, await begun(again), place, canary)
    assert await asyncio.to_thread(place.server.stop) == 0
    assert await place.rows() == before
    assert not place.remembers(canary)


async def test_a_kept_one_is_there_after_the_server_was_killed(place: Place, page: ReflexSocket) -> None:
    """The same search finds it: what the other test does not find is not there."""
    canary = f"canary{uuid.uuid4().hex}"
    here = await begun(page)
    await converse_in(page, here, place, canary)
    await page.send(STOP, {"conversation_id": here})
    await answered(page, "stopped")
    await page.send(FOLLOW, {"conversation_id": here, "have": {}})
    shown = found(await page.updates_until('"whole": true'), "f")
    await page.send(KEEP, {"conversation_id": here})
    await page.updates_until('"pinned": ""')  # a line of the list
    await asyncio.to_thread(place.server.stop, signal.SIGKILL)
    assert place.remembers(canary)
    await asyncio.to_thread(place.server.start)
    async with connect(place.server.url, cookie=place.cookie) as again:
        await again.send(FOLLOW, {"conversation_id": here, "have": {}})
        kept = found(await again.updates_until('"whole": true'), "f")
        assert [kept["rows"], kept["head"]] == [shown["rows"], shown["head"]]
        assert "temporary" not in kept
        assert await converse(again, "an ordinary one") != here
