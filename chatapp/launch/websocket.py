"""A browser's socket as uvicorn serves it, with an end to what one client may ask for.

Counted before anything is looked at: every frame, and a long one as several. An honest page sends a few a second and
about thirty when it opens. Over the allowance the connection is cut, and so it is when the other side reads nothing
any more: what waits for it would fill the memory. A page that was cut connects again by itself.
"""

import asyncio
import logging
import socket
import struct
import time
from collections.abc import Callable
from typing import Any, cast

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from chatapp import settings

MOST_AT_ONCE = 150
MOST_PER_SECOND = 20
BYTES_PER_FRAME = 65_536  # a longer frame counts as several
SLICE_BYTES = 4096  # read and counted at a time: nobody else gets a turn meanwhile
CLOSING_S = 10.0
UNSENT_BYTES = 65_536  # that the kernel may hold for a slow reader; what it takes in one gulp looks like no reading
AT_ONCE = struct.pack("ii", 1, 0)  # for SO_LINGER: closing throws away what was not sent

log = logging.getLogger(__name__)


class Allowance:
    """`most` at once, `per_second` after that."""

    def __init__(self, most: float, per_second: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._most, self._per_second, self._clock = most, per_second, clock
        self._left, self._counted_at = most, clock()

    def spend(self, cost: float) -> bool:
        """Whether `cost` was still there to be spent."""
        now = self._clock()
        self._left = min(self._most, self._left + (now - self._counted_at) * self._per_second)
        self._counted_at = now
        self._left -= cost
        return self._left >= 0


class WebSocket(WebSocketsSansIOProtocol):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.flooded = False
        self._allowance = Allowance(MOST_AT_ONCE, MOST_PER_SECOND)
        self._patience_s = settings.current().slow_reader_s
        self._watch: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        if hasattr(socket, "TCP_NOTSENT_LOWAT"):
            self._set(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, UNSENT_BYTES)

    def data_received(self, data: bytes) -> None:
        for start in range(0, len(data), SLICE_BYTES):
            if not self.transport.is_closing():
                super().data_received(data[start : start + SLICE_BYTES])

    def handle_events(self) -> None:
        if self._allowance.spend(sum(_cost(event) for event in self.conn.events)):
            super().handle_events()
        else:
            self.flooded = True
            self.cut("flood")

    def pause_writing(self) -> None:
        super().pause_writing()
        self._look_again()

    def resume_writing(self) -> None:
        self._look_away()
        super().resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        self._look_away()
        super().connection_lost(exc)

    async def run_asgi(self) -> None:
        cast(dict[str, Any], self.scope)["chatapp.connection"] = self
        await super().run_asgi()
        # What was written last is not waited for: a client that does not read would stay connected for ever.
        self.loop.call_later(CLOSING_S, self.transport.abort)

    def cut(self, reason: str) -> None:
        """Ends the connection at once, whatever still waits to be read or written."""
        if not self.transport.is_closing():  # its socket's number may be another connection's already
            log.warning("socket.cut", extra={"reason": reason})
            self._set(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)
        self.transport.abort()

    def _set(self, level: int, name: int, value: int | bytes) -> None:
        self.transport.get_extra_info("socket").setsockopt(level, name, value)

    def _look_again(self) -> None:
        waiting = self.transport.get_write_buffer_size()
        self._watch = self.loop.call_later(self._patience_s, self._look, waiting)

    def _look(self, waited: int) -> None:
        if self.transport.get_write_buffer_size() < waited:
            self._look_again()
        else:
            self.cut("reads nothing")

    def _look_away(self) -> None:
        if self._watch is not None:
            self._watch.cancel()
            self._watch = None


def _cost(event: Any) -> float:
    return 1 + len(getattr(event, "data", b"")) / BYTES_PER_FRAME
