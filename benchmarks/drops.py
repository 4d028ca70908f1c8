"""Reloads and dropped connections in the middle of an answer of 2,000 words that two tabs read.

    python -m benchmarks.drops

Each answer has a conversation and a moment of its own; the incident happens to both tabs, half a second apart. A
reload comes back with nothing, a reconnect with what chat_store.js says that it has. `benchmarks.pages` has real pages.
"""

import asyncio
import random
import uuid
from collections.abc import Iterator
from contextlib import suppress

from benchmarks.rig import elsewhere, rig
from benchmarks.table import Row, run
from tests.support.reflex_socket import connect
from tests.support.scenarios import words
from tests.support.tab import Tab

WORDS, RATE = 2000, 100
INCIDENTS = ("reload", "drop")
GAP_S = 0.5


def measure(quick: bool) -> Iterator[Row]:
    answers = 5 if quick else 20
    with rig() as site:
        cookies = site.people(answers)
        for incident in INCIDENTS:
            same = elsewhere(incidents, site.url, cookies, incident)
            yield Row(
                f"{incident} at {answers} random moments of {WORDS:,} words, in two tabs: both texts the provider's",
                f"{answers}/{answers}",
                f"{same}/{answers}",
                same == answers,
            )


async def incidents(url: str, cookies: list[str], incident: str) -> int:
    """In how many conversations, one for each person, both tabs have the whole text."""
    reading: list[asyncio.Task[bool]] = []
    for cookie in cookies:  # one after the other: many prompts at the same moment are another figure
        async with connect(url, cookie=cookie) as socket:
            asking = Tab(socket)
            await asking.ask(f"words:{WORDS}@{RATE}")
        reading.append(asyncio.create_task(_two_tabs(url, cookie, asking.conversation_id, incident)))
    return sum(await asyncio.gather(*reading))


async def _two_tabs(url: str, cookie: str, conversation_id: str, incident: str) -> bool:
    moment = random.uniform(0, WORDS / RATE - GAP_S)
    tabs = [_read_through(url, cookie, conversation_id, at, incident) for at in (moment, moment + GAP_S)]
    texts = await asyncio.gather(*tabs, return_exceptions=True)
    return texts == [words(WORDS)] * 2


async def _read_through(url: str, cookie: str, conversation_id: str, moment: float, incident: str) -> str:
    token = str(uuid.uuid4())  # a tab keeps it through reloads and reconnects
    async with connect(url, cookie=cookie, token=token) as socket:
        tab = Tab(socket, conversation_id)
        await tab.follow()
        with suppress(TimeoutError):
            async with asyncio.timeout(moment):
                await tab.ended()
        if incident == "drop":
            socket.abort()
    async with connect(url, cookie=cookie, token=token) as socket:
        if incident == "reload":
            tab = Tab(socket, conversation_id)
        tab.socket = socket
        await tab.follow()
        await tab.ended()
    return tab.text


if __name__ == "__main__":
    raise SystemExit(run(measure))
