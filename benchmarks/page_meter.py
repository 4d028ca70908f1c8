"""What a reader waits for and what the browser pays: measured inside a page, whatever app it shows.

A text counts as painted when the frame after the change that brought it into the document has been drawn. Moments are
seconds since the epoch, on the clock that `time.time()` reads.
"""

import time
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page

# Hosts on the internet are unknown at once: fonts and scripts from there must not decide how fast a page is.
ALONE = ["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"]
FETCHED = ("XHR", "Fetch", "EventSource")  # what an app asks for, as opposed to its scripts and fonts
METER = """
(() => {
  const now = () => performance.timeOrigin + performance.now();
  const brought = (record) => record.type === "characterData" ? record.target.data
    : Array.from(record.addedNodes, (node) => node.textContent).join(" ");
  const meter = (globalThis.meter = { marks: {}, awaited: [], changed: now(), longest: 0 });
  const drawn = (name) => requestAnimationFrame(() => {
    const after = new MessageChannel();
    after.port1.onmessage = () => (meter.marks[name] ??= now());
    after.port2.postMessage(0);
  });
  new MutationObserver((records) => {
    meter.changed = now();
    meter.awaited = meter.awaited.filter(([name, text]) => {
      const here = records.some((record) => brought(record).includes(text));
      if (here) drawn(name);
      return !here;
    });
  }).observe(document, { subtree: true, childList: true, characterData: true });
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) meter.longest = Math.max(meter.longest, duration);
  }).observe({ type: "longtask" });
  const asked = (event) => (meter.marks.asked ??= performance.timeOrigin + event.timeStamp);
  addEventListener("click", asked, true);
  addEventListener("keydown", (event) => event.key === "Enter" && asked(event), true);
  meter.start = (first, last) => Object.assign(meter, {
    marks: {}, awaited: [["first", first], ["last", last]], longest: 0,
  });
})();
"""


@dataclass(frozen=True)
class Seen:
    """From the click or the Enter key on. `busy`, `longest`: seconds of the main thread. `payload`: bytes, inflated."""

    asked: float
    first: float
    last: float
    busy: float
    longest: float
    payload: int


class PageMeter:
    """Of one page; made before the page goes anywhere."""

    def __init__(self, page: Page) -> None:
        self._page = page
        page.add_init_script(METER)
        self._kinds: dict[str, str] = {}
        self._payload = 0
        self._devtools = page.context.new_cdp_session(page)
        self._devtools.on("Network.requestWillBeSent", self._request)
        self._devtools.on("Network.webSocketFrameReceived", self._frame)
        self._devtools.on("Network.dataReceived", self._data)
        self._devtools.send("Network.enable")
        self._devtools.send("Performance.enable")

    def start(self, first: str, last: str) -> None:
        """Right before the click that asks. `first`, `last`: what the first and the last token bring to the page."""
        self._page.evaluate("([first, last]) => meter.start(first, last)", [first, last])
        self._payload = 0
        self._busy_before = self._busy()

    def seen(self, seconds: float) -> Seen:
        """Waits until the last token is painted and the page is at rest; Playwright's TimeoutError if it isn't."""
        self._page.wait_for_function("meter.marks.last", timeout=seconds * 1000, polling=100)
        self.rest()
        marks, longest = self._page.evaluate("[meter.marks, meter.longest]")
        moments = [marks[name] / 1000 for name in ("asked", "first", "last")]
        return Seen(*moments, self._busy() - self._busy_before, longest / 1000, self._payload)

    def rest(self, seconds: float = 10) -> None:
        """Until nothing has changed for half a second, or `seconds` are over."""
        calm = "performance.timeOrigin + performance.now() - meter.changed > 500"
        deadline = time.monotonic() + seconds
        while not self._page.evaluate(calm) and time.monotonic() < deadline:
            self._page.wait_for_timeout(100)

    def _busy(self) -> float:
        metrics = self._devtools.send("Performance.getMetrics")["metrics"]
        return next(metric["value"] for metric in metrics if metric["name"] == "TaskDuration")

    def _request(self, event: dict[str, Any]) -> None:
        self._kinds[event["requestId"]] = event.get("type", "")

    def _frame(self, event: dict[str, Any]) -> None:
        frame = event["response"]
        text = frame["payloadData"]
        self._payload += len(text.encode()) if frame["opcode"] == 1 else len(text) * 3 // 4  # binary comes as base64

    def _data(self, event: dict[str, Any]) -> None:
        if self._kinds.get(event["requestId"]) in FETCHED:
            self._payload += event["dataLength"]
