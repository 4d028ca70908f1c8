"""An event loop whose clock jumps to the next timer instead of waiting for it: paces are exact and tests are fast."""

import asyncio
import selectors
from collections.abc import Coroutine
from typing import Any


class _JumpingSelector(selectors.DefaultSelector):
    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0
        self.turns = 0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        self.turns += 1
        ready = super().select(0)
        if not ready and timeout is None:
            raise RuntimeError("deadlock: every task waits and no timer is set")
        if not ready and timeout is not None:
            self.now += max(timeout, 0)
        return ready


class VirtualTimeLoop(asyncio.SelectorEventLoop):
    def __init__(self) -> None:
        self._jumping = _JumpingSelector()
        super().__init__(self._jumping)

    def time(self) -> float:
        return self._jumping.now

    @property
    def turns(self) -> int:
        """How often the loop has gone round: what idle tasks cost."""
        return self._jumping.turns


def run(coroutine: Coroutine[Any, Any, object]) -> None:
    with asyncio.Runner(loop_factory=VirtualTimeLoop) as runner:
        runner.run(coroutine)


def now() -> float:
    return asyncio.get_running_loop().time()


async def elapse(seconds: float) -> None:
    """Let everything that is due within `seconds` happen."""
    await asyncio.sleep(seconds)
