"""Why an answer has no text yet: others come first, or its request is sent again in a while."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from chatapp.errors import FaultKind, ProviderFault

MOST_RETRIES = 2
LONGEST_PAUSE_S = 60  # a server that asks for more is not waited for: the person decides
PASSING_STATUSES = frozenset({"408", "409", "500", "502", "503", "504", "529"})


@dataclass(frozen=True, slots=True)
class AfterAnother:
    """An answer of the same conversation is still being written."""


@dataclass(frozen=True, slots=True)
class Queued:
    """`place` counts from 1, which is next."""

    place: int


@dataclass(frozen=True, slots=True)
class Retrying:
    """`attempt`: of the retries, from 1. `until`: when, in the event loop's time."""

    fault: FaultKind
    detail: str
    attempt: int
    until: float


Waiting = AfterAnother | Queued | Retrying


def pause_before_retry(fault: ProviderFault, attempt: int, first_pause_s: float) -> float | None:
    """Seconds before the `attempt`-th retry; None when another try is not worth it, or not ours to decide."""
    if attempt > MOST_RETRIES:
        return None
    if fault.kind is FaultKind.RATE and fault.detail.isdecimal():
        return float(fault.detail) if int(fault.detail) <= LONGEST_PAUSE_S else None
    passing = fault.kind is FaultKind.RATE or (fault.kind is FaultKind.SERVER and fault.detail in PASSING_STATUSES)
    return first_pause_s * 2 ** (attempt - 1) if passing else None


class Queue:
    """Room for `most` at once, first come, first served."""

    def __init__(self, most: int) -> None:
        self._free = most
        self._waiting: deque[tuple[asyncio.Future[None], Callable[[int], None]]] = deque()

    @asynccontextmanager
    async def turn(self, told: Callable[[int], None]) -> AsyncGenerator[None]:
        """Has a turn while the block runs. `told` hears the place in the queue, and of every change."""
        await self._come_in(told)
        try:
            yield
        finally:
            self._next()

    async def _come_in(self, told: Callable[[int], None]) -> None:
        if self._free:
            self._free -= 1
            return
        turn = asyncio.get_running_loop().create_future()
        self._waiting.append((turn, told))
        told(len(self._waiting))
        try:
            await turn
        except asyncio.CancelledError:
            if not turn.cancelled():  # its turn came as it gave up
                self._next()
            elif (turn, told) in self._waiting:
                self._waiting.remove((turn, told))
                self._tell()
            raise

    def _next(self) -> None:
        while self._waiting:
            turn, _ = self._waiting.popleft()
            if not turn.cancelled():
                turn.set_result(None)
                return self._tell()
        self._free += 1

    def _tell(self) -> None:
        for place, (_, told) in enumerate(self._waiting, 1):
            told(place)
