import asyncio
import random
import sqlite3
import statistics
import time
import uuid
from collections.abc import AsyncGenerator
from contextlib import closing

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlmodel import col, select

from chatapp import db
from chatapp.db import Database, DatabaseUnusable, address
from chatapp.errors import StorageFault
from chatapp.models import Author, Conversation, Message, User
from chatapp.settings import Settings
from chatapp.store import conversations
from chatapp.text import clean
from tests.support.postgres import Postgres
from tests.support.rows import add_message
from tests.support.schema import HEAD

HALF_PAIR, WHOLE = "a\ud83d", "\ud83d\ude00"


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ("plain 中文 👩‍👩‍👧", "plain 中文 👩‍👩‍👧"),
        ("a\0b", "ab"),
        (HALF_PAIR, "a\ufffd"),
        ("\ude00b", "\ufffdb"),
        (WHOLE, "😀"),
        ("\ud83d\0", "\ufffd"),
        ("\uffff\r\n", "\uffff\r\n"),
    ],
)
def test_text_keeps_all_that_every_database_can_hold(raw: str, kept: str) -> None:
    assert clean(raw) == kept


async def test_any_text_goes_in_and_comes_out(database: Database, conversation: Conversation) -> None:
    await add_message(database, conversation, f"a\0 {HALF_PAIR} {WHOLE} مرحبا")
    async with database.read() as session:
        assert (await session.exec(select(Message.content))).one() == "a a\ufffd 😀 مرحبا"


async def test_text_is_cleaned_in_every_row_of_a_batch_and_in_conditions(database: Database, alice: int) -> None:
    async with database.write() as session:
        session.add_all(Conversation(user_id=alice, title=f"{n}\0") for n in range(3))
    async with database.read() as session:
        found = await session.exec(select(Conversation.title).where(col(Conversation.title).in_(["1\0", "2\ud83d"])))
        assert found.all() == ["1"]


async def test_rows_that_other_programs_poisoned_still_open(sqlite_database: Database, on_sqlite: Settings) -> None:
    columns = "id, name, name_key, password_hash, role, locale, theme, created_at"
    row = f"INSERT INTO user ({columns}) VALUES (?, CAST(? AS TEXT), ?, '', 'user', '', '', '2026-01-01 00:00:00')"
    poison = [b"\xed\xa0\xbd\xed\xb8\x80", b"\xed\xa0\xbd", b"a\x00b", b"\xff\xfe ok"]
    with closing(sqlite3.connect(on_sqlite.data_dir / "chatapp.db")) as other, other:
        other.executemany(row, [(number, name, str(number)) for number, name in enumerate(poison)])
    async with sqlite_database.read() as session:
        names = (await session.exec(select(User.name).order_by(col(User.id)))).all()
    assert names == ["😀", "\ufffd", "ab", "\ufffd\ufffd ok"]


async def test_what_raises_inside_a_transaction_leaves_no_trace(database: Database, alice: int) -> None:
    with pytest.raises(ZeroDivisionError):
        async with database.write() as session:
            await conversations.create(session, alice, title="gone", model="")
            raise ZeroDivisionError
    async with database.read() as session:
        assert await conversations.recent(session, alice, 10) == []


async def test_fifty_writers_at_once_lose_nothing(database: Database, conversation: Conversation) -> None:
    taken: list[float] = []

    async def write(number: int) -> None:
        started = time.perf_counter()
        await add_message(database, conversation, str(number))
        taken.append(time.perf_counter() - started)

    for round_ in range(4):
        await asyncio.gather(*(write(round_ * 50 + n) for n in range(50)))
    async with database.read() as session:
        stored = (await session.exec(select(Message).order_by(col(Message.ordinal)))).all()
    assert [message.ordinal for message in stored] == list(range(1, 201))
    assert {message.content for message in stored} == {str(n) for n in range(200)}
    print(f"p99 of a write: {1000 * statistics.quantiles(taken, n=100)[98]:.0f} ms")


