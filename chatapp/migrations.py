"""The schema brought up to date when the server starts, in one transaction, so that a killed start can be repeated.

A SQLite file is copied beside itself before an existing schema changes. A database that is newer than the app,
broken, locked or somebody else's stops the start with one line and is left as it was.
"""

import asyncio
import os
import sqlite3
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, inspect, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from chatapp import db
from chatapp.db import Database, DatabaseUnusable
from chatapp.settings import Settings

_START_LOCK = 0x63686174  # "chat": servers that start together on one PostgreSQL migrate one after the other


async def upgrade(settings: Settings) -> None:
    """Create or migrate the schema. `DatabaseUnusable` with one line when that can't be done."""
    url = db.address(settings)
    file = db.sqlite_file(url)
    try:
        async with transaction(url) as connection:
            await connection.run_sync(_migrate, file)
    except (DBAPIError, OSError, sqlite3.Error) as error:
        raise DatabaseUnusable(
            f"The database {_shown(url)} can't be used: {_reason(error)}. It was left as it is. {_way_on(file)}"
        ) from error


async def prepare_memory(memory: Database) -> None:
    """The schema for a database that is in memory alone."""
    async with memory.write() as session:
        await (await session.connection()).run_sync(_to_head)


@asynccontextmanager
async def transaction(url: URL) -> AsyncGenerator[AsyncConnection]:
    """Without foreign keys: SQLite changes a table by making it anew, and dropping the old one would cascade."""
    if file := db.sqlite_file(url):
        await asyncio.to_thread(_prepare, file)
        engine = db.sqlite_engine(url, "BEGIN IMMEDIATE", "foreign_keys = OFF")
    else:
        engine = db.postgres_engine(url)
    try:
        async with engine.begin() as connection:
            yield connection
    finally:
        await engine.dispose()


def is_modelled(name: str | None, kind: str, _parents: object) -> bool:
    """For alembic's comparison: `models` has no word for the full-text index."""
    return kind != "table" or not (name or "").startswith("search_")


def _prepare(file: Path) -> None:
    if file.name == ":memory:":
        raise DatabaseUnusable("DATABASE_URL names no file; a database in memory would forget every account.")
    log = Path(f"{file}-wal")
    if log.exists() and log.stat().st_size and not (file.exists() and file.stat().st_size):
        raise DatabaseUnusable(f"{file} is missing or empty, but its log {log.name} is there: put the file back.")
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    file.touch(mode=0o600)
    if file.stat().st_uid == os.geteuid():
        file.chmod(0o600)


def _migrate(connection: Connection, file: Path | None) -> None:
    if file is None:
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _START_LOCK})
    found = MigrationContext.configure(connection).get_current_revision()
    if found == db.newest_revision(db.MIGRATIONS):
        return
    _refuse_foreign(connection, found)
    if file and found:
        _back_up(file, found)
    _to_head(connection)
    if file and (broken := connection.exec_driver_sql("PRAGMA foreign_key_check").first()):
        raise DatabaseUnusable(f"{file} holds a row of {broken[0]} that belongs to nothing; nothing was changed.")


def _to_head(connection: Connection) -> None:
    config = Config()
    config.set_main_option("script_location", str(db.MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _refuse_foreign(connection: Connection, found: str | None) -> None:
    known = [script.revision for script in ScriptDirectory(str(db.MIGRATIONS)).walk_revisions()]
    if found and found not in known:
        raise DatabaseUnusable(f"The database is at schema {found}, newer than this chatapp, which knows {known[0]}.")
    if not found and inspect(connection).has_table("message"):
        raise DatabaseUnusable("The database holds a table named message that chatapp did not make.")


def _back_up(file: Path, revision: str) -> None:
    target = file.with_name(f"{file.stem}-{revision}.backup.db")
    partial = target.with_suffix(".partial")
    partial.unlink(missing_ok=True)
    partial.touch(mode=0o600)
    source, copy = sqlite3.connect(file), sqlite3.connect(partial)
    try:
        source.backup(copy)
    finally:
        copy.close()
        source.close()
    partial.replace(target)  # only a whole copy gets the name of one


def _shown(url: URL) -> str:
    return url.database or "" if db.sqlite_file(url) else f"{url.host}:{url.port or 5432}/{url.database}"


def _way_on(file: Path | None) -> str:
    if file is None:
        return "Check DATABASE_URL and start PostgreSQL."
    return "Stop what else uses it, restore a copy of it, or set CHATAPP_DATA_DIR to begin with a new one."


def _reason(error: BaseException) -> str:
    cause = getattr(error, "orig", None) or error
    return " ".join(str(cause).split())[:200] or type(cause).__name__
