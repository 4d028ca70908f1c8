"""How long the server's event loop is held up while twenty answers are being written.

    python -m benchmarks.lag

The server runs with a task beside it that sleeps 5 ms again and again and notes how late it wakes
(`benchmarks.probed`). The lag of a process that only sleeps, at the same time on the same machine, is shown beside it:
what is in both is the machine's.
"""

import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import uvloop

from benchmarks.crowd import Reading
from benchmarks.load import RATE, load
from benchmarks.probed import lag
from benchmarks.rig import rig
from benchmarks.table import Row, percentile, run

STREAMS = 20


def measure(quick: bool) -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(1) as beside:
        file = Path(folder) / "lag"
        with rig({"LAG_FILE": str(file)}, module="benchmarks.probed") as site:
            loading = beside.submit(load, site, site.people(STREAMS // 2) * 2, 10 if quick else 30)
            idle = uvloop.run(_while(loading))
            time.sleep(1)  # the probe writes twice a second
            lines = [line.split() for line in file.read_text().splitlines()]
    yield _row(loading.result(), [(float(moment), float(late)) for moment, late in lines], idle)


async def _while(loading: Future[Reading]) -> list[tuple[float, float]]:
    """The lag of a loop with nothing to do."""
    noted: list[tuple[float, float]] = []
    while not loading.done():
        noted.append(await lag())
    return noted


def _row(read: Reading, server: list[tuple[float, float]], idle: list[tuple[float, float]]) -> Row:
    ends = read.began + read.window_s
    ours, others = ([late for at, late in noted if read.began <= at <= ends] for noted in (server, idle))
    p99 = percentile(ours, 0.99)
    told = " / ".join(f"{percentile(ours, share):.1f}" for share in (0.5, 0.95, 0.99, 1))
    return Row(
        f"event loop lag under {STREAMS} × {RATE} words/s, ms, p50 / p95 / p99 / worst",
        "p99 ≤ 20",
        f"{told}, {len(ours):,} samples (an idle process meanwhile: p99 {percentile(others, 0.99):.1f})",
        p99 <= 20,
    )


if __name__ == "__main__":
    raise SystemExit(run(measure))
