"""An answer of 1,000 words as the first of its conversation, and the same after thirty turns: what has become dearer.

    python -m benchmarks.turns

Several people at once, each with one conversation; only the readers' own answers count, from the prompt to the
end, at 100 words a second: bytes their TCP connections carried, CPU of the server for 1,000 words, latencies of the
words. The same is then done in another new conversation: how far two equal measurements lie apart.
"""

import asyncio
import time
from collections.abc import Awaitable, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass

from benchmarks.rig import cpu_s, elsewhere, rig
from benchmarks.table import Row, percentile, run
from tests.support.reflex_socket import connect
from tests.support.scenarios import ms_since, stamps
from tests.support.tab import Tab

WORDS, RATE = 1000, 100
PEOPLE = 8
TURNS = 30
EARLIER = "words:50"
MOST_MORE = 0.15


@dataclass(frozen=True)
class Cost:
    wire_bytes: float
    cpu_s: float
    p50_ms: float
    p95_ms: float


def measure(quick: bool) -> Iterator[Row]:
    with rig() as site:
        cookies = site.people(PEOPLE)
        for _ in range(1 if quick else 2):
            first, later, again = elsewhere(conversations, site.url, cookies, site.pid)
            yield from (_row(*figure, first, later, again) for figure in FIGURES)


FIGURES = (
    ("wire bytes per byte of answer", "wire_bytes", "{:.2f}"),
    ("server CPU s per 1,000 words", "cpu_s", "{:.3f}"),
    ("word sent → at the client, p50 ms", "p50_ms", "{:.0f}"),
    ("word sent → at the client, p95 ms", "p95_ms", "{:.0f}"),
)


def _row(figure: str, field: str, shape: str, first: Cost, later: Cost, again: Cost) -> Row:
    then, now, noise = (getattr(cost, field) for cost in (first, later, again))
    values = " → ".join(shape.format(value) for value in (then, now))
    return Row(
        f"answer {TURNS + 2} against answer 1: {figure}",
        "within 15 %",
        f"{values} ({now / then - 1:+.0%}; another first answer {noise / then - 1:+.0%})",
        now / then - 1 <= MOST_MORE,
    )


async def conversations(url: str, cookies: list[str], server: int) -> tuple[Cost, Cost, Cost]:
    """Of the first answers, of those after thirty more turns, and of first answers again."""
    async with AsyncExitStack() as stack:
        tabs = [Tab(await stack.enter_async_context(connect(url, cookie=cookie))) for cookie in cookies]
        first = await _cost(tabs, server)
        for _ in range(TURNS):
            await _together(_answer(tab, EARLIER) for tab in tabs)
        later = await _cost(tabs, server)
    async with AsyncExitStack() as stack:
        tabs = [Tab(await stack.enter_async_context(connect(url, cookie=cookie))) for cookie in cookies]
        return first, later, await _cost(tabs, server)


async def _cost(tabs: list[Tab], server: int) -> Cost:
    bytes_before, cpu_before = sum(tab.socket.received() for tab in tabs), cpu_s(server)
    late = [wait for waits in await _together(_answer(tab, f"timed:{WORDS}@{RATE}") for tab in tabs) for wait in waits]
    said = sum(len(tab.text) for tab in tabs)
    assert len(late) == WORDS * len(tabs), f"{len(late)} of {WORDS * len(tabs)} words came"
    return Cost(
        (sum(tab.socket.received() for tab in tabs) - bytes_before) / said,
        (cpu_s(server) - cpu_before) * 1000 / len(late),
        percentile(late, 0.5),
        percentile(late, 0.95),
    )


async def _together(answers: Iterator[Awaitable[list[float]]]) -> list[list[float]]:
    return await asyncio.gather(*answers)


async def _answer(tab: Tab, scenario: str) -> list[float]:
    """Latencies of its words, in milliseconds."""
    late: list[float] = []
    tab.on_text = lambda added: late.extend(ms_since(stamp, time.time()) for stamp in stamps(added))
    await tab.ask(scenario)
    assert await tab.ended() == "complete"
    tab.socket.frames.clear()
    return late


if __name__ == "__main__":
    raise SystemExit(run(measure))
