"""Waiting for what another process does."""

import time
from collections.abc import Callable

from tests.support.patience import PATIENCE_S


def until(happened: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not happened():
        assert time.monotonic() < deadline, "did not happen"
        time.sleep(0.01)
