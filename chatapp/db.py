"""One database, two dialects: SQLite for a laptop, PostgreSQL for a team.

SQLite gets one writer connection that takes its lock at BEGIN: with more writers, or a lock taken later,
updates are lost or refused. Readers have an engine of their own that can't write. PostgreSQL needs one.

Every string on its way in, and on SQLite on its way out too, passes `clean`, so no text that a person or a
model can produce makes a row unreadable.
"""

import asyncio
import sqlite3
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, String, column, event, make_url, table
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp.cancelling import Session
from chatapp.errors import StorageFault
from chatapp.settings import PROJECT, Settings
from chatapp.text import clean

MIGRATIONS = PROJECT / "alembic"
MEMORY = URL.create("sqlite+aiosqlite", database=":memory:")
_REVISION = select(column("version_num", String)).select_from(table("alembic_version"))
BUSY_TIMEOUT_S = 10  # wait for another program's lock, or for a free connection

_URL_OPTIONS = {"sslmode", "ssl", "host", "port"}
_SQLITE_REASONS = {
    sqlite3.SQLITE_BUSY: "locked",
    sqlite3.SQLITE_LOCKED: "locked",
    sqlite3.SQLITE_FULL: "full",
    sqlite3.SQLITE_READONLY: "unavailable",
    sqlite3.SQLITE_IOERR: "unavailable",
    sqlite3.SQLITE_CORRUPT: "unavailable",
    sqlite3.SQLITE_CANTOPEN: "unavailable",
    sqlite3.SQLITE_NOTADB: "unavailable",
}
_SQLSTATE_REASONS = {
    "08": "unavailable",  # connection lost
    "28": "unavailable",  # sign-in refused
    "3D": "unavailable",  # no such database
    "40": "locked",  # deadlock, serialisation
    "53": "unavailable",  # out of memory, too many connections
    "53100": "full",
    "55P03": "locked",
    "57P": "unavailable",  # shutting down, starting up, crashed
    "58": "unavailable",  # I/O error
}


class DatabaseUnusable(Exception):
    """One line for the terminal that says why the server can't start on this database."""


def address(settings: Settings) -> URL:
    """Where the database is, with the async driver filled in. Raises `DatabaseUnusable`."""
    if not settings.database_url:
        return URL.create("sqlite+aiosqlite", database=str(settings.data_dir / "chatapp.db"))
    try:
        url = make_url(settings.database_url)
    except (ArgumentError, ValueError) as error:  # the text itself holds a password
        raise DatabaseUnusable(
            "DATABASE_URL can't be used. An example: postgresql://user:password@host/name."
        ) from error
    if unknown := url.query.keys() - _URL_OPTIONS:
        raise DatabaseUnusable(f"DATABASE_URL has an option that is not known here: {', '.join(sorted(unknown))}.")
    if url.get_backend_name() == "sqlite":
        return url.set(drivername="sqlite+aiosqlite")
    ssl = url.query.get("sslmode")  # libpq's name for what asyncpg calls ssl
    url = url.difference_update_query(["sslmode"]).set(drivername="postgresql+asyncpg")
    return url.update_query_dict({"ssl": ssl}) if ssl else url


def sqlite_file(url: URL) -> Path | None:
    return Path(url.database or ":memory:") if url.get_backend_name() == "sqlite" else None


class Database:
    """Transactions for the rest of the app. Raises `StorageFault` for what is no fault of the caller."""

    def __init__(self, url: URL) -> None:
        self.url = url
        if url == MEMORY:
            self._writer = self._reader = memory_engine()
        elif url.get_backend_name() == "sqlite":
            self._writer = sqlite_engine(url, "BEGIN IMMEDIATE", "foreign_keys = ON", pool_size=1, max_overflow=0)
            self._reader = sqlite_engine(url, "BEGIN", "query_only = ON", pool_size=5, max_overflow=5)
        else:
            self._writer = self._reader = postgres_engine(url)

    @asynccontextmanager
    async def read(self) -> AsyncGenerator[AsyncSession]:
        """One consistent view; nothing is stored."""
        with _translated_faults():
            session = Session(self._reader, expire_on_commit=False)
            try:
                yield session
            finally:
                await session.close()

    @asynccontextmanager
    async def write(self) -> AsyncGenerator[AsyncSession]:
        """One transaction, stored when the block ends, undone when it raises. Await nothing but SQL inside."""
        with _translated_faults():
            session = Session(self._writer, expire_on_commit=False)
            try:
                yield session
                await session.commit()
            finally:
                await session.close()

    async def ready(self) -> str | None:
        """Why the database can't be used just now, or None."""
        file = sqlite_file(self.url)
        if file and not file.exists():
            return "the database file is gone"
        try:
            async with self.read() as session:
                found = (await session.exec(_REVISION)).first()
        except (StorageFault, SQLAlchemyError) as fault:
            return f"the database does not answer: {type(fault.__cause__ or fault).__name__}"
        expected = await asyncio.to_thread(newest_revision, MIGRATIONS)
        return None if found == expected else f"the schema is at {found}, expected {expected}"

    async def aclose(self) -> None:
        await self._reader.dispose()
        await self._writer.dispose()


