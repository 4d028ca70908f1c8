"""Search among 1,000 conversations of 100 messages, one person of ten alike, on SQLite and on PostgreSQL.

    python -m benchmarks.search [--quick]

From the keystroke to the results at the server (services/search.find), for words of every kind; then what the index
weighs beside the texts, and what it adds to storing a message.
"""

import asyncio
import random
import tempfile
import time
import uuid
from collections.abc import Awaitable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import sqlalchemy as sql
from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from benchmarks.table import Row, percentile, run, spread
from chatapp import runtime
from chatapp.models import Author, Conversation, Message, Role, User
from chatapp.services import conversations, places, search
from chatapp.services.viewer import Viewer
from chatapp.settings import Settings
from chatapp.store import conversations as store
from chatapp.store import search_index
from tests.support import postgres

QUERIES = {
    "rare word": "zyzzyva ",
    "two characters": "量子 ",
    "very common word": "the ",
    "one common character": "的 ",
    "two common words": "the 迁移 ",
    "a word being typed": "conf",
    "a phrase of common words": '"migration of the server"',
    "nothing": "nowhere到底 ",
}
MOST_MS, MOST_MS_POSTGRESQL = 50, 100
WORDS = [
    "the",
    "of",
    "server",
    "cache",
    "index",
    "error",
    "config",
    "migration",
    "query",
    "thread",
    "worker",
    "model",
    "token",
    "value",
    "list",
]
HAN = "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面"


def measure(quick: bool) -> Iterator[Row]:
    people, chats = (2, 200) if quick else (10, 1000)
    with tempfile.TemporaryDirectory() as folder:
        yield from asyncio.run(_measured("SQLite", Settings(data_dir=Path(folder), builtin_model="off"), people, chats))
    if programs := postgres.programs():
        with ExitStack() as until_done, tempfile.TemporaryDirectory() as folder:
            server = until_done.enter_context(postgres.running(programs))
            url = server.url(server.create())
            settings = Settings(data_dir=Path(folder), database_url=url, builtin_model="off")
            yield from asyncio.run(_measured("PostgreSQL", settings, people, chats))


async def _measured(name: str, settings: Settings, people: int, chats: int) -> list[Row]:
    most = MOST_MS if name == "SQLite" else MOST_MS_POSTGRESQL
    async with runtime.running(settings) as parts:
        viewers: list[int] = []
        async with parts.database.write() as session:
            users = [User(name=str(n), name_key=str(n), password_hash="") for n in range(people)]
            session.add_all(users)
            await session.flush()
            viewers = [user.id or 0 for user in users]
        size = await _fill(viewers, chats)
        began = time.perf_counter()
        async with parts.database.write() as session:
            await (await session.connection()).run_sync(search_index.build)
        count = people * chats * 101
        built_s = time.perf_counter() - began
        async with parts.database.write() as session:
            await _refreshed(session)
            rows = [_weight(name, size, await _size(session), count, built_s)]
        rows.append(_row(f"{name}: one message more in the index", await _added(viewers[0]), most / MOST_MS))
        me = Viewer(viewers[0], "0", Role.USER, locale="", theme="system", session_id=0)
        for kind, typed in QUERIES.items():
            rows.append(await _asked(f"{name}: {kind}", me, typed, most))
        hits = [item.text.message_id for item in (await search.find(me, "the ", "UTC")).items if item.text.message_id]
        rows.append(_row(f"{name}: the list", [await _timed(conversations.history(me)) for _ in range(30)], most))
        rows.append(
            _row(f"{name}: opened at a hit", [await _timed(places.look(me, hit)) for hit in hits[:30]], 2 * most)
        )
        return rows


