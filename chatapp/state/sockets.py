"""The sockets below Reflex's own: text goes down them as it is, and what waits for a slow reader is bounded.

Reflex hands engine.io all it has to say, however much waits already. Touches engine.io's `AsyncSocket`, which
tests/contract holds to the pinned version.
"""

import asyncio
import json
import logging
import re
from collections.abc import Callable
from contextlib import suppress
from typing import Any
from urllib.parse import parse_qs

import reflex as rx
from engineio import async_socket  # pyright: ignore[reportMissingTypeStubs]
from engineio.packet import MESSAGE, Packet  # pyright: ignore[reportMissingTypeStubs]

from chatapp import settings
from chatapp.errors import TooManyRequests
from chatapp.services import limits

MOST_WAITING_CHARS = 2_000_000
FEW = 3  # packets may wait for a reader who keeps up

_floods = limits.Window(10, 60)  # per address; one more, and it is not let in until the oldest is a minute old
log = logging.getLogger(__name__)

# The page is sent back what its handshake said: of what a proxy in front may have added, a key for instance, nothing.
_KEPT_HEADERS = {b"cookie", b"host", b"origin"}
_TOKEN = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)  # made by the page, or by Reflex

encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_EngineSocket: Any = async_socket.AsyncSocket


class Socket(_EngineSocket):
    """Of one browser tab, since its first byte."""

    def __init__(self, server: Any, sid: str) -> None:
        super().__init__(server, sid)
        self.address = ""
        self.at_close: set[Callable[[], object]] = set()
        self._connection: Any = None
        self._waiting_chars = 0
        self._read = asyncio.Event()

    @property
    def keeps_up(self) -> bool:
        return self.queue.qsize() < FEW

    async def read(self) -> None:
        """Waits until it keeps up again, or is closed."""
        self._read.clear()
        await self._read.wait()

    async def handle_get_request(self, environ: dict[str, Any]) -> Any:
        self._connection = environ["asgi.scope"].get("chatapp.connection")  # launch/websocket.py
        return await super().handle_get_request(environ)

    async def send(self, pkt: Any) -> None:
        if self._waiting_chars > MOST_WAITING_CHARS:
            self.cut()
        else:
            self._waiting_chars += _chars(pkt)
            await super().send(pkt)

    def say(self, text: str) -> None:
        """What socket.io would send as `text`."""
        packet = Packet(MESSAGE, text)
        self._waiting_chars += _chars(packet)
        self.queue.put_nowait(packet)

    def cut(self) -> None:
        """Another server than ours (`make dev`) offers nothing to cut with."""
        if self._connection is not None:
            self._connection.cut("too much waits for it")

    async def close(self, *args: Any, **kwargs: Any) -> None:
        if self._connection is not None and self._connection.flooded and not self.closed:
            with suppress(TooManyRequests):
                _floods.hit(self.address)
        await super().close(*args, **kwargs)
        self._read.set()
        for act in tuple(self.at_close):
            act()

    async def poll(self) -> list[Any]:
        """The next packet, none at the end. Engine.io's own starts a timer and a task for each, two fifths of what a
        frame cost; the reader's timer, which is as long, ends the writer too."""
        packet = await self.queue.get()
        self.queue.task_done()
        self._waiting_chars -= _chars(packet)
        if self.keeps_up:
            self._read.set()
        return [] if packet is None else [packet]


def guard(app: rx.App) -> None:
    """Puts our sockets and the limit per address under Reflex's namespace."""
    async_socket.AsyncSocket = Socket
    server: Any = app.sio
    server.namespaces = []  # but Reflex's own, which has a handler
    engine: Any = server.eio
    most = settings.current().max_sockets_per_address
    arrivals = limits.Window(3 * most, 60)  # each has an allowance of frames of its own
    let_in = engine.handlers["connect"]

    async def connect(eio_sid: str, environ: dict[str, Any]) -> Any:
        scope = environ["asgi.scope"]
        client = scope.get("client") or ("",)
        address = limits.network(client[0])
        there = sum(socket.address == address for socket in engine.sockets.values())
        if there >= most or not _is_welcome(address, arrivals) or not _has_token(environ):
            log.warning("socket.refused", extra={"ip": address})
            return False
        engine.sockets[eio_sid].address = address
        kept = [(name, value) for name, value in scope["headers"] if name in _KEPT_HEADERS]
        environ["asgi.scope"] = {**scope, "headers": kept}
        return await let_in(eio_sid, environ)

    engine.on("connect", connect)


def find(app: rx.App, sid: str, namespace: str) -> Socket | None:
    """The open socket that socket.io calls `sid`."""
    server: Any = app.sio
    socket = server.eio.sockets.get(server.manager.eio_sid_from_sid(sid, namespace))
    return None if socket is None or socket.closed else socket


def _chars(packet: Any) -> int:
    """One alone, however long, is not too much."""
    size = len(packet.data) if packet is not None and isinstance(packet.data, str) else 0
    return min(size, MOST_WAITING_CHARS // 2)


def _has_token(environ: dict[str, Any]) -> bool:
    """Without one, Reflex logs whatever the socket sends."""
    match parse_qs(environ.get("QUERY_STRING", "")).get("token"):
        case [str(token)]:
            return _TOKEN.fullmatch(token) is not None
        case _:
            return False


def _is_welcome(address: str, arrivals: limits.Window) -> bool:
    try:
        _floods.check(address)
        arrivals.hit(address)
    except TooManyRequests:
        return False
    return True
