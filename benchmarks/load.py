"""Fifty answers at 50 words a second at once: what they cost the server, how late their words are.

    python -m benchmarks.load

25 people with two answers each; provider, server and readers in a process each. CPU: the server's utime + stime
while all fifty are being written, for 1,000 words. Latency: from the moment the provider sent a word to the moment a
raw client had it, of every word in that time.
"""

from collections.abc import Iterator

from benchmarks.crowd import Reading, crowd
from benchmarks.rig import Rig, elsewhere, rig
from benchmarks.table import Row, percentile, run, spread

STREAMS = 50
RATE = 50
LEAD_S = 8  # until the last answer has begun, and after the window


def measure(quick: bool) -> Iterator[Row]:
    with rig() as site:
        cookies = site.people(STREAMS // 2) * 2
        for _ in range(1 if quick else 3):
            yield from rows(load(site, cookies, 10 if quick else 20))


def load(site: Rig, cookies: list[str], window_s: int) -> Reading:
    scenario = f"timed:{RATE * (window_s + LEAD_S)}@{RATE}"
    return elsewhere(crowd, site.url, cookies, scenario, window_s, site.pid, site.provider_pid)


def rows(read: Reading) -> Iterator[Row]:
    others = f"provider {read.provider_cpu_s / read.window_s:.0%}, clients {read.own_cpu_s / read.window_s:.0%}"
    whole = f"{read.words / read.window_s:,.0f} words/s; server {read.server_cpu_s / read.window_s:.0%}, {others}"
    late = percentile(read.latencies_ms, 0.95)
    yield Row(
        f"{STREAMS} × {RATE} words/s: server CPU s per 1,000 words",
        "≤ 0.20",
        f"{read.cpu_per_1000:.3f} ({whole} of a core)",
        read.cpu_per_1000 <= 0.20,
    )
    yield Row(
        "the same: word sent → at the client, ms, p50 / p95 / p99",
        "p95 ≤ 60, none incomplete",
        f"{spread(read.latencies_ms)}, {read.lost}",
        late <= 60 and not read.incomplete,
    )


if __name__ == "__main__":
    raise SystemExit(run(measure))
