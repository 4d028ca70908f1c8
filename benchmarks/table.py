"""Rows of the table, and how noisy the machine was while they were measured."""

import argparse
import os
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

LOOPS = 30
TITLE = "| figure | bar | result | noise |\n|---|---|---|---|"


@dataclass(frozen=True)
class Row:
    """`good`: whether the bar is reached; None: it is there to be read, not judged."""

    figure: str
    bar: str
    result: str
    good: bool | None = None


Measure = Callable[[bool], Iterator[Row]]
"""Whether to be quick, with fewer repetitions; the rows of one figure."""


def run(*measures: Measure) -> int:
    """For a module's `main`: measures, prints each row as soon as it is there. 1 when a bar was missed."""
    options = argparse.ArgumentParser()
    options.add_argument("--quick", action="store_true", help="fewer repetitions")
    quick = options.parse_args().quick
    print(TITLE, flush=True)
    return int(any([row.good is False for measure in measures for row in shown(measure, quick)]))


def shown(measure: Measure, quick: bool) -> Iterator[Row]:
    before = noise()
    for row in measure(quick):
        mark = {True: "", False: " **missed**", None: ""}[row.good]
        after = noise()
        print(f"| {row.figure} | {row.bar} | {row.result}{mark} | {before}; {after} |", flush=True)
        before = after
        yield row


def noise() -> str:
    """The load average, and the spread of a loop that always does the same work."""
    times = sorted(_loop() for _ in range(LOOPS))
    return f"load {os.getloadavg()[0]:.1f}, loop {times[0]:.1f}–{percentile(times, 0.9):.1f} ms"


def _loop() -> float:
    started = time.perf_counter()
    sum(number * number for number in range(50_000))
    return 1000 * (time.perf_counter() - started)


def percentile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else float("nan")


def spread(values: Sequence[float]) -> str:
    """p50 / p95 / p99."""
    return " / ".join(f"{percentile(values, share):.0f}" for share in (0.5, 0.95, 0.99))
