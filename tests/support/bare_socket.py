"""A socket below WebSocket libraries: as many frames as the wire takes, read or not read."""

import asyncio
import base64
import json
import os
import select
import socket
import struct
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

from tests.support.server import Server


def framed(text: str) -> bytes:
    """One WebSocket message of a client."""
    return head(0x1, text.encode()) + text.encode()


def head(opcode: int, data: bytes) -> bytes:
    size = struct.pack("!B", 0x80 | len(data)) if len(data) < 126 else struct.pack("!BH", 0x80 | 126, len(data))
    return bytes([0x80 | opcode]) + size + b"\0\0\0\0"


def event(name: str, payload: dict[str, Any]) -> bytes:
    router = {"pathname": "/", "asPath": "/", "query": {}}
    return framed(f"42/_event,{json.dumps(['event', {'name': name, 'payload': payload, 'router_data': router}])}")


@asynccontextmanager
async def bare(port: int, cookie: str, address: str = "127.0.0.1", **limits: int) -> AsyncIterator[socket.socket]:
    """A TCP connection past the handshake, from `address`, that reads only what it is told to."""
    loop = asyncio.get_running_loop()
    with socket.socket() as client:
        if "receive_buffer" in limits:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, limits["receive_buffer"])
        client.bind((address, 0))
        client.setblocking(False)
        await loop.sock_connect(client, ("127.0.0.1", port))
        request = (
            f"GET /_event/?token={uuid.uuid4()}&EIO=4&transport=websocket HTTP/1.1\r\n"
            f"Host: 127.0.0.1:{port}\r\nCookie: {cookie}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}\r\nSec-WebSocket-Version: 13\r\n\r\n"
        )
        await loop.sock_sendall(client, request.encode())
        assert b" 101 " in await loop.sock_recv(client, 4096)
        await loop.sock_sendall(client, framed("40/_event,"))
        while b"40/_event," not in await loop.sock_recv(client, 4096):
            pass
        yield client


async def send(client: socket.socket, data: bytes) -> None:
    """As much as the server takes before it ends the connection."""
    with suppress(ConnectionError):
        await asyncio.get_running_loop().sock_sendall(client, data)


def is_cut(client: socket.socket) -> bool:
    poll = select.poll()
    poll.register(client, select.POLLERR | select.POLLHUP)
    return bool(poll.poll(0))


async def cut(client: socket.socket, seconds: float, server: Server) -> int:
    """Waits until `client` is cut, and returns the most memory that the server held meanwhile."""
    most = memory(server)
    async with asyncio.timeout(seconds):
        while not is_cut(client):
            await asyncio.sleep(0.02)
            most = max(most, memory(server))
    return most


def memory(server: Server) -> int:
    """Resident bytes."""
    status = Path(f"/proc/{server.process.pid}/status").read_text()
    return next(int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmRSS:"))
