"""One socket that sends 20,000 events at once: what everybody else notices of it.

    python -m benchmarks.floods

The flood comes from a process of its own. Meanwhile another person, in a tab that is open already, sends one small
event after the other: a wait is the time to its answer. Beside it the same waits without a flood.
"""

import asyncio
import time
import uuid
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

import uvloop

from benchmarks.rig import Rig, cpu_s, elsewhere, resident_mb, rig
from benchmarks.table import Row, percentile, run, spread
from tests.support.bare_socket import bare, event, send
from tests.support.reflex_socket import ReflexSocket, connect, handler

EVENTS = 20_000
LATEST_MS = 50
MOST_MB = 10
GONE_S = 5
EVERY_S = 0.06  # 17 events a second: no flood
LOAD_LIST = handler("conversations", "conversation_state", "load")
SHOW = handler("notices", "notice_state", "show")


@dataclass(frozen=True)
class Result:
    quiet_ms: list[float]
    waits_ms: list[float]
    cut_after_s: float
    grown_mb: float
    busy: float  # share of a core that the server uses when the queue has to be gone


def measure(quick: bool) -> Iterator[Row]:
    for _ in range(1 if quick else 3):
        with rig() as site:
            flooder, other = site.people(2)
            yield _row(uvloop.run(_flooded(site, flooder, other)))


def _row(result: Result) -> Row:
    late = percentile(result.waits_ms, 0.99)
    return Row(
        f"{EVENTS} events at once from one socket: others' waits, ms, p50 / p95 / p99",
        f"p99 ≤ {LATEST_MS}, cut ≤ {GONE_S} s, queue gone ≤ {GONE_S} s after, memory + ≤ {MOST_MB} MB",
        f"{spread(result.waits_ms)} (without {spread(result.quiet_ms)}); cut after {result.cut_after_s:.2f} s, "
        f"then {result.busy:.0%} of a core, + {result.grown_mb:.1f} MB",
        late <= LATEST_MS and result.cut_after_s <= GONE_S and result.busy <= 0.5 and result.grown_mb <= MOST_MB,
    )


async def _flooded(site: Rig, flooder: str, other: str) -> Result:
    async with connect(site.url, cookie=other) as tab:
        quiet = [await _wait_ms(tab) for _ in range(50)]
        before, most = resident_mb(site.pid), 0.0
        flood = asyncio.create_task(asyncio.to_thread(elsewhere, _flood, site.server.port, flooder))
        waits: list[float] = []
        ends_at = float("inf")
        while time.monotonic() < ends_at:
            waits.append(await _wait_ms(tab))
            most = max(most, resident_mb(site.pid))
            if flood.done() and ends_at == float("inf"):
                ends_at = time.monotonic() + GONE_S
    used, since = cpu_s(site.pid), time.monotonic()
    await asyncio.sleep(1)
    busy = (cpu_s(site.pid) - used) / (time.monotonic() - since)
    return Result(quiet, waits, await flood, most - before, busy)


async def _flood(port: int, cookie: str) -> float:
    """Seconds until the server cut the connection."""
    async with bare(port, cookie) as client:
        began = time.monotonic()
        await send(client, event(LOAD_LIST, {}) * EVENTS)
        async with asyncio.timeout(60):
            with suppress(ConnectionError):
                while await asyncio.get_running_loop().sock_recv(client, 65_536):
                    pass
        return time.monotonic() - began


async def _wait_ms(tab: ReflexSocket) -> float:
    await asyncio.sleep(EVERY_S)
    began = time.perf_counter()
    await tab.send(SHOW, {"key": uuid.uuid4().hex, "arguments": {}})
    await tab.update()
    return 1000 * (time.perf_counter() - began)


if __name__ == "__main__":
    raise SystemExit(run(measure))
