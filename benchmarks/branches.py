"""A thousand random sequences of what people do to a conversation, in two tabs.

    python -m benchmarks.branches

Send, fail, edit, edit an answer, regenerate, stop, delete, fork, open a version, reload; one after the other or two at
once (tests/services/two_tabs.py). After each step: what is stored is a tree without circles and has all that was not
deleted, the open path is a chain, and both tabs show it, as does a page that opens it anew.
"""

import asyncio
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.table import Row, run
from chatapp import migrations
from chatapp.settings import Settings
from tests.services.test_branches import play, played


def measure(quick: bool) -> Iterator[Row]:
    sequences = 100 if quick else 1_000
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(migrations.upgrade(Settings(data_dir=Path(folder))))
        began = time.monotonic()
        with played(Path(folder)):
            play(sequences)  # raises at the first failure, with the shortest sequence that has it
    took = f"0 of {sequences:,} failed, in {time.monotonic() - began:.0f} s"
    yield Row(f"{sequences:,} random sequences in two tabs: no message lost, no broken path", "0 failures", took, True)


if __name__ == "__main__":
    raise SystemExit(run(measure))
