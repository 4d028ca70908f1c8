"""Memory of the server at rest, without a model.

    python -m benchmarks.memory

The resident set of the server and of every process it has started: right after the start, then a few seconds after
one person has signed up, asked and been answered.
"""

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.rig import Rig, resident_mb, rig
from benchmarks.table import Row, run
from tests.support.reflex_socket import connect
from tests.support.tab import Tab

MOST_MB = 200
REST_S = 5


def measure(quick: bool) -> Iterator[Row]:
    with rig() as site:
        started = _whole_mb(site.pid)
        asyncio.run(_use(site))
        time.sleep(1 if quick else REST_S)
        used = _whole_mb(site.pid)
    yield Row(
        "server memory at rest, without a model, MB",
        f"≤ {MOST_MB}",
        f"{started:.0f} after the start, {used:.0f} after a first answer",
        used <= MOST_MB,
    )


async def _use(site: Rig) -> None:
    [cookie] = site.people(1)
    async with connect(site.url, cookie=cookie) as socket:
        tab = Tab(socket)
        await tab.ask("words:1000")
        await tab.ended()


def _whole_mb(pid: int) -> float:
    children = [int(child) for task in Path(f"/proc/{pid}/task").iterdir() for child in _children(task)]
    return resident_mb(pid) + sum(_whole_mb(child) for child in children)


def _children(task: Path) -> list[str]:
    return (task / "children").read_text().split()


if __name__ == "__main__":
    raise SystemExit(run(measure))
