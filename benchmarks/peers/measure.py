"""The figures of one app, whose server runs already. A process of its own, so that a page that hangs can be ended.

python -m benchmarks.peers.measure '{"peer": "floor", ...}'        # see `Order`; `run` starts it
"""

import json
import math
import re
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Error, Page

from benchmarks.page_meter import PageMeter, Seen, browser
from benchmarks.peers.pages import LOOKS
from benchmarks.peers.provider import Provider, Said
from benchmarks.peers.servers import Ports, memory_mb
from benchmarks.peers.wire_counter import WireCounter, counting

WARM_UP = "echo"  # what loads late is there afterwards
SHORT, SHORT_RUNS = "20@20", 5
LATE_S = {SHORT: 20, "200@100": 30, "1000@100": 60, "4000": 90, "4000@100": 90}  # patience beyond the answer itself
STEADY_S = 2.0  # a server is at rest that long after a page was opened


@dataclass(frozen=True)
class Text:
    """What the provider says: its first and its last token as a page shows them, and a mark that can be counted."""

    first: str
    last: str
    mark: str


TEXTS = {
    "words": Text("w00001", "w{count:05d}", r"w\d{5}"),
    "markdown": Text("Step 1", "The end.", "why the cost"),
}


@dataclass(frozen=True)
class Order:
    """`text`: one of TEXTS. `runs` of 1,000 tokens each. `long`: 4,000 tokens at 100 a second too."""

    peer: str
    ports: Ports
    process_id: int
    provider: str
    text: str
    runs: int
    long: bool
    results: str


@dataclass(frozen=True)
class Answer:
    seen: Seen
    said: Said
    wire: int
    size: int

    @property
    def first_ms(self) -> float:
        """Beyond what the provider took from being asked to its first token."""
        return (self.seen.first - self.seen.asked - (self.said.first - self.said.arrived)) * 1000

    @property
    def last_ms(self) -> float:
        return (self.seen.last - self.said.last) * 1000


class Failed(Exception):
    """What a reader would have seen instead."""


class Reader:
    """A person with a browser, in front of one app."""

    def __init__(self, order: Order, chromium: Browser, wire: WireCounter) -> None:
        self._text, self._kind, self._wire = TEXTS[order.text], order.text, wire
        self._look, self._provider = LOOKS[order.peer], Provider(order.provider)
        self._context = chromium.new_context(base_url=f"http://127.0.0.1:{wire.port}", locale="en-GB")

    def come_in(self) -> None:
        page = self._context.new_page()
        self._look.enter(page)
        self._look.open(page)
        time.sleep(STEADY_S)
        page.close()

    def ask(self, length: str) -> Answer:
        """`length` as the scenarios have it: 1000@100. Each answer is the second turn of a new page."""
        model, count, _, rate = f"{self._kind}:{length}", *length.partition("@")
        whole = self._provider.text(f"{self._kind}:{count}")
        page = self._context.new_page()
        try:
            meter = PageMeter(page)
            self._warm_up(page, meter)
            before = self._wire.down
            last = self._text.last.format(count=int(count))
            self._look.send(page, model, lambda: meter.start(self._text.first, last))
            seen = self._watch(page, meter, LATE_S[length] + (int(count) / int(rate) if rate else 0), whole)
            return Answer(seen, self._provider.said(model), self._wire.down - before, len(whole.encode()))
        finally:
            page.close()

    def _warm_up(self, page: Page, meter: PageMeter) -> None:
        self._look.open(page)
        self._provider.forget()
        self._look.send(page, WARM_UP)
        self._provider.wait()
        meter.rest()
        self._provider.wait()  # for a title, which is asked for after the answer
        self._provider.forget()

    def _watch(self, page: Page, meter: PageMeter, seconds: float, whole: str) -> Seen:
        marks = len(re.findall(self._text.mark, whole))
        here = f"(document.body.textContent.match(/{self._text.mark}/g) || []).length"
        try:
            seen = meter.seen(seconds)
        except Error as error:
            raise Failed(f"the last token was not painted after {seconds:.0f} s: {_part(page, here, marks)}") from error
        if (painted := page.evaluate(here)) != marks:
            raise Failed(f"{painted} of {marks} marks of the text were in the page at its end")
        return seen


