"""All figures of the server, one table: the first part of `make bench`, or `python -m benchmarks --quick`. The end
says which bars were missed. What the page costs, beside other apps: `python -m benchmarks.peers.run`."""

from benchmarks import (
    branches,
    brute_force,
    drops,
    export,
    floods,
    growth,
    keystrokes,
    kills,
    lag,
    load,
    memory,
    opening,
    pages,
    saturation,
    scrolling,
    search,
    sides,
    signals,
    turns,
    usage,
    versions,
    weight,
    writers,
)
from benchmarks.table import run

MEASURES = (
    load,
    saturation,
    lag,
    turns,
    memory,
    growth,
    opening,
    writers,
    kills,
    signals,
    drops,
    floods,
    brute_force,
    pages,
    versions,
    branches,
    keystrokes,
    sides,
    export,
    scrolling,
    usage,
    search,
    weight,
)

if __name__ == "__main__":
    raise SystemExit(run(*(module.measure for module in MEASURES)))
