"""From a key to what it paints, while an answer is written into a page of 200 messages.

    python -m benchmarks.keystrokes

200 characters, typed at 10 a second into the box while 100 tokens of Markdown a second arrive above it. Counted from
the moment that the browser notes for the key to the end of the frame after the change; beside the same keys on the same
page before the answer, and beside the processor time of the longest task of the page: what else a long one took, others
on the machine had.
"""

import asyncio
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from playwright.sync_api import Page, expect

from benchmarks.opening import PROMPT, newest_person
from benchmarks.rig import Rig, rig
from benchmarks.table import Row, percentile, run
from chatapp import db
from chatapp.db import Database
from chatapp.models import Author, Message
from chatapp.settings import Settings
from chatapp.store import conversations, messages
from tests.e2e.conftest import Chat
from tests.support.chromium import chromium
from tests.support.scenarios import markdown

MESSAGES, TOKENS, RATE = 200, 150, 100
KEYS, PAUSE_MS = 200, 100
MOST_MS = 100
LONGEST_MS = 120_000
METER = """() => {
  const meter = (window.meter = { painted: [], longest: 0 });
  let pressed = 0;
  addEventListener("keydown", ({ timeStamp }) => (pressed = timeStamp), true);
  addEventListener("input", () => {
    const since = pressed;
    requestAnimationFrame(() => {
      const after = new MessageChannel();
      after.port1.onmessage = () => meter.painted.push(performance.now() - since);
      after.port2.postMessage(0);
    });
  }, true);
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) meter.longest = Math.max(meter.longest, duration);
  }).observe({ type: "longtask" });
}"""


def measure(quick: bool) -> Iterator[Row]:
    with rig() as site:
        # Written before the browser is there: Playwright keeps an event loop running.
        [cookie] = site.people(1)
        written = [asyncio.run(_write(site)) for _ in range(1 if quick else 3)]
        with chromium() as browser:
            for conversation_id in written:
                context = browser.new_context(base_url=site.url, locale="en-GB", bypass_csp=True)
                name, _, value = cookie.partition("=")
                context.add_cookies([{"name": name, "value": value, "url": site.url}])
                yield _typed(context.new_page(), site, conversation_id)
                context.close()


def _typed(page: Page, site: Rig, conversation_id: UUID) -> Row:
    chat = Chat(page, site.server).open(f"/chat/{conversation_id}")
    shown = page.locator("[data-message-id]")
    while shown.count() < MESSAGES:  # the page asks for them by itself, too, which takes the button away
        page.evaluate("document.querySelector('.earlier')?.click()")
        page.wait_for_timeout(100)
    page.evaluate(METER)
    before = keys(chat)  # what these keys cost here and now by themselves
    chat.box.fill("")
    chat.send(f"markdown:{RATE * 60}@{RATE}")
    expect(chat.answer).to_have_attribute("data-status", "streaming")
    expect(chat.answer).to_contain_text("a")
    meanwhile = keys(chat)
    expect(chat.answer).to_have_attribute("data-status", "streaming")  # or it was not written all the while
    return Row(
        f"{KEYS} keys while {RATE} tokens/s are written into a page of {MESSAGES} messages: key to paint",
        f"≤ {MOST_MS} ms",
        f"{meanwhile.shown()}; before the answer: {before.shown()}",
        max(meanwhile.painted) <= MOST_MS,
    )


@dataclass(frozen=True)
class Keys:
    """In milliseconds."""

    painted: list[float]
    longest_task: float
    most_computed: float  # by the page, in one task

    def shown(self) -> str:
        p50, p95 = percentile(self.painted, 0.5), percentile(self.painted, 0.95)
        tasks = f"longest task {self.longest_task:.0f} ms, most computed in one {self.most_computed:.0f} ms"
        return f"p50 {p50:.0f}, p95 {p95:.0f}, most {max(self.painted):.0f} ms, {tasks}"


def keys(chat: Chat) -> Keys:
    browser = chat.page.context.browser
    assert browser
    chat.page.evaluate("Object.assign(meter, { painted: [], longest: 0 })")
    browser.start_tracing(page=chat.page, categories=["toplevel", "__metadata"])
    chat.box.press_sequentially("typing " * (KEYS // 7) + "typi", delay=PAUSE_MS, timeout=LONGEST_MS)
    chat.page.wait_for_function(f"meter.painted.length === {KEYS}")
    computed = _most_computed(json.loads(browser.stop_tracing())["traceEvents"])
    painted, longest = chat.page.evaluate("[meter.painted, meter.longest]")
    return Keys(painted, longest, computed)


def _most_computed(events: list[dict[str, Any]]) -> float:
    """The processor time of the dearest task of a page's main thread, from Chromium's trace, in ms."""
    named = [event for event in events if event["name"] == "thread_name"]
    pages = {(event["pid"], event["tid"]) for event in named if event["args"]["name"] == "CrRendererMain"}
    return max(event.get("tdur", 0) for event in events if (event["pid"], event["tid"]) in pages) / 1000


async def _write(site: Rig) -> UUID:
    database = Database(db.address(Settings(data_dir=site.server.data_dir)))
    answer = "".join(markdown(TOKENS))
    async with database.write() as session:
        conversation = await conversations.create(session, await newest_person(database), title="long", model="")
        turns = [(Author.USER, PROMPT), (Author.ASSISTANT, answer)] * (MESSAGES // 2)
        rows = [Message(conversation_id=conversation.id, role=role, content=text) for role, text in turns]
        await messages.add(session, conversation, *rows)
    await database.aclose()
    return conversation.id


if __name__ == "__main__":
    raise SystemExit(run(measure))
