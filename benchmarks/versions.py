"""Opening another version in a conversation of 500 messages, in Chromium: from the click until it is painted.

    python -m benchmarks.versions

The versions stand near the end, in the middle, at the beginning: each has all the rest of the conversation below it.
"""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

from playwright.sync_api import Page, expect

from benchmarks.opening import newest_person
from benchmarks.rig import Rig, rig
from benchmarks.table import Row, percentile, run
from chatapp import db
from chatapp.db import Database
from chatapp.models import Author, Conversation, Message
from chatapp.settings import Settings
from chatapp.store import conversations, messages
from tests.e2e.conftest import enter
from tests.support.chromium import chromium
from tests.support.scenarios import words

MESSAGES = 500
MOST_MS = 150
PLACES = {"near the end": 498, "in the middle": 250, "at the beginning": 0}
SWITCH = """() => new Promise((resolve) => {
  const article = () => document.querySelector(".versions")?.closest("article");
  const before = article().dataset.messageId;
  const seen = (element) => {
    const { top } = element.getBoundingClientRect();
    return top >= 0 && top < innerHeight;
  };
  const look = () => {
    const now = article();
    if (!now || now.dataset.messageId === before || !seen(now)) return requestAnimationFrame(look);
    const drawn = new MessageChannel();
    drawn.port1.onmessage = () => resolve(performance.now() - began);
    drawn.port2.postMessage(0);
  };
  const began = performance.now();
  article().querySelector(".versions button:enabled").click();
  requestAnimationFrame(look);
})"""


def measure(quick: bool) -> Iterator[Row]:
    times = 4 if quick else 10
    with rig() as site:
        [cookie] = site.people(1)
        written = {where: asyncio.run(_write(site, place)) for where, place in PLACES.items()}
        yield from _measured(site, cookie, written, times)


def _measured(site: Rig, cookie: str, written: Mapping[str, tuple[UUID, UUID]], times: int) -> Iterator[Row]:
    with chromium() as browser:  # it keeps an event loop of its own in this thread
        context = browser.new_context(base_url=site.url, locale="en-GB")
        enter(context, site.url, cookie)
        page = context.new_page()
        for where, (conversation_id, version) in written.items():
            taken = _switch(page, site, conversation_id, version, times)
            yield Row(
                f"another version {where} of {MESSAGES} messages, from the click to painted",
                f"≤ {MOST_MS} ms",
                f"p50 {percentile(taken, 0.5):.0f} ms, most {max(taken):.0f} ms",
                percentile(taken, 0.5) <= MOST_MS,
            )


def _switch(page: Page, site: Rig, conversation_id: UUID, version: UUID, times: int) -> list[float]:
    page.goto(f"{site.url}/chat/{conversation_id}")
    expect(page.locator("[data-message-id]").last).to_contain_text("w0")
    page.get_by_role("button", name="Overview").click()
    page.locator(f'[data-id="{version}"]').click()
    expect(page.locator(f'[data-message-id="{version}"]')).to_be_in_viewport()
    taken: list[float] = []
    for _ in range(times):
        page.wait_for_timeout(1000)  # what comes after the first screen is there, and no part of this
        taken.append(page.evaluate(SWITCH))
    return taken


async def _write(site: Rig, place: int) -> tuple[UUID, UUID]:
    """Two versions of the prompt at `place`, each with the rest of the conversation."""
    database = Database(db.address(Settings(data_dir=site.server.data_dir)))
    async with database.write() as session:
        owner = await newest_person(database)
        conversation = await conversations.create(session, owner, title=f"from {place}", model="")
        common, rest = _turns(conversation, place), _turns(conversation, MESSAGES - place)
        await messages.add(session, conversation, *common, *rest)
        other = _turns(conversation, MESSAGES - place)
        await messages.add(session, conversation, *other, below=common[-1].id if common else None)
    await database.aclose()
    return conversation.id, other[0].id


def _turns(conversation: Conversation, count: int) -> Sequence[Message]:
    texts = [(Author.USER, "A question of usual length, about as long as they are."), (Author.ASSISTANT, words(150))]
    return [Message(conversation_id=conversation.id, role=role, content=text) for role, text in texts * (count // 2)]


if __name__ == "__main__":
    raise SystemExit(run(measure))
