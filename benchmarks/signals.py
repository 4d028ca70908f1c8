"""SIGTERM, SIGINT and a second SIGTERM while five answers of three people are being written.

    python -m benchmarks.signals

Two answers end within the ten seconds that running ones get, three would take minutes. The database is read from
outside meanwhile, so "stored" is when another process could see it.
"""

import asyncio
import signal
import sqlite3
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, closing, suppress
from dataclasses import dataclass

from websockets import ConnectionClosed

from benchmarks.rig import Rig, rig
from benchmarks.table import Row, run
from chatapp.launch.server import SAME_SIGNAL_S
from tests.support.reflex_socket import connect
from tests.support.server import Server
from tests.support.tab import Tab

SHORT, LONG = "words:200@50", "words:9000@50"
ASKED = (SHORT, SHORT, LONG, LONG, LONG)
LONGEST_S = 30


@dataclass(frozen=True)
class End:
    """Seconds from the signal on: `stored` until no row says streaming."""

    stored_s: float
    exit_s: float
    code: int
    statuses: list[str]
    has_traceback: bool


def measure(quick: bool) -> Iterator[Row]:
    for name, send in (("SIGTERM", _terminate), ("SIGINT", _interrupt)):
        yield _in_order(name, _end(send))
    yield _at_once(_end(_terminate_twice))


def _end(send: Callable[[Server], None]) -> End:
    with rig() as site:
        return asyncio.run(_watch(site, send))


async def _watch(site: Rig, send: Callable[[Server], None]) -> End:
    async with _asked(site):
        began = time.monotonic()
        await asyncio.to_thread(send, site.server)
        stored = exited = 0.0
        while not (stored and exited) and time.monotonic() < began + LONGEST_S:
            await asyncio.sleep(0.02)
            now = time.monotonic() - began
            stored = stored or (0.0 if "streaming" in _statuses(site.server) else now)
            exited = exited or (0.0 if site.server.process.poll() is None else now)
            if exited and not stored:
                break
        code = site.server.process.poll()
        return End(stored, exited, -1 if code is None else code, _statuses(site.server), "Traceback" in site.server.log)


@asynccontextmanager
async def _asked(site: Rig) -> AsyncIterator[None]:
    """While the block runs, three people read five answers for as long as their sockets last."""
    people = site.people(3)
    async with AsyncExitStack() as stack:
        readers: list[asyncio.Task[None]] = []
        for number, scenario in enumerate(ASKED):
            socket = await stack.enter_async_context(connect(site.url, cookie=people[number // 2]))
            tab = Tab(socket)
            await tab.ask(scenario)
            readers.append(asyncio.create_task(_read(tab)))
        yield
        await asyncio.gather(*readers)


async def _read(tab: Tab) -> None:
    with suppress(ConnectionClosed, ConnectionError, TimeoutError):
        await tab.ended()


def _statuses(server: Server) -> list[str]:
    """Of the answers, in the order in which they were asked for."""
    with closing(sqlite3.connect(f"file:{server.data_dir / 'chatapp.db'}?mode=ro", uri=True)) as database:
        query = "SELECT status FROM message WHERE role = 'assistant' ORDER BY created_at"
        return [status for (status,) in database.execute(query)]


def _terminate(server: Server) -> None:
    server.process.send_signal(signal.SIGTERM)


def _interrupt(server: Server) -> None:
    server.process.send_signal(signal.SIGINT)


def _terminate_twice(server: Server) -> None:
    _terminate(server)
    time.sleep(2 * SAME_SIGNAL_S)
    _terminate(server)


def _in_order(name: str, end: End) -> Row:
    wanted = ["complete", "complete", "interrupted", "interrupted", "interrupted"]
    traceback = "a traceback" if end.has_traceback else "no traceback"
    return Row(
        f"{name} with 5 running answers",
        "short ones complete, long ones stored ≤ 10 s, exit ≤ 15 s, code 0, no traceback",
        f"{', '.join(end.statuses)}; stored after {end.stored_s:.1f} s, exit after {end.exit_s:.1f} s, "
        f"code {end.code}, {traceback}",
        end.statuses == wanted
        and 0 < end.stored_s <= 10
        and end.exit_s <= 15
        and end.code == 0
        and not end.has_traceback,
    )


def _at_once(end: End) -> Row:
    after_second = end.exit_s - 2 * SAME_SIGNAL_S
    return Row(
        f"a second SIGTERM {2 * SAME_SIGNAL_S:.0f} s after the first",
        "ends at once",
        f"after {after_second:.2f} s, code {end.code}",
        0 < after_second < 1,
    )


if __name__ == "__main__":
    raise SystemExit(run(measure))
