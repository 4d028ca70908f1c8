"""Fifty people who write at the same moment, through the app's own engine and store on SQLite.

    python -m benchmarks.writers

Each has a conversation and adds messages to it, one transaction each, as fast as it can. Wait: from asking for
the transaction to its commit. Beside it what one transaction takes when nobody else writes: fifty of those, one
after the other, are what the last in a queue waits for. Then what a synced write of the disk costs.
"""

import asyncio
import os
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import uvloop
from sqlmodel import func, select

from benchmarks.table import Row, percentile, run, spread
from chatapp import db, migrations
from chatapp.db import Database
from chatapp.models import Author, Conversation, Message
from chatapp.settings import Settings
from chatapp.store import conversations, messages
from tests.support.rows import add_user

WRITERS = 50
WRITES = 20
LATEST_MS = 500


@dataclass(frozen=True)
class Result:
    waits_ms: list[float]
    alone_ms: list[float]
    errors: int
    lost: int
    seconds: float


def measure(quick: bool) -> Iterator[Row]:
    for _ in range(2 if quick else 5):
        with tempfile.TemporaryDirectory() as folder:
            result = uvloop.run(_write(Path(folder)))
            synced = percentile([_synced_ms(Path(folder) / "synced") for _ in range(50)], 0.5)
        yield _row(result, synced)


def _row(result: Result, synced_ms: float) -> Row:
    alone = percentile(result.alone_ms, 0.5)
    late = percentile(result.waits_ms, 0.99)
    return Row(
        f"{WRITERS} writers × {WRITES} messages on SQLite: wait for a commit, ms, p50 / p95 / p99",
        f"0 lost, 0 errors, p99 ≤ {LATEST_MS}",
        f"{spread(result.waits_ms)}, {result.lost} lost, {result.errors} errors, "
        f"{WRITERS * WRITES / result.seconds:.0f} commits/s; one alone {alone:.1f} (× {WRITERS} = "
        f"{WRITERS * alone:.0f}), a synced write of 4 KB {synced_ms:.1f}",
        late <= LATEST_MS and not result.lost and not result.errors,
    )


async def _write(folder: Path) -> Result:
    settings = Settings(data_dir=folder)
    await migrations.upgrade(settings)
    database = Database(db.address(settings))
    places = [await _place(database, f"writer {number}") for number in range(WRITERS)]
    alone = [await _add(database, *places[0]) for _ in range(WRITES)]
    began = time.perf_counter()
    results = await asyncio.gather(*(_add_many(database, *place) for place in places), return_exceptions=True)
    seconds = time.perf_counter() - began
    waits = [wait for result in results if isinstance(result, list) for wait in result]
    errors = sum(isinstance(result, BaseException) for result in results)
    async with database.read() as session:
        stored = (await session.exec(select(func.count()).select_from(Message))).one()
    await database.aclose()
    return Result(waits, alone, errors, len(alone) + WRITERS * WRITES - stored, seconds)


async def _place(database: Database, name: str) -> tuple[int, UUID]:
    user_id = await add_user(database, name)
    async with database.write() as session:
        return user_id, (await conversations.create(session, user_id, title=name, model="")).id


async def _add_many(database: Database, user_id: int, conversation_id: UUID) -> list[float]:
    return [await _add(database, user_id, conversation_id) for _ in range(WRITES)]


async def _add(database: Database, user_id: int, conversation_id: UUID) -> float:
    began = time.perf_counter()
    async with database.write() as session:
        found: Conversation | None = await conversations.find(session, user_id, conversation_id)
        assert found is not None
        await messages.hold(session, found)
        prompt = Message(
            conversation_id=found.id, role=Author.USER, content="A prompt of usual length, as people write them."
        )
        await messages.add(session, found, prompt, below=found.current_message_id)
    return 1000 * (time.perf_counter() - began)


def _synced_ms(file: Path) -> float:
    with file.open("ab") as out:
        out.write(b"0" * 4096)
        began = time.perf_counter()
        os.fsync(out.fileno())
    return 1000 * (time.perf_counter() - began)


if __name__ == "__main__":
    raise SystemExit(run(measure))
