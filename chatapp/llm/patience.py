"""How long a server may say nothing of use, and how long it may take in all.

Only waiting for the server counts, not our own work. `asyncio.timeout` around every read would do the same for a
twentieth of a token's cost: here one timer looks after all waits, and is set anew only when it has gone off early.
"""

import asyncio
from collections.abc import Awaitable
from typing import Self, TypeVar

from chatapp.errors import FaultKind, ProviderFault

LATE_S = 0.05

T = TypeVar("T")


class Patience:
    """Leaving it puts the timer away."""

    def __init__(self, first_s: float, whole_s: float) -> None:
        self._loop = asyncio.get_running_loop()
        self._end = self._loop.time() + whole_s
        self._deadline = min(self._loop.time() + first_s, self._end)
        self._timer: asyncio.TimerHandle | None = None
        self._looks_at = 0.0
        self._waiting: asyncio.Task[object] | None = None
        self._ran_out = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._timer:
            self._timer.cancel()

    def renew(self, seconds: float) -> None:
        self._deadline = min(self._loop.time() + seconds, self._end)

    async def with_(self, step: Awaitable[T]) -> T:
        """TimeoutError when the server said nothing of use for too long, ProviderFault when it took too long in all."""
        task = asyncio.current_task(self._loop)
        assert task
        cancelled_before = task.cancelling()
        self._waiting = task
        if self._timer is None or max(self._deadline, self._loop.time()) < self._looks_at:
            self._look_at(self._deadline)
        try:
            return await step
        except asyncio.CancelledError:
            if not self._ran_out or task.cancelling() > cancelled_before + 1:
                raise  # somebody else wants it, too
            raise self._verdict() from None
        finally:
            self._waiting = None
            if self._ran_out:
                self._ran_out = False
                task.uncancel()

    def _look_at(self, when: float) -> None:
        if self._timer:
            self._timer.cancel()
        self._looks_at = max(when, self._loop.time())
        self._timer = self._loop.call_at(self._looks_at, self._look)

    def _look(self) -> None:
        self._timer, now = None, self._loop.time()
        if self._waiting is None:
            return  # the next wait sets the timer
        if now > self._looks_at + LATE_S:  # this process was busy: what the server said may be there, but not read yet
            self._look_at(now + LATE_S)
        elif now < self._deadline:
            self._look_at(self._deadline)
        else:
            self._ran_out = True
            self._waiting.cancel()

    def _verdict(self) -> Exception:
        return ProviderFault(FaultKind.TOO_LONG) if self._loop.time() >= self._end else TimeoutError()
