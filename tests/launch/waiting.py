"""Waiting for what another process does."""

import time
from collections.abc import Callable

LONGEST_S = 10.0


def until(happened: Callable[[], bool]) -> None:
    deadline = time.monotonic() + LONGEST_S
    while not happened():
        assert time.monotonic() < deadline, "did not happen"
        time.sleep(0.01)
