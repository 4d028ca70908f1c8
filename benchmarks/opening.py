"""Opening a conversation of 500 messages: how much the page is sent first, and when.

    python -m benchmarks.opening

A raw client follows a conversation that it has nothing of, five times. Bytes: the payload of all frames up to the first
one with rows, and what the TCP connection carried meanwhile (compressed). Once with answers of 150 words, once with
answers of 1,000.
"""

import asyncio
import time
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from benchmarks.rig import Rig, rig
from benchmarks.table import Row, percentile, run
from chatapp import db
from chatapp.db import Database
from chatapp.models import Author, Message
from chatapp.settings import Settings
from chatapp.store import conversations, messages
from tests.support.reflex_socket import connect
from tests.support.scenarios import words
from tests.support.tab import Tab

MESSAGES = 500
PROMPT = "A question of usual length, about as long as people's questions are. "
MOST_BYTES = 100_000
TIMES = 5


@dataclass(frozen=True)
class Opening:
    payload: int
    wire: int
    ms: float
    rows: int
    text: int


def measure(quick: bool) -> Iterator[Row]:
    with rig() as site:
        for length in (150, 1000):
            [cookie] = site.people(1)
            conversation_id = asyncio.run(_write(site, length))
            yield _row(length, [asyncio.run(_open(site, cookie, conversation_id)) for _ in range(TIMES)])


def _row(length: int, openings: list[Opening]) -> Row:
    most = max(openings, key=lambda opening: opening.payload)
    return Row(
        f"first delta of a conversation of {MESSAGES} messages, answers of {length:,} words",
        "≤ 100 KB",
        f"{most.payload / 1000:.0f} KB in {most.rows} rows ({most.text / 1000:.0f} KB of text; "
        f"{most.wire / 1000:.0f} KB on the wire), p50 {percentile([opening.ms for opening in openings], 0.5):.0f} ms",
        most.payload <= MOST_BYTES,
    )


async def _write(site: Rig, length: int) -> UUID:
    """The conversation of the newest person, in one transaction beside the running server."""
    database = Database(db.address(Settings(data_dir=site.server.data_dir)))
    async with database.write() as session:
        newest = await newest_person(database)
        conversation = await conversations.create(session, newest, title="long", model="")
        turns = [(Author.USER, PROMPT), (Author.ASSISTANT, words(length))] * (MESSAGES // 2)
        rows = [Message(conversation_id=conversation.id, role=role, content=text) for role, text in turns]
        await messages.add(session, conversation, *rows)
    await database.aclose()
    return conversation.id


async def newest_person(database: Database) -> int:
    async with database.read() as session:
        found = (await (await session.connection()).exec_driver_sql('SELECT max(id) FROM "user"')).scalar_one()
    return int(found)


async def _open(site: Rig, cookie: str, conversation_id: UUID) -> Opening:
    async with connect(site.url, cookie=cookie) as socket:
        tab = Tab(socket, str(conversation_id))
        began, carried = time.perf_counter(), socket.received()
        await tab.follow()
        await tab.until(lambda: bool(tab.rows))
        ms = 1000 * (time.perf_counter() - began)
        text = sum(len(text) for text in tab.texts.values())
        payload = sum(len(frame.encode()) for frame in socket.frames)
        return Opening(payload, socket.received() - carried, ms, len(tab.rows), text)


if __name__ == "__main__":
    raise SystemExit(run(measure))
