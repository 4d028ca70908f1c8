"""Reflex's wire protocol, spoken by hand: what an attacker with a socket can say."""

import asyncio
import json
import socket
import ssl
import struct
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import websockets

from tests.support.patience import PATIENCE_S

ROOT = "reflex___state____state"


def handler(module: str, cls: str, name: str) -> str:
    """The wire name of `chatapp.state.<module>.<Cls>.<name>`; `cls` in snake case."""
    return f"{ROOT}.chatapp___state___{module}____{cls}.{name}"


class ReflexSocket:
    def __init__(self, connection: websockets.ClientConnection, token: str) -> None:
        self._connection = connection
        self.token = token
        self.frames: list[str] = []

    async def send(self, name: str, payload: dict[str, Any] | None = None, path: str = "/") -> None:
        router = {"pathname": path, "asPath": path, "query": {}}
        await self.raw(
            f"42/_event,{json.dumps(['event', {'name': name, 'payload': payload or {}, 'router_data': router}])}"
        )

    async def raw(self, text: str) -> None:
        await self._connection.send(text)

    async def answer(self, seconds: float = 20) -> str:
        """The next frame that is no ping."""
        async with asyncio.timeout(seconds):
            while (frame := str(await self._connection.recv())) == "2":
                await self._connection.send("3")
            return frame

    async def closed(self) -> None:
        """Returns when the server has closed the socket; the words are socket.io's."""
        while await self.answer(PATIENCE_S) != "41/_event,":
            pass

    def abort(self) -> None:
        """The connection is gone without a word, what is on its way included."""
        self._connection.transport.abort()

    def received(self) -> int:
        """Bytes that the connection has carried to this side: frames as compressed, their headers, the handshake."""
        tcp = self._connection.transport.get_extra_info("socket")
        return int(struct.unpack_from("Q", tcp.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 232), 128)[0])

    async def update(self, seconds: float = PATIENCE_S) -> dict[str, Any]:
        """The next state update; pings are answered on the way."""
        async with asyncio.timeout(seconds):
            while True:
                frame = str(await self._connection.recv())
                self.frames.append(frame)
                if frame == "2":
                    await self._connection.send("3")
                elif frame.startswith("42/_event,"):
                    kind, *body = json.loads(frame.removeprefix("42/_event,"))
                    if kind == "event":
                        return body[0]

    async def updates_until(self, wanted: str, seconds: float = PATIENCE_S) -> dict[str, Any]:
        """The first update whose text contains `wanted`."""
        return (await self.all_until(wanted, seconds))[-1]

    async def all_until(self, wanted: str, seconds: float = PATIENCE_S) -> list[dict[str, Any]]:
        """All updates up to the first one whose text contains `wanted`; at most `seconds` for each."""
        got: list[dict[str, Any]] = []
        while not got or wanted not in json.dumps(got[-1], ensure_ascii=False):
            got.append(await self.update(seconds))
        return got

    async def settled(self) -> list[dict[str, Any]]:
        """All updates until everything sent so far has been handled: events of one tab are, one after the other.
        What works in the background may speak a moment later. For who is signed in."""
        mark = uuid.uuid4().hex
        await self.send(handler("notices", "notice_state", "show"), {"key": mark, "arguments": {}})
        return [*await self.all_until(mark), *await self.silence()]

    async def silence(self, seconds: float = 0.3) -> list[dict[str, Any]]:
        """All updates until nothing has come for `seconds`."""
        got: list[dict[str, Any]] = []
        try:
            while True:
                got.append(await self.update(seconds))
        except TimeoutError:
            return got


@asynccontextmanager
async def connect(
    url: str,
    *,
    cookie: str = "",
    token: str | None = None,
    headers: dict[str, str] | None = None,
    tls: ssl.SSLContext | None = None,
    address: str | None = None,
) -> AsyncIterator[ReflexSocket]:
    """An open socket, past the handshake, without any event sent; from another `address` of this machine than usual."""
    token = str(uuid.uuid4()) if token is None else token
    endpoint = f"{url.replace('http', 'ws', 1)}/_event/?token={token}&EIO=4&transport=websocket"
    extra = {"origin": url, **({"cookie": cookie} if cookie else {}), **(headers or {})}
    local = (address, 0) if address else None
    async with websockets.connect(
        endpoint,
        local_addr=local,
        additional_headers=extra,
        subprotocols=[websockets.Subprotocol("0.10.1")],
        max_size=None,
        ssl=tls,
    ) as connection:
        await connection.recv()
        await connection.send("40/_event,")
        await connection.recv()
        yield ReflexSocket(connection, token)