async def _fill(viewers: list[int], chats: int) -> int:
    """Straight into the tables; returns the bytes of all texts."""
    chance, total = random.Random(1), 0
    for user_id in viewers:
        for number in range(chats):
            rows = Conversation(user_id=user_id, title=f"{_text(chance, 30)} {number}", model="m")
            said = [_text(chance, 450) for _ in range(100)]
            if number == chats // 3:
                said[7] += " zyzzyva"
            if number % (chats // 20) == 0:
                said[9] += "量子计算"
            total += sum(len(each.encode()) for each in said)
            async with runtime.current().database.write() as session:
                session.add(rows)
                await session.flush()
                said_there = _messages(rows, said)
                await (await session.connection()).execute(sql.insert(Message), said_there)
                rows.current_message_id = said_there[-1]["id"]
                session.add(rows)
    return total


def _messages(to: Conversation, said: list[str]) -> list[dict[str, Any]]:
    ids = [uuid.uuid4() for _ in said]
    return [
        {
            "id": id_,
            "conversation_id": to.id,
            "parent_id": above,
            "ordinal": ordinal,
            "role": Author.USER if ordinal % 2 else Author.ASSISTANT,
            "content": each,
            "created_at": to.created_at,
        }
        for ordinal, (id_, above, each) in enumerate(zip(ids, [None, *ids], said, strict=False), 1)
    ]


async def _added(user_id: int) -> list[float]:
    """What the index adds to storing a message, as a conversation stores it: each in a transaction of its own."""
    chance, times = random.Random(2), list[float]()
    for _ in range(200):
        async with runtime.current().database.write() as session:
            to = await store.create(session, user_id, title="", model="m")
            await session.flush()
            [row] = _messages(to, [_text(chance, 450)])
            await (await session.connection()).execute(sql.insert(Message), [row])
            times.append(await _timed(search_index.add(session, search_index.MESSAGE, row["id"])))
    return times


def _text(chance: random.Random, length: int) -> str:
    parts: list[str] = []
    while length > 0:
        if chance.random() < 0.5:
            word = chance.choice(WORDS) if chance.random() < 0.5 else f"w{int(chance.paretovariate(0.6)) % 40000:x}"
            parts.append(f"{word} ")
        else:
            han = (chr(0x4E00 + int(chance.paretovariate(0.5)) % 3000) for _ in range(chance.randint(3, 9)))
            parts.append("".join(chance.choice(HAN) if chance.random() < 0.5 else one for one in han) + "，")
        length -= len(parts[-1])
    if chance.random() < 0.5:
        parts.append("迁移")
    return "".join(parts)


async def _asked(name: str, me: Viewer, typed: str, most: int) -> Row:
    results = await search.find(me, typed, "UTC")
    times = [await _timed(search.find(me, typed, "UTC")) for _ in range(30)]
    return _row(name, times, most, f"; {len(results.items)} shown{', more' if results.more else ''}")


def _row(name: str, times: list[float], most: float, more: str = "") -> Row:
    return Row(f"{name}, ms, p50 / p95 / p99", f"≤ {most:g}", spread(times) + more, percentile(times, 0.95) <= most)


async def _timed(asking: Awaitable[object]) -> float:
    began = time.perf_counter()
    await asking
    return 1000 * (time.perf_counter() - began)


def _weight(name: str, size: int, grown: int, count: int, built_s: float) -> Row:
    each = 1000 * built_s / count
    times = 1 if name == "SQLite" else 2
    return Row(
        f"{name}: the index beside {size / 1e6:.0f} MB of text; indexing a message",
        f"≤ {1.2 * times} ×; ≤ {times} ms",
        f"{grown / size:.2f} ×; {each:.2f} ms",
        grown <= 1.2 * times * size and each <= times,
    )


async def _size(session: AsyncSession) -> int:
    """Of all tables of the index, in bytes."""
    connection = await session.connection()
    if connection.dialect.name == "sqlite":
        wanted = "SELECT coalesce(sum(pgsize), 0) FROM dbstat WHERE name LIKE '%search_%'"
    else:
        wanted = "SELECT pg_total_relation_size('search_entry') + pg_total_relation_size('search_index')"
    return (await connection.execute(text(wanted))).scalar_one()


async def _refreshed(session: AsyncSession) -> None:
    if session.get_bind().dialect.name == "postgresql":
        await (await session.connection()).execute(text("ANALYZE"))


if __name__ == "__main__":
    raise SystemExit(run(measure))