async def test_a_cancelled_writer_leaves_no_lock_behind(database: Database, alice: int) -> None:
    async def write(started: asyncio.Event) -> None:
        async with database.write() as session:
            await conversations.create(session, alice, title="cancelled", model="")
            started.set()
            for _ in range(1000):
                await conversations.recent(session, alice, 10)

    for _ in range(10):
        started = asyncio.Event()
        writer = asyncio.create_task(write(started))
        await started.wait()
        writer.cancel()
        await asyncio.wait({writer})
    async with database.write() as session:
        await conversations.create(session, alice, title="next", model="")
    async with database.read() as session:
        assert [c.title for c in await conversations.recent(session, alice, 10)] == ["next"]


@pytest.fixture
async def sqlite_database(on_sqlite: Settings) -> AsyncGenerator[Database]:
    opened = Database(address(on_sqlite))
    yield opened
    await opened.aclose()


async def test_readers_can_not_write_on_sqlite(sqlite_database: Database) -> None:
    with pytest.raises(StorageFault):
        async with sqlite_database.read() as session:
            await (await session.connection()).execute(text("DELETE FROM user"))


async def test_readers_see_one_state_while_others_write(sqlite_database: Database) -> None:
    async with sqlite_database.read() as reader:
        before = (await reader.exec(select(User))).all()
        async with sqlite_database.write() as writer:
            writer.add(User(name="new", name_key="new", password_hash=""))
        assert (await reader.exec(select(User))).all() == before == []


async def test_a_prompt_that_was_accepted_survives_a_power_cut(sqlite_database: Database) -> None:
    async with sqlite_database.write() as session:
        connection = await session.connection()
        pragmas = [
            (await connection.execute(text(f"PRAGMA {name}"))).scalar() for name in ("journal_mode", "synchronous")
        ]
    assert pragmas == ["wal", 2]


async def test_a_full_disk_is_told_and_reading_goes_on(sqlite_database: Database) -> None:
    async with sqlite_database.write() as session:
        connection = await session.connection()
        pages = (await connection.execute(text("PRAGMA page_count"))).scalar()
        await connection.execute(text(f"PRAGMA max_page_count = {pages}"))
    with pytest.raises(StorageFault) as fault:
        async with sqlite_database.write() as session:
            session.add(User(name="big", name_key="big", password_hash="x" * 100_000))
    assert fault.value.key == "error.storage_full"
    async with sqlite_database.read() as session:
        assert (await session.exec(select(User))).all() == []


