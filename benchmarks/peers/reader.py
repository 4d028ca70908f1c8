"""A person with a browser in front of one app: asks, watches the answer come, and says what was seen.

The prompt is the name of a scenario. The second turn of a new page is the one that counts.
"""

import re
import time
from dataclasses import dataclass

from playwright.sync_api import Browser, Error, Page

from benchmarks.page_meter import PageMeter, Seen
from benchmarks.peers.pages import LOOKS
from benchmarks.peers.provider import Provider, Said
from benchmarks.peers.wire_counter import WireCounter

WARM_UP = "echo"  # what loads late is there afterwards
SHORT, PACED, SOME, MANY, AT_ONCE = "20@20", "1000@100", "200@100", "4000@100", "4000"
LATE_S = {SHORT: 20, SOME: 30, PACED: 60, MANY: 90, AT_ONCE: 90}  # patience beyond the answer itself
STEADY_S = 2.0  # a server is at rest that long after a page was opened


@dataclass(frozen=True)
class Text:
    """What the provider says: its first and its last token as pages show them, and a mark of its parts."""

    first: str
    last: str
    mark: str
    marked: str


TEXTS = {
    "words": Text("w00001", "w{count:05d}", r"w\d{5}", "words"),
    "markdown": Text("Step 1", "The end.", "why the cost", "sections"),
}


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
    def asked_ms(self) -> float:
        """The part of it that is over when the provider has been asked."""
        return (self.said.arrived - self.seen.asked) * 1000

    @property
    def last_ms(self) -> float:
        return (self.seen.last - self.said.last) * 1000


class Failed(Exception):
    """What a reader would have seen instead."""


class Reader:
    """A person with a browser, in front of one app."""

    def __init__(self, peer: str, text: str, provider: Provider, chromium: Browser, wire: WireCounter) -> None:
        self._text, self._kind, self._wire = TEXTS[text], text, wire
        self._look, self._provider = LOOKS[peer], provider
        self._context = chromium.new_context(base_url=f"http://127.0.0.1:{wire.port}", locale="en-GB", bypass_csp=True)

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
            part = self._part(page, here, marks)
            raise Failed(f"the last token was not painted after {seconds:.0f} s: {part}") from error
        if (painted := page.evaluate(here)) != marks:
            raise Failed(f"{painted} of {marks} {self._text.marked} were in the page at its end")
        return seen

    def _part(self, page: Page, here: str, marks: int) -> str:
        try:
            painted = page.wait_for_function(f"String({here})", timeout=5000).json_value()
        except Error:
            return "the page did not react any more"
        return f"{painted} of {marks} {self._text.marked} had begun"
