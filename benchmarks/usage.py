"""The numbers of the usage page, asked for in the database.

    python -m benchmarks.usage

100,000 messages of one person, of 800 characters each, over 400 days, in 1,000 conversations; the median of nine times
for each period, without the page around it.
"""

import asyncio
import statistics
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from benchmarks.table import Row, run
from chatapp import runtime as running
from chatapp.models import Author, Message, now
from chatapp.runtime import Runtime
from chatapp.services import usage
from chatapp.services.viewer import Viewer
from chatapp.settings import Settings
from chatapp.store import conversations, messages
from tests.services.people import known
from tests.support.scenarios import words

CONVERSATIONS, TURNS, DAYS = 1_000, 50, 400
TIMES = 9
MOST_MS = 50


def measure(quick: bool) -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as folder:
        took = asyncio.run(_measured(Settings(data_dir=Path(folder)), CONVERSATIONS // 10 if quick else CONVERSATIONS))
    for days, ms in took.items():
        span = f"{days} days" if days else "all"
        yield Row(f"usage of one with 100,000 messages, {span}", f"≤ {MOST_MS} ms", f"{ms:.0f} ms", ms <= MOST_MS)


async def _measured(settings: Settings, count: int) -> dict[int, float]:
    async with running.running(replace(settings, builtin_model="off"), serves=False) as runtime:
        me = await known(runtime.database, "alice")
        await _write(runtime, me, count)
        return {days: await _median_ms(me, days) for days in usage.RANGES}


async def _median_ms(me: Viewer, days: int) -> float:
    took: list[float] = []
    for _ in range(TIMES):
        began = time.perf_counter()
        await usage.own(me, days, "Asia/Shanghai")
        took.append(1000 * (time.perf_counter() - began))
    return statistics.median(took)


async def _write(runtime: Runtime, me: Viewer, count: int) -> None:
    text, last = words(200)[:800], now()
    for number in range(count):
        async with runtime.database.write() as session:
            to = await conversations.create(session, me.user_id, title="t", model="m")
            at = last - timedelta(days=DAYS * number / count)
            rows = [
                Message(
                    conversation_id=to.id,
                    role=role,
                    content=text,
                    model="" if role == Author.USER else f"model {number % 4}",
                    completion_tokens=200,
                    first_token_ms=number % 3_000,
                    created_at=at - timedelta(minutes=turn),
                )
                for turn in range(TURNS)
                for role in (Author.USER, Author.ASSISTANT)
            ]
            await messages.add(session, to, *rows)


if __name__ == "__main__":
    raise SystemExit(run(measure))
