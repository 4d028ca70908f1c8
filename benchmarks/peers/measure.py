"""The figures of one app, whose server runs already. A process of its own, so that a page that hangs can be ended.

`run` starts it; its only argument is an `Order` as JSON.
"""

import json
import math
import statistics
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Error

from benchmarks.page_meter import ALONE
from benchmarks.peers.provider import Provider
from benchmarks.peers.reader import AT_ONCE, MANY, PACED, SHORT, SOME, Answer, Failed, Reader
from benchmarks.peers.servers import Ports, memory_mb
from benchmarks.peers.wire_counter import counting
from tests.support.chromium import chromium

SHORT_RUNS = 5


@dataclass(frozen=True)
class Order:
    """`text`: a key of `reader.TEXTS`. `runs` of 1,000 tokens each. `long`: 4,000 tokens at 100 a second too."""

    peer: str
    ports: Ports
    process_id: int
    provider: str
    text: str
    runs: int
    long: bool
    results: str


def exponents(short: Answer, long: Answer) -> list[float]:
    """Of the payload, and of the bytes on the wire: 1 is linear, 2 sends everything again for each token."""
    grown = math.log(long.size / short.size)
    return [math.log(long.seen.payload / short.seen.payload) / grown, math.log(long.wire / short.wire) / grown]


class Figures:
    """One method per visit; what it returns stands in the order of its names in `visits`."""

    def __init__(self, order: Order, reader: Reader) -> None:
        self._order, self._reader = order, reader
        self._short: Answer | None = None
        self._long: Answer | None = None

    def visits(self) -> list[tuple[list[str], Callable[[], list[float]]]]:
        return [
            (["memory_mb"], self._at_rest),
            (["first_ms", "asked_ms"], self._first),
            (["last_1000_ms", "payload", "wire"], self._paced),
            *([(["busy_s", "longest_ms", "last_paced_4000_ms"], self._minutes)] if self._order.long else []),
            (["payload_exponent", "wire_exponent"], self._growth),
            (["last_4000_s", "wire_at_once"], self._at_once),
        ]

    def _at_rest(self) -> list[float]:
        self._reader.come_in()
        return [memory_mb(self._order.process_id)]

    def _first(self) -> list[float]:
        answers = [self._reader.ask(SHORT) for _ in range(SHORT_RUNS)]
        return [statistics.median(column) for column in zip(*((a.first_ms, a.asked_ms) for a in answers), strict=True)]

    def _paced(self) -> list[float]:
        self._short = self._reader.ask(SOME)
        answers = [self._reader.ask(PACED) for _ in range(self._order.runs)]
        self._long = answers[0]
        sizes = [(answer.last_ms, answer.seen.payload / answer.size, answer.wire / answer.size) for answer in answers]
        return [statistics.median(column) for column in zip(*sizes, strict=True)]

    def _minutes(self) -> list[float]:
        answer = self._ask_for_more(MANY)
        self._long = answer
        return [answer.seen.busy, answer.seen.longest * 1000, answer.last_ms]

    def _growth(self) -> list[float]:
        if not (self._short and self._long):
            raise Failed("no two answers to compare")
        return exponents(self._short, self._long)

    def _at_once(self) -> list[float]:
        answer = self._ask_for_more(AT_ONCE)
        return [answer.last_ms / 1000, answer.wire / answer.size]

    def _ask_for_more(self, length: str) -> Answer:
        if not self._long:  # the server would still be busy with what it has failed at
            raise Failed("not tried, since 1,000 tokens at 100/s failed")
        return self._reader.ask(length)


def measure(order: Order) -> None:
    """Writes what it has after each figure: when it is ended from outside, the rest counts."""
    results: dict[str, Any] = {}
    file = Path(order.results)
    with counting(order.ports.page, order.ports.server) as wire, chromium(ALONE) as browser:
        reader = Reader(order.peer, order.text, Provider(order.provider), browser, wire)
        for names, take in Figures(order, reader).visits():
            try:
                values: list[Any] = take()
            except (Error, Failed, TimeoutError, AssertionError, KeyError, IndexError) as error:
                values = [{"fails": why_not(error)}] * len(names)
            results |= dict(zip(names, values, strict=True))
            file.write_text(json.dumps(results))
            print(f"  {order.peer}: {dict(zip(names, values, strict=True))}", file=sys.stderr, flush=True)


def why_not(error: Exception) -> str:
    said = str(error).strip().splitlines() or [""]
    return said[0] if isinstance(error, Failed) else f"{type(error).__name__}: {said[0]}"


def as_argument(order: Order) -> str:
    return json.dumps(asdict(order))


if __name__ == "__main__":
    given = json.loads(sys.argv[1])
    measure(Order(**{**given, "ports": Ports(**given["ports"])}))
