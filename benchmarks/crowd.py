"""People who ask and read at the same time, on raw sockets, measured while all of their answers are being written.

Every word of a `timed` answer says when it was sent, so each has a latency of its own; the clock is the machine's.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from benchmarks.rig import cpu_s
from tests.support.reflex_socket import connect
from tests.support.scenarios import ms_since, stamps
from tests.support.tab import Tab

SETTLE_S = 1.0
LONGEST_S = 120.0


@dataclass
class Reading:
    """`began`: the window's, as `time.time()`. `latencies_ms` of all words that arrived in the window; `incomplete`
    counts the answers of the whole run that did not come whole, by what was wrong."""

    began: float
    window_s: float
    server_cpu_s: float
    provider_cpu_s: float
    own_cpu_s: float
    latencies_ms: list[float]
    incomplete: Counter[str] = field(default_factory=Counter)

    @property
    def words(self) -> int:
        return len(self.latencies_ms)

    @property
    def lost(self) -> str:
        return f"{self.incomplete.total()} incomplete" + "".join(
            f" ({n} × {why})" for why, n in self.incomplete.items()
        )

    @property
    def cpu_per_1000(self) -> float:
        return 1000 * self.server_cpu_s / max(1, self.words)


class _Crowd:
    def __init__(self, url: str, scenario: str) -> None:
        self._url, self._scenario = url, scenario
        self.latencies: list[float] | None = None  # None outside the window
        self._reading = asyncio.Semaphore(0)

    async def read(self, cookie: str) -> str:
        """Why the answer did not come whole; empty when it did."""
        try:
            async with connect(self._url, cookie=cookie) as socket:
                return await self._answer(Tab(socket))
        except Exception as error:  # whatever it was, this one is incomplete
            return repr(error)

    async def _answer(self, tab: Tab) -> str:
        tab.on_text = self._count
        await tab.ask(self._scenario)
        self._reading.release()
        if await tab.ended() != "complete":
            return f"{tab.status} {tab.rows[tab.head]['fault']}"
        missing = words_of(self._scenario) - len(stamps(tab.text))
        return f"{missing} words missing" if missing else ""

    async def all_reading(self, count: int) -> None:
        for _ in range(count):
            await self._reading.acquire()

    def _count(self, added: str) -> None:
        if self.latencies is not None:
            now = time.time()
            self.latencies += [ms_since(stamp, now) for stamp in stamps(added)]


async def crowd(
    url: str, cookies: Sequence[str], scenario: str, window_s: float, server: int, provider: int
) -> Reading:
    """One reader for each cookie; a person's may be there twice. `server` and `provider` are process ids."""
    people = _Crowd(url, scenario)
    readers = [asyncio.create_task(people.read(cookie)) for cookie in cookies]
    await asyncio.wait([asyncio.create_task(people.all_reading(len(readers))), *readers], return_when="FIRST_COMPLETED")
    await asyncio.sleep(SETTLE_S)
    reading = await _window(people, window_s, server, provider)
    await asyncio.wait(readers, timeout=LONGEST_S)
    why = [reader.result() if reader.done() else "not at its end" for reader in readers]
    reading.incomplete = Counter(reason for reason in why if reason)
    return reading


async def _window(people: _Crowd, seconds: float, server: int, provider: int) -> Reading:
    began, before = time.time(), (cpu_s(server), cpu_s(provider), time.process_time())
    latencies = people.latencies = []
    await asyncio.sleep(seconds)
    people.latencies = None
    after = (cpu_s(server), cpu_s(provider), time.process_time())
    spent = [now - then for now, then in zip(after, before, strict=True)]
    return Reading(began, time.time() - began, *spent, latencies)


def words_of(scenario: str) -> int:
    return int(scenario.partition(":")[2].partition("@")[0])
