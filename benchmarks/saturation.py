"""How many answers at 50 words a second one server process carries before its readers notice.

    python -m benchmarks.saturation

As `benchmarks.load`, with more and more people, until the p95 of the words' latencies is above 250 ms or an answer is
incomplete. The machine's cores are shared with the provider and the readers: their part is in the row.
"""

from collections.abc import Iterator

from benchmarks.crowd import Reading
from benchmarks.load import RATE, load
from benchmarks.rig import rig
from benchmarks.table import Row, percentile, run, spread

STEPS = (80, 120, 160, 200, 240, 320, 400)
WANTED = 80
LATEST_MS = 250
WINDOW_S = 10


def measure(quick: bool) -> Iterator[Row]:
    carried = 0
    with rig() as site:
        cookies = site.people(STEPS[0] // 2)
        for streams in STEPS[:3] if quick else STEPS:
            cookies += site.people(streams // 2 - len(cookies))
            read = load(site, cookies * 2, WINDOW_S)
            if not holds(read):
                yield _row(streams, read, f"it ends here: {carried} streams were carried")
                return
            carried = streams
            yield _row(streams, read, "carried")


def holds(read: Reading) -> bool:
    return percentile(read.latencies_ms, 0.95) <= LATEST_MS and not read.incomplete


def _row(streams: int, read: Reading, verdict: str) -> Row:
    shares = (read.server_cpu_s, read.provider_cpu_s, read.own_cpu_s)
    server, provider, clients = (f"{share / read.window_s:.0%}" for share in shares)
    told = f"{spread(read.latencies_ms)} ms, {read.lost}, {read.words / read.window_s:,.0f} words/s"
    return Row(
        f"{streams} × {RATE} words/s in one process",
        f"≥ {WANTED} with p95 ≤ {LATEST_MS} ms, none incomplete",
        f"{verdict}: {told} (server {server}, provider {provider}, clients {clients} of a core)",
        holds(read) if streams <= WANTED else None,
    )


if __name__ == "__main__":
    raise SystemExit(run(measure))
