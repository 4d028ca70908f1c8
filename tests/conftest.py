"""What tests of more than one folder stand on: both databases, and a running process's parts on each of them."""

import asyncio
import shutil
from collections.abc import AsyncGenerator, Generator
from dataclasses import replace
from pathlib import Path

import hypothesis
import pytest

from chatapp import db, migrations
from chatapp import runtime as running
from chatapp.db import Database
from chatapp.launch import frontend
from chatapp.models import Conversation
from chatapp.runtime import Runtime
from chatapp.settings import PROJECT, Settings
from chatapp.store import conversations
from tests.support import postgres as postgres_server
from tests.support.postgres import Postgres
from tests.support.rows import add_user

# How quick the machine is says nothing of the code.
hypothesis.settings.register_profile("untimed", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("untimed")

_LAST = ("contract", "e2e")  # they start servers; and Playwright keeps an event loop running once it has begun


def pytest_configure(config: pytest.Config) -> None:
    """The processes of `-n` would build the front end into each other."""
    shared = getattr(config.option, "numprocesses", None) and not hasattr(config, "workerinput")
    if shared and not frontend.is_current(PROJECT):
        frontend.build(PROJECT)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Fast tests first."""
    items.sort(key=lambda item: _LAST.index(folder) + 1 if (folder := item.path.parent.name) in _LAST else 0)


@pytest.fixture(scope="session")
def postgres() -> Generator[Postgres]:
    programs = postgres_server.programs()
    if programs is None:
        pytest.skip("PostgreSQL's programs are not on this machine (Debian: apt install postgresql)")
    with postgres_server.running(programs) as server:
        yield server


@pytest.fixture(scope="session")
def postgres_template(postgres: Postgres) -> str:
    """The name of a migrated, empty database."""
    name = postgres.create()
    asyncio.run(migrations.upgrade(Settings(database_url=postgres.url(name))))
    return name


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty file."""
    directory = tmp_path_factory.mktemp("template")
    asyncio.run(migrations.upgrade(Settings(data_dir=directory)))
    return directory / "chatapp.db"


@pytest.fixture
def sqlite_settings(tmp_path: Path) -> Settings:
    """Of a server that has never been started."""
    return Settings(data_dir=tmp_path / "data", builtin_model="off")


@pytest.fixture
def on_sqlite(sqlite_settings: Settings, sqlite_template: Path) -> Settings:
    """Of a server with a migrated, empty database."""
    sqlite_settings.data_dir.mkdir()
    shutil.copy(sqlite_template, sqlite_settings.data_dir)
    return sqlite_settings


@pytest.fixture
def on_postgresql(sqlite_settings: Settings, postgres: Postgres, postgres_template: str) -> Generator[Settings]:
    """Of a server with a migrated, empty database."""
    name = postgres.create(postgres_template)
    yield replace(sqlite_settings, database_url=postgres.url(name))
    postgres.drop(name)


@pytest.fixture(params=["on_sqlite", "on_postgresql"])
def settings(request: pytest.FixtureRequest) -> Settings:
    """Each test that asks for this, or for what is made of it, runs on both."""
    return request.getfixturevalue(request.param)


@pytest.fixture
async def database(settings: Settings) -> AsyncGenerator[Database]:
    opened = Database(db.address(settings))
    yield opened
    await opened.aclose()


@pytest.fixture
async def runtime(settings: Settings) -> AsyncGenerator[Runtime]:
    async with running.running(settings) as parts:
        yield parts


@pytest.fixture
async def alice(database: Database) -> int:
    return await add_user(database, "alice")


@pytest.fixture
async def bob(database: Database) -> int:
    return await add_user(database, "bob")


@pytest.fixture
async def conversation(database: Database, alice: int) -> Conversation:
    async with database.write() as session:
        return await conversations.create(session, alice, title="Alice's", model="echo")
