"""All figures, one table: `make bench`, or `python -m benchmarks --quick`. The end says which bars were missed."""

from benchmarks import drops, growth, kills, lag, load, memory, opening, pages, saturation, signals, turns, writers
from benchmarks.table import run

MEASURES = (load, saturation, lag, turns, memory, growth, opening, writers, kills, signals, drops, pages)

if __name__ == "__main__":
    raise SystemExit(run(*(module.measure for module in MEASURES)))
