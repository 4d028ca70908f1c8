"""kill -9 at random moments of an answer, again and again on the same data.

    python -m benchmarks.kills [--quick]

Each time: a prompt is taken, the answer comes at 100 words a second, the server is killed up to two seconds later and
started again. Text lost: from the newest word in the database to the kill, by the provider's clock in the word
itself. Then a second prompt in the same conversation has to be answered.
"""

import asyncio
import random
import signal
import sqlite3
import time
import uuid
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass

from websockets import ConnectionClosed

from benchmarks.rig import Rig, rig
from benchmarks.table import Row, percentile, run
from tests.support.reflex_socket import connect
from tests.support.scenarios import ms_since, stamps
from tests.support.server import Server
from tests.support.tab import Tab

ANSWER = "timed:3000@100"
LATEST_S = 2.0
MOST_LOST_MS = 300


@dataclass(frozen=True)
class Kill:
    prompt_kept: bool
    lost_ms: float
    unseen_words: int  # that the reader had and the database has not
    sound: bool
    repaired: bool
    goes_on: bool


def measure(quick: bool) -> Iterator[Row]:
    times = 10 if quick else 50
    with rig() as site:
        [cookie] = site.people(1)
        kills = [asyncio.run(_kill(site, cookie)) for _ in range(times)]
    lost = [kill.lost_ms for kill in kills]
    yield Row(
        f"kill -9, {times} random moments: text lost, ms of stream, p50 / p95 / most",
        f"≤ {MOST_LOST_MS}",
        f"{percentile(lost, 0.5):.0f} / {percentile(lost, 0.95):.0f} / {max(lost):.0f}; "
        f"words read and not kept: at most {max(kill.unseen_words for kill in kills)}",
        max(lost) <= MOST_LOST_MS,
    )
    for figure, field in (
        ("prompt kept", "prompt_kept"),
        ("integrity_check ok", "sound"),
        ("no row streaming after the start, interrupted instead", "repaired"),
        ("the next prompt is answered", "goes_on"),
    ):
        good = sum(getattr(kill, field) for kill in kills)
        yield Row(f"the same: {figure}", f"{times}/{times}", f"{good}/{times}", good == times)


async def _kill(site: Rig, cookie: str) -> Kill:
    async with connect(site.url, cookie=cookie) as socket:
        tab = Tab(socket)
        await tab.ask(ANSWER)
        ends = asyncio.get_running_loop().time() + random.uniform(0, LATEST_S)
        with suppress(TimeoutError):
            async with asyncio.timeout_at(ends):
                await tab.ended()
        killed = time.time()
        site.server.stop(signal.SIGKILL)
        with suppress(ConnectionClosed, ConnectionError):  # what was on its way still counts as read
            await tab.ended()
    return await _after(site, cookie, tab, killed)


async def _after(site: Rig, cookie: str, tab: Tab, killed: float) -> Kill:
    site.server.start()
    prompt, status, kept = _stored(site.server, tab.conversation_id)
    read, sound = stamps(tab.text), _is_sound(site.server)
    newest = [*read[:1], *stamps(kept)][-1:]
    async with connect(site.url, cookie=cookie) as socket:
        again = Tab(socket, tab.conversation_id)
        await again.follow()
        await again.until(lambda: bool(again.head))
        await again.ask("words:5")
        goes_on = await again.ended() == "complete"
    return Kill(
        prompt_kept=prompt == ANSWER,
        lost_ms=ms_since(newest[0], killed) if newest else 0.0,
        unseen_words=max(0, len(read) - len(stamps(kept))),
        sound=sound,
        repaired=status == "interrupted",
        goes_on=goes_on,
    )


def _stored(server: Server, conversation_id: str) -> tuple[str, str, str]:
    """The prompt, the answer's status and its text, read as soon as the server is there."""
    query = "SELECT content, status FROM message WHERE conversation_id = ? ORDER BY ordinal"
    with closing(_opened(server)) as database:
        rows = database.execute(query, [uuid.UUID(conversation_id).hex]).fetchall()
    (prompt, _), (answer, status) = rows or [("", ""), ("", "")]
    return prompt, status, answer


def _is_sound(server: Server) -> bool:
    with closing(_opened(server)) as database:
        return database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def _opened(server: Server) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{server.data_dir / 'chatapp.db'}?mode=ro", uri=True)


if __name__ == "__main__":
    raise SystemExit(run(measure))