def _part(page: Page, here: str, marks: int) -> str:
    try:
        painted = page.wait_for_function(f"String({here})", timeout=5000).json_value()
    except Error:
        return "the page did not react any more"
    return f"{painted} of {marks} marks of the text were there"


def exponents(short: Answer, long: Answer) -> list[float]:
    """Of the payload, and of the bytes on the wire: 1 is linear, 2 sends everything again for each token."""
    grown = math.log(long.size / short.size)
    return [math.log(long.seen.payload / short.seen.payload) / grown, math.log(long.wire / short.wire) / grown]


def rows(order: Order, reader: Reader) -> list[tuple[list[str], Callable[[], list[float]]]]:
    """Names of figures, and what measures them together."""
    kept: dict[str, Answer] = {}

    def at_rest() -> list[float]:
        reader.come_in()
        return [memory_mb(order.process_id)]

    def first() -> list[float]:
        return [statistics.median(reader.ask(SHORT).first_ms for _ in range(SHORT_RUNS))]

    def short() -> list[float]:
        kept["short"] = reader.ask("200@100")
        return []

    def paced() -> list[float]:
        answers = [reader.ask("1000@100") for _ in range(order.runs)]
        kept["long"] = answers[0]
        sizes = [(answer.last_ms, answer.seen.payload / answer.size, answer.wire / answer.size) for answer in answers]
        return [statistics.median(column) for column in zip(*sizes, strict=True)]

    def asked_for_more(length: str) -> Answer:
        if "long" not in kept:  # its server would still be busy with what it has failed at
            raise Failed("not tried, since 1,000 tokens at 100/s failed")
        return reader.ask(length)

    def at_once() -> list[float]:
        answer = asked_for_more("4000")
        return [answer.last_ms / 1000, answer.wire / answer.size]

    def minutes() -> list[float]:
        kept["long"] = answer = asked_for_more("4000@100")
        return [answer.seen.busy, answer.seen.longest * 1000, answer.last_ms]

    def growth() -> list[float]:
        if len(kept) < 2:
            raise Failed("no two answers to compare")
        return exponents(kept["short"], kept["long"])

    measured = [
        (["memory_mb"], at_rest),
        (["first_ms"], first),
        ([], short),
        (["last_1000_ms", "payload", "wire"], paced),
    ]
    long = [(["busy_s", "longest_ms", "last_paced_4000_ms"], minutes)] if order.long else []
    growing = (["payload_exponent", "wire_exponent"], growth)
    return [*measured, *long, growing, (["last_4000_s", "wire_at_once"], at_once)]


def measure(order: Order) -> None:
    """Writes what it has after each figure: when it is ended from outside, the rest counts."""
    results: dict[str, Any] = {}
    file = Path(order.results)
    with counting(order.ports.page, order.ports.server) as wire, browser() as chromium:
        reader = Reader(order, chromium, wire)
        for names, take in rows(order, reader):
            try:
                values: list[Any] = take()
            except (Error, Failed, TimeoutError, AssertionError, KeyError, IndexError) as error:
                values = [{"fails": f"{type(error).__name__}: {error}".splitlines()[0]}] * len(names)
            results |= dict(zip(names, values, strict=True))
            file.write_text(json.dumps(results))
            print(f"  {order.peer}: {dict(zip(names, values, strict=True))}", file=sys.stderr, flush=True)


def as_argument(order: Order) -> str:
    return json.dumps(asdict(order))


if __name__ == "__main__":
    given = json.loads(sys.argv[1])
    measure(Order(**{**given, "ports": Ports(**given["ports"])}))
