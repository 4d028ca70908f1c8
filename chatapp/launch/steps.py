"""What the terminal shows of the start: a line when a step begins, its seconds when it ends."""

import sys
import time
from collections.abc import Generator
from contextlib import contextmanager


def say(line: str) -> None:
    print(line, flush=True)


def complain(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


@contextmanager
def step(what: str) -> Generator[None]:
    say(f"{what} ...")
    started = time.monotonic()
    yield
    say(f"  done in {time.monotonic() - started:.1f} s")