@cache
def newest_revision(migrations: Path) -> str | None:
    return ScriptDirectory(str(migrations)).get_current_head()


def sqlite_engine(url: URL, begin: str, *pragmas: str, **pool: Any) -> AsyncEngine:
    engine = create_async_engine(
        url,
        connect_args={"isolation_level": None, "timeout": BUSY_TIMEOUT_S},
        pool_timeout=BUSY_TIMEOUT_S,
        hide_parameters=True,  # errors are logged, prompts are not
        **pool,
    )

    def prepare(connection: Any, _record: object) -> None:
        connection.driver_connection.text_factory = _sqlite_text
        cursor = connection.cursor()
        # FULL: a prompt that was accepted survives a power cut. One commit costs about a millisecond.
        # A small cache of its own for each of a dozen connections: what they share is the system's.
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "cache_size = -500", *pragmas):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    def take_lock(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    event.listen(engine.sync_engine, "connect", prepare)
    event.listen(engine.sync_engine, "begin", take_lock)
    return _cleaning(engine)


def memory_engine() -> AsyncEngine:
    """One connection, which is all that there is of it: who reads and who writes take turns. What is removed is
    overwritten, and what sorting needs is not put into files either."""
    pragmas = ("foreign_keys = ON", "secure_delete = ON", "temp_store = MEMORY")
    one = {"poolclass": AsyncAdaptedQueuePool, "pool_size": 1, "max_overflow": 0}
    return sqlite_engine(MEMORY, "BEGIN IMMEDIATE", *pragmas, **one)


def postgres_engine(url: URL) -> AsyncEngine:
    return _cleaning(
        create_async_engine(
            url,
            connect_args={"timeout": BUSY_TIMEOUT_S},
            pool_pre_ping=True,
            pool_size=10,
            max_overflow=10,
            pool_timeout=BUSY_TIMEOUT_S,
            hide_parameters=True,
        )
    )


def _cleaning(engine: AsyncEngine) -> AsyncEngine:
    def clean_parameters(
        _connection: object, _cursor: object, statement: str, parameters: Any, _context: object, _many: bool
    ) -> tuple[str, Any]:
        return statement, _cleaned(parameters)

    event.listen(engine.sync_engine, "before_cursor_execute", clean_parameters, retval=True)
    return engine


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        return {key: _cleaned(inner) for key, inner in value.items()}  # pyright: ignore[reportUnknownVariableType]
    if isinstance(value, (list, tuple)):
        return type(value)(_cleaned(inner) for inner in value)  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    return value


def _sqlite_text(raw: bytes) -> str:
    try:
        return clean(raw.decode("utf-8", "surrogatepass"))
    except UnicodeDecodeError:
        return clean(raw.decode("utf-8", "replace"))


@contextmanager
def _translated_faults() -> Generator[None]:
    try:
        yield
    except PoolTimeout as error:
        raise StorageFault("locked") from error
    except OSError as error:  # asyncpg: the server can't be reached
        raise StorageFault("unavailable") from error
    except DBAPIError as error:
        if reason := fault_reason(error):
            raise StorageFault(reason) from error
        raise


def fault_reason(error: DBAPIError) -> str | None:
    """locked, full or unavailable; None for what is a fault of ours."""
    if error.connection_invalidated:
        return "unavailable"
    code: int | None = getattr(error.orig, "sqlite_errorcode", None)
    if code is not None:
        return _SQLITE_REASONS.get(code & 0xFF)  # the low byte; the rest is detail
    state: str = getattr(error.orig, "sqlstate", None) or ""
    return next((_SQLSTATE_REASONS[state[:n]] for n in (5, 3, 2) if state[:n] in _SQLSTATE_REASONS), None)
