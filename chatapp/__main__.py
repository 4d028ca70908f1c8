"""`python -m chatapp`: from a command to a served page, and what the terminal says on the way."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 (before any import that would not even parse)
    sys.exit(f"chatapp needs Python 3.11 or newer, this is {sys.version.split()[0]}.")

import asyncio
import os
from contextlib import AbstractContextManager, nullcontext

from chatapp import migrations, settings
from chatapp.db import Database, DatabaseUnusable, address, sqlite_file
from chatapp.launch import checks, frontend, server
from chatapp.launch.checks import CannotStart
from chatapp.launch.steps import complain, say, step
from chatapp.llm.download import FetchFailed, fetch
from chatapp.llm.model_file import SMOLLM2
from chatapp.settings import PROJECT, Settings, SettingsError, is_loopback
from chatapp.store import users


def main() -> int:
    server.end_on_sigterm()
    try:
        start(settings.current())
    except (SettingsError, CannotStart, DatabaseUnusable) as error:
        complain(str(error))
        return 1
    except KeyboardInterrupt:
        complain("Stopped.")
        return 130
    return 0


def start(current: Settings) -> None:
    os.chdir(PROJECT)  # where Reflex looks for its configuration
    os.umask(0o077)  # what is stored is nobody else's to read
    with checks.bind(current.host, current.port) as listener, data_directory(current):
        if wants_builtin_model(current) and SMOLLM2.flaw(current.model_dir):
            fetch_model(current)
        with step("Preparing the database"):
            nobody_yet = asyncio.run(prepare_database(current))
        if not frontend.is_current(PROJECT):
            with step("Building the front end (a minute at most, only after changes)"):
                frontend.build(PROJECT)
        server.serve(current, listener, lambda: announce(current, nobody_yet))


def data_directory(current: Settings) -> AbstractContextManager[None]:
    """Ours alone while the database is a file in it."""
    checks.writable(current.data_dir)
    return checks.only_server(current.data_dir) if sqlite_file(address(current)) else nullcontext()


def wants_builtin_model(current: Settings) -> bool:
    return current.builtin_model == "on" and not current.has_endpoint


def fetch_model(current: Settings) -> None:
    with step(f"Fetching the built-in model {SMOLLM2.name} ({SMOLLM2.size // 1_000_000} MB, once per machine)"):
        try:
            fetch(current.model_dir, say=lambda _: None)
        except FetchFailed as failure:
            complain(str(failure))


async def prepare_database(current: Settings) -> bool:
    """Migrated. Whether nobody has an account yet."""
    await migrations.upgrade(current)
    database = Database(address(current))
    try:
        async with database.read() as session:
            return await users.count(session) == 0
    finally:
        await database.aclose()


def shown_host(host: str) -> str:
    """What to type into a browser on this machine."""
    if host in ("0.0.0.0", "::") or is_loopback(host):  # noqa: S104 (compared, not bound)
        return "localhost"
    return f"[{host}]" if ":" in host else host


def announce(current: Settings, nobody_yet: bool) -> None:
    url = current.public_url or f"http://{shown_host(current.host)}:{current.port}"
    say(f"chatapp is running at {url} (Ctrl-C stops it).")
    if nobody_yet:
        say(f"Open {url} and create the first account: it becomes the administrator.")
    if nobody_yet and not is_loopback(current.host):
        complain(f"HOST={current.host} opens the server to the network: whoever comes first becomes the administrator.")


if __name__ == "__main__":
    sys.exit(main())
