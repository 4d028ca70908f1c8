import os
import shutil
import sqlite3
from collections.abc import Generator
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Connection
from sqlmodel import SQLModel

from chatapp import db, migrations
from chatapp.db import Database, DatabaseUnusable
from chatapp.settings import Settings
from chatapp.store import users
from tests.support.schema import HEAD, NEXT

SECOND = f"""
import sqlalchemy as sa
from alembic import op

revision, down_revision = "{NEXT}", "{HEAD}"

def upgrade():
    with op.batch_alter_table("conversation", recreate="always") as table:
        table.add_column(sa.Column("folder", sa.String()))
"""

DAY = "2026-01-01 00:00:00.000000"
FIRST_ROWS = (
    "INSERT INTO user (id, name, name_key, password_hash, role, locale, theme, created_at)"
    f" VALUES (1, 'a', 'a', '', 'user', '', '', '{DAY}')",
    "INSERT INTO conversation (id, user_id, title, title_source, model, created_at, updated_at)"
    f" VALUES ('c', 1, 'kept', 'auto', '', '{DAY}', '{DAY}')",
    "INSERT INTO message (id, conversation_id, ordinal, role, content, reasoning, status, error_detail, model,"
    f" created_at) VALUES ('m', 'c', 1, 'user', 'kept too', '', 'complete', '', '', '{DAY}')",
)


def file_of(settings: Settings) -> Path:
    return settings.data_dir / "chatapp.db"


def execute(file: Path, statement: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(file)) as connection, connection:
        return connection.execute(statement).fetchall()


