"""One HTTP exchange of the scripted provider: what was asked, and the response as a scenario writes it."""

import asyncio
import json
import socket
import struct
import time
from dataclasses import dataclass, field
from typing import Any, Literal

Framing = Literal["chunked", "close"] | int
"""How the client learns where the body ends: chunks, the end of the connection, or a Content-Length."""


@dataclass
class Request:
    """`closed_early`: the client hung up before the scenario was through. `ended`: the exchange is over.

    `arrived`, and when the first and the last piece of text were `said`: seconds since the epoch.
    """

    method: str
    path: str
    headers: dict[str, str]
    body: dict[str, Any]
    closed_early: bool = False
    ended: asyncio.Event = field(default_factory=asyncio.Event)
    arrived: float = field(default_factory=time.time)
    first_said: float | None = None
    last_said: float | None = None

    @property
    def model(self) -> str:
        return str(self.body.get("model", ""))

    @property
    def messages(self) -> list[dict[str, str]]:
        return self.body.get("messages", [])

    @property
    def prompt(self) -> str:
        return self.messages[-1]["content"] if self.messages else ""

    def as_json(self) -> dict[str, Any]:
        shown = ("method", "path", "headers", "body", "closed_early", "arrived", "first_said", "last_said")
        return {name: getattr(self, name) for name in shown} | {"ended": self.ended.is_set()}


def chunk(content: Any = None, finish: Any = None, index: int = 0, **delta: Any) -> dict[str, Any]:
    if content is not None:
        delta["content"] = content
    choice = {"index": index, "delta": delta, "finish_reason": finish}
    return {"id": "chatcmpl-scripted", "object": "chat.completion.chunk", "created": 1, "choices": [choice]}


def usage(prompt: Any = 7, completion: Any = 11) -> dict[str, Any]:
    return {"choices": [], "usage": {"prompt_tokens": prompt, "completion_tokens": completion, "total_tokens": 18}}


def sse(*values: Any) -> bytes:
    """Events: bytes as they are, "[DONE]" as it is, everything else as JSON."""
    lines = (
        v if isinstance(v, bytes) else f"data: {v if v == '[DONE]' else json.dumps(v)}\n\n".encode() for v in values
    )
    return b"".join(lines)


class Reply:
    def __init__(self, writer: asyncio.StreamWriter, request: Request) -> None:
        self.request = request
        self.keeps_connection = True
        self._writer = writer
        self._framing: Framing = "close"

    async def raw(self, data: bytes) -> None:
        """Bytes on the wire as they are."""
        self._writer.write(data)
        await self._writer.drain()

    async def start(
        self,
        status: int = 200,
        media_type: str = "text/event-stream",
        framing: Framing = "chunked",
        headers: dict[str, str] | None = None,
    ) -> None:
        self._framing = framing
        self.keeps_connection = framing != "close"
        body_end = {"chunked": "Transfer-Encoding: chunked", "close": "Connection: close"}
        lines = [f"HTTP/1.1 {status} Scripted", body_end.get(str(framing), f"Content-Length: {framing}")]
        lines += [f"Content-Type: {media_type}"] if media_type else []
        lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
        await self.raw("\r\n".join([*lines, "", ""]).encode())

    async def send(self, data: bytes) -> None:
        if data and self._framing == "chunked":
            data = f"{len(data):x}\r\n".encode() + data + b"\r\n"
        await self.raw(data)

    async def say(self, text: str) -> None:
        self.request.last_said = time.time()
        self.request.first_said = self.request.first_said or self.request.last_said
        await self.send(sse(chunk(text)))

    async def finish(self, reason: str = "stop") -> None:
        """An honest ending: finish reason, usage if asked for, [DONE]."""
        asked = (self.request.body.get("stream_options") or {}).get("include_usage")
        await self.send(sse(chunk(finish=reason), *([usage()] if asked else []), "[DONE]"))
        await self.end()

    async def end(self) -> None:
        if self._framing == "chunked":
            await self.raw(b"0\r\n\r\n")

    async def whole(self, status: int, body: Any, media_type: str = "application/json", **headers: str) -> None:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        await self.start(status, media_type, len(data), named)
        await self.raw(data)

    async def hang(self) -> None:
        """Says nothing more; ends when the client hangs up."""
        await asyncio.Event().wait()

    def cut(self) -> None:
        """The connection ends here, whatever was promised."""
        self.keeps_connection = False

    def reset(self) -> None:
        """TCP RST instead of a proper close."""
        self.keeps_connection = False
        sock = self._writer.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._writer.transport.abort()
