"""The history page with 10,000 conversations, scrolled from its beginning to its end and back, in Chromium.

python -m benchmarks.scrolling
"""

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

from playwright.sync_api import Page, expect

from benchmarks.opening import newest_person
from benchmarks.rig import Rig, rig
from benchmarks.table import Row, percentile, run
from chatapp import db
from chatapp.db import Database
from chatapp.models import Author, Conversation, Message, now
from chatapp.settings import Settings
from tests.e2e.conftest import enter
from tests.support.chromium import chromium

CONVERSATIONS = 10_000
LEAST_FRAMES, MOST_NODES = 50, 3_000
TO_THE_END = """() => {
  document.querySelector(".history").scrollTo(0, 1e9);
  return Number(document.querySelector(".long-list li:last-child").ariaPosInSet);
}"""
SCROLL = """([seconds, screens]) => new Promise((resolve) => {
  const list = document.querySelector(".history");
  const [began, times, counts] = [performance.now(), [], []];
  const speed = (screens * list.clientHeight) / 1000;
  let last = began;
  const step = (at) => {
    if (at > last) times.push(at - last);
    list.scrollTop += speed * (at - last);
    last = at;
    if (times.length % 30 === 0) counts.push(document.querySelectorAll("*").length);
    if (at - began < 1000 * seconds) return requestAnimationFrame(step);
    resolve([times, Math.max(...counts)]);
  };
  list.scrollTop = screens > 0 ? 0 : 1e9;
  requestAnimationFrame(step);
})"""


def measure(quick: bool) -> Iterator[Row]:
    with rig() as site:
        [cookie] = site.people(1)
        asyncio.run(_write(site))
        with chromium() as browser:  # it keeps an event loop of its own in this thread
            context = browser.new_context(base_url=site.url, locale="en-GB")
            enter(context, site.url, cookie)
            page = context.new_page()
            _load_all(page)
            for name, screens in (("a screen a second", 1), ("five screens a second", 5), ("backwards, five", -5)):
                page.wait_for_timeout(1000)
                times, nodes = page.evaluate(SCROLL, [3 if quick else 8, screens])
                rate = 1000 * len(times) / sum(times)
                yield Row(
                    f"{CONVERSATIONS:,} conversations scrolled, {name}",
                    f"≥ {LEAST_FRAMES} frames/s, ≤ {MOST_NODES:,} nodes",
                    f"{rate:.0f} frames/s, p95 {percentile(times, 0.95):.0f} ms, {nodes:,} nodes",
                    rate >= LEAST_FRAMES and nodes <= MOST_NODES,
                )


def _load_all(page: Page) -> None:
    page.goto("/history")
    expect(page.locator(".long-list li").first).to_be_visible()
    while page.evaluate(TO_THE_END) < CONVERSATIONS:
        page.wait_for_timeout(50)


async def _write(site: Rig) -> None:
    database = Database(db.address(Settings(data_dir=site.server.data_dir)))
    owner = await newest_person(database)
    rows = [row for number in range(CONVERSATIONS) for row in _begun(owner, number)]
    async with database.write() as session:
        session.add_all(rows)
    await database.aclose()


def _begun(owner: int, number: int) -> tuple[Conversation, Message]:
    title, at = f"Conversation {number} 关于旅行计划的对话", now() - timedelta(hours=number)
    prompt = Message(conversation_id=uuid4(), ordinal=1, role=Author.USER, content=f"{title} " * 4)
    values = {"id": prompt.conversation_id, "current_message_id": prompt.id, "created_at": at, "updated_at": at}
    return Conversation(user_id=owner, title=title, model="echo", **values), prompt


if __name__ == "__main__":
    raise SystemExit(run(measure))
