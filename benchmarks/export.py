"""Everything of one person as a ZIP: how long it takes, what it costs in memory, how long others wait meanwhile.

    python -m benchmarks.export

1,000 conversations of 100 messages, half Chinese and half English, about 80 MB. The client reads as fast as it can and
looks at the server's resident set after every piece. Beside it, the lag of the server's event loop
(`benchmarks.probed`).
"""

import asyncio
import io
import json
import random
import tempfile
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import httpx

from benchmarks.opening import newest_person
from benchmarks.rig import Rig, resident_mb, rig
from benchmarks.table import Row, percentile, run
from chatapp import db
from chatapp.db import Database
from chatapp.models import Author, Message
from chatapp.settings import Settings
from chatapp.store import conversations, messages
from tests.support.exported import read
from tests.support.scenarios import words

CONVERSATIONS, MESSAGES = 1_000, 100
MOST_S, MOST_MB = 60, 50
ENGLISH = words(500).split()
CHINESE = "关于数据库的问题，模型回答很快；历史记录可以导出，分支也都保留下来。我们今天讨论服务器与页面之间的连接。"


def measure(quick: bool) -> Iterator[Row]:
    count = CONVERSATIONS // 10 if quick else CONVERSATIONS
    with tempfile.TemporaryDirectory() as folder:
        lags = Path(folder) / "lag"
        with rig({"LAG_FILE": str(lags)}, module="benchmarks.probed") as site:
            [cookie] = site.people(1)
            size = asyncio.run(_write(site, count))
            before = resident_mb(site.pid)
            began, clock = time.time(), time.perf_counter()
            made, peak = _download(site, cookie)
            took, ended = time.perf_counter() - clock, time.time()
            time.sleep(1)  # the probe writes twice a second
            lines = [line.split() for line in lags.read_text().splitlines()]
    late = [float(ms) for moment, ms in lines if began <= float(moment) <= ended]
    yield Row(
        f"export of {count:,} × {MESSAGES} messages, {size / 1e6:.0f} MB of text",
        f"≤ {MOST_S} s",
        f"{took:.1f} s, {len(made) / 1e6:.0f} MB sent",
        took <= MOST_S and _is_whole(made, count),
    )
    yield Row(
        "the same: resident set over that before, MB",
        f"≤ {MOST_MB}",
        f"{peak - before:.0f} (of {before:.0f})",
        peak - before <= MOST_MB,
    )
    told = " / ".join(f"{percentile(late, share):.1f}" for share in (0.5, 0.95, 0.99, 1))
    yield Row("the same: event loop lag, ms, p50 / p95 / p99 / worst", "", f"{told}, {len(late):,} samples")


def _download(site: Rig, cookie: str) -> tuple[bytes, float]:
    made, peak = io.BytesIO(), 0.0
    headers = {"cookie": cookie, "origin": site.url}
    with httpx.stream("POST", f"{site.url}/export/everything", data={"x": "1"}, headers=headers, timeout=600) as sent:
        for part in sent.iter_raw():
            made.write(part)
            peak = max(peak, resident_mb(site.pid))
    return made.getvalue(), peak


def _is_whole(made: bytes, count: int) -> bool:
    archive = zipfile.ZipFile(io.BytesIO(made))
    manifest = json.loads(archive.read("manifest.json"))["conversations"]
    trees = [read(archive.read(entry["json"])) for entry in manifest[:: max(1, count // 20)]]
    return len(manifest) == count and all(len(tree.messages) == MESSAGES for tree in trees)


async def _write(site: Rig, count: int) -> int:
    """The conversations of the newest person; how many bytes their text has."""
    database = Database(db.address(Settings(data_dir=site.server.data_dir)))
    person, chance, size = await newest_person(database), random.Random(1), 0
    for number in range(count):
        texts = [_text(chance) for _ in range(MESSAGES)]
        size += sum(len(text.encode()) for text in texts)
        async with database.write() as session:
            begun = await conversations.create(session, person, title=f"{texts[0][:30]} {number}", model="")
            roles = (Author.USER, Author.ASSISTANT) * (MESSAGES // 2)
            rows = [
                Message(conversation_id=begun.id, role=role, content=text)
                for role, text in zip(roles, texts, strict=True)
            ]
            await messages.add(session, begun, *rows)
    await database.aclose()
    return size


def _text(chance: random.Random) -> str:
    if chance.random() < 0.5:
        return " ".join(chance.choices(ENGLISH, k=125))
    return "".join(chance.choices(CHINESE, k=270))


if __name__ == "__main__":
    raise SystemExit(run(measure))