async def test_a_file_that_another_program_holds_is_told_as_busy(
    on_sqlite: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(db, "BUSY_TIMEOUT_S", 0.05)
    opened = Database(address(on_sqlite))
    with closing(sqlite3.connect(on_sqlite.data_dir / "chatapp.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StorageFault) as fault:
            async with opened.write() as session:
                await session.exec(select(User))
    await opened.aclose()
    assert fault.value.key == "error.storage_locked"


async def test_a_mistake_of_ours_is_not_called_a_fault_of_the_disk(sqlite_database: Database) -> None:
    with pytest.raises(OperationalError, match="no such table"):
        async with sqlite_database.read() as session:
            await (await session.connection()).execute(text("SELECT * FROM nowhere"))


async def test_a_database_that_is_up_to_date_is_ready(database: Database) -> None:
    assert await database.ready() is None


async def test_a_schema_of_another_version_is_not_ready(database: Database) -> None:
    async with database.write() as session:
        await (await session.connection()).execute(text("UPDATE alembic_version SET version_num = '0000'"))
    assert await database.ready() == f"the schema is at 0000, expected {HEAD}"


async def test_an_empty_database_is_not_ready(sqlite_settings: Settings) -> None:
    sqlite_settings.data_dir.mkdir()
    (sqlite_settings.data_dir / "chatapp.db").touch()
    opened = Database(address(sqlite_settings))
    assert "OperationalError" in (await opened.ready() or "")
    await opened.aclose()


async def test_a_file_deleted_under_the_server_is_noticed(sqlite_database: Database, on_sqlite: Settings) -> None:
    (on_sqlite.data_dir / "chatapp.db").unlink()
    assert await sqlite_database.ready() == "the database file is gone"


async def test_a_restart_of_postgresql_is_survived(postgres: Postgres, postgres_template: str) -> None:
    name = postgres.create(postgres_template)
    opened = Database(address(Settings(database_url=postgres.url(name))))
    assert await opened.ready() is None
    await asyncio.to_thread(postgres.stop)
    with pytest.raises(StorageFault) as fault:
        async with opened.write() as session:
            await session.exec(select(User))
    assert fault.value.key == "error.storage_unavailable"
    assert "does not answer" in (await opened.ready() or "")
    await asyncio.to_thread(postgres.start)
    async with opened.write() as session:
        assert (await session.exec(select(User))).all() == []
    await opened.aclose()


async def test_a_connection_that_breaks_in_the_middle_is_told(postgres: Postgres, postgres_template: str) -> None:
    opened = Database(address(Settings(database_url=postgres.url(postgres.create(postgres_template)))))
    with pytest.raises(StorageFault) as fault:
        async with opened.write() as session:
            connection = await session.connection()
            await connection.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))
    await opened.aclose()
    assert fault.value.key == "error.storage_unavailable"


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("postgresql://u:p@host/name", "postgresql+asyncpg://u:p@host/name"),
        ("postgres://host/name", "postgresql+asyncpg://host/name"),
        ("postgresql://host/name?sslmode=require", "postgresql+asyncpg://host/name?ssl=require"),
        ("sqlite:////srv/chat.db", "sqlite+aiosqlite:////srv/chat.db"),
    ],
)
def test_addresses_are_taken_as_people_write_them(given: str, used: str) -> None:
    assert address(Settings(database_url=given)).render_as_string(hide_password=False) == used


@pytest.mark.parametrize(
    "given", ["postgresql://u:secret@host:port/name", "postgresql://u:secret@host/name?channel_binding=require"]
)
def test_an_address_that_can_not_be_used_is_one_line_without_its_password(given: str) -> None:
    with pytest.raises(DatabaseUnusable, match="DATABASE_URL") as refused:
        address(Settings(database_url=given))
    assert "secret" not in str(refused.value) and "\n" not in str(refused.value)


async def test_a_conversation_longer_than_sqlite_lets_triggers_nest_can_be_deleted(
    database: Database, conversation: Conversation
) -> None:
    ids = [uuid.uuid4() for _ in range(1500)]
    async with database.write() as session:
        session.add_all(
            Message(id=own, conversation_id=conversation.id, parent_id=parent, ordinal=n, role=Author.USER)
            for n, (own, parent) in enumerate(zip(ids, [None, *ids], strict=False), start=1)
        )
    async with database.write() as session:
        assert await conversations.delete(session, conversation.user_id, conversation.id)
    async with database.read() as session:
        assert (await session.exec(select(Message))).all() == []


async def test_whoever_is_cancelled_half_way_keeps_nobody_else_waiting(database: Database, alice: int) -> None:
    async def store() -> None:
        async with database.write() as session:
            session.add(Conversation(user_id=alice))
            await session.flush()
            await session.exec(select(Conversation).limit(3))

    chance = random.Random(5)
    for _ in range(60):
        storing = [asyncio.create_task(store()) for _ in range(4)]
        await asyncio.sleep(chance.uniform(0, 0.02))  # anywhere: in a statement, a commit, a return to the pool
        for each in storing[::2]:
            each.cancel()
        await asyncio.wait(storing)
        await asyncio.wait_for(store(), db.BUSY_TIMEOUT_S / 2)