@pytest.fixture
async def second_migration(sqlite_settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The script of a later version of the app, one that makes a table anew; the database is at the first."""
    await migrations.upgrade(sqlite_settings)
    for row in FIRST_ROWS:
        execute(file_of(sqlite_settings), row)
    shutil.copytree(db.MIGRATIONS, tmp_path / "later")
    monkeypatch.setattr(db, "MIGRATIONS", tmp_path / "later")
    script = tmp_path / "later" / "versions" / f"{NEXT}_folder.py"
    script.write_text(SECOND)
    return script


async def test_the_migrated_schema_is_that_of_the_models(settings: Settings) -> None:
    def differences(connection: Connection) -> list[object]:
        options = {"include_name": migrations.is_modelled}
        return compare_metadata(MigrationContext.configure(connection, opts=options), SQLModel.metadata)

    async with migrations.transaction(db.address(settings)) as connection:
        assert await connection.run_sync(differences) == []


async def test_every_migration_can_be_taken_back(settings: Settings) -> None:
    def there_and_back(connection: Connection) -> None:
        config = Config()
        config.set_main_option("script_location", str(db.MIGRATIONS))
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
        tables = SQLModel.metadata.tables.keys()
        assert not any(connection.dialect.has_table(connection, table) for table in tables)
        command.upgrade(config, "head")

    async with migrations.transaction(db.address(settings)) as connection:
        await connection.run_sync(there_and_back)


async def test_starting_again_changes_nothing(settings: Settings, database: Database, alice: int) -> None:
    await migrations.upgrade(settings)
    async with database.read() as session:
        assert await users.count(session) == 1
    assert await database.ready() is None


async def test_a_new_database_is_for_its_owner_alone(sqlite_settings: Settings) -> None:
    await migrations.upgrade(sqlite_settings)
    assert file_of(sqlite_settings).stat().st_mode & 0o777 == 0o600
    assert sqlite_settings.data_dir.stat().st_mode & 0o777 == 0o700


async def test_a_database_newer_than_the_app_is_refused_and_left_alone(settings: Settings) -> None:
    async with migrations.transaction(db.address(settings)) as connection:
        await connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(DatabaseUnusable, match="9999, newer than this chatapp"):
        await migrations.upgrade(settings)


async def test_a_schema_change_leaves_a_copy_of_the_file_as_it_was(
    sqlite_settings: Settings, second_migration: Path
) -> None:
    await migrations.upgrade(sqlite_settings)
    copy = sqlite_settings.data_dir / f"chatapp-{HEAD}.backup.db"
    assert execute(copy, "SELECT version_num FROM alembic_version") == [(HEAD,)]
    assert execute(copy, "SELECT title FROM conversation") == [("kept",)]
    assert copy.stat().st_mode & 0o777 == 0o600


async def test_making_a_table_anew_keeps_the_rows_that_point_to_it(
    sqlite_settings: Settings, second_migration: Path
) -> None:
    await migrations.upgrade(sqlite_settings)
    assert execute(file_of(sqlite_settings), "SELECT title, folder FROM conversation") == [("kept", None)]
    assert execute(file_of(sqlite_settings), "SELECT content FROM message") == [("kept too",)]


async def test_a_migration_that_fails_halfway_leaves_the_old_schema(
    sqlite_settings: Settings, second_migration: Path
) -> None:
    second_migration.write_text(SECOND + "    raise OSError('power cut')\n")
    with pytest.raises(DatabaseUnusable, match="power cut"):
        await migrations.upgrade(sqlite_settings)
    second_migration.write_text(SECOND)
    await migrations.upgrade(sqlite_settings)
    assert execute(file_of(sqlite_settings), "SELECT title, folder FROM conversation") == [("kept", None)]


@pytest.mark.parametrize(
    "garbage", [b"this is no database at all, it is a letter" * 100, b"SQLite format 3\0" + b"x" * 5000]
)
async def test_a_broken_file_stops_the_start_and_is_not_written_over(sqlite_settings: Settings, garbage: bytes) -> None:
    sqlite_settings.data_dir.mkdir()
    file_of(sqlite_settings).write_bytes(garbage)
    with pytest.raises(DatabaseUnusable) as stopped:
        await migrations.upgrade(sqlite_settings)
    assert "\n" not in str(stopped.value)
    assert file_of(sqlite_settings).read_bytes() == garbage


async def test_a_file_that_is_gone_while_its_log_is_there_is_not_begun_anew(sqlite_settings: Settings) -> None:
    sqlite_settings.data_dir.mkdir()
    (sqlite_settings.data_dir / "chatapp.db-wal").write_bytes(b"pages")
    with pytest.raises(DatabaseUnusable, match="put the file back"):
        await migrations.upgrade(sqlite_settings)
    assert not file_of(sqlite_settings).exists()


async def test_tables_that_chatapp_did_not_make_are_left_alone(sqlite_settings: Settings) -> None:
    sqlite_settings.data_dir.mkdir()
    execute(file_of(sqlite_settings), "CREATE TABLE message (theirs)")
    with pytest.raises(DatabaseUnusable, match="did not make"):
        await migrations.upgrade(sqlite_settings)


async def test_a_database_that_another_program_holds_is_named_in_one_line(
    sqlite_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    await migrations.upgrade(sqlite_settings)
    monkeypatch.setattr(db, "BUSY_TIMEOUT_S", 0.05)
    with closing(sqlite3.connect(file_of(sqlite_settings), isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(DatabaseUnusable, match=r"chatapp\.db can't be used: database is locked"):
            await migrations.upgrade(sqlite_settings)


async def test_a_file_that_may_not_be_written_stops_the_start(sqlite_settings: Settings, without_root: None) -> None:
    await migrations.upgrade(sqlite_settings)
    file_of(sqlite_settings).chmod(0o400)
    sqlite_settings.data_dir.chmod(0o500)
    with pytest.raises(DatabaseUnusable, match="can't be used"):
        await migrations.upgrade(sqlite_settings)


async def test_a_server_that_is_not_there_is_named_without_its_password() -> None:
    settings = Settings(database_url="postgresql://chatapp:hunter2@127.0.0.1:1/chat")
    with pytest.raises(DatabaseUnusable) as stopped:
        await migrations.upgrade(settings)
    assert "127.0.0.1:1/chat" in str(stopped.value)
    assert "hunter2" not in str(stopped.value)


@pytest.fixture
def without_root(tmp_path: Path) -> Generator[None]:
    """Root may write everywhere; a server seldom runs as root."""
    if os.geteuid() != 0:
        yield
        return
    for directory in (tmp_path, *(above for above in tmp_path.parents if above.stat().st_mode & 0o077 == 0)):
        os.chown(directory, 65534, -1) if directory == tmp_path else directory.chmod(0o755)
    os.seteuid(65534)
    yield
    os.seteuid(0)
