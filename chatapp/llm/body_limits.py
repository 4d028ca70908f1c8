"""How much of a model server's response is read, so that none can fill the memory.

An answer is read in lines and may go on for long, but no line may; anything else has a size. A compressed body,
which some servers send unasked, is unpacked here, piece by piece: the HTTP client would unpack it whole.
"""

import zlib
from collections.abc import AsyncIterator

import httpx2

from chatapp.errors import FaultKind, ProviderFault

MAX_LINE_BYTES = 4_000_000
MAX_BODY_BYTES = 4_000_000
MAX_ERROR_BYTES = 65_536
PIECE_BYTES = 65_536
STREAM = "text/event-stream"
GZIP_OR_ZLIB = zlib.MAX_WBITS | 32


class Unpacked(httpx2.AsyncByteStream):
    def __init__(self, stream: httpx2.AsyncByteStream) -> None:
        self._stream = stream

    async def __aiter__(self) -> AsyncIterator[bytes]:
        unpacker = zlib.decompressobj(GZIP_OR_ZLIB)
        try:
            async for data in self._stream:
                while data and not unpacker.eof:
                    yield unpacker.decompress(data, PIECE_BYTES)
                    data = unpacker.unconsumed_tail
            yield unpacker.flush()  # what a full last piece left behind
        except zlib.error:
            raise ProviderFault(FaultKind.CUT) from None

    async def aclose(self) -> None:
        await self._stream.aclose()


class Limited(httpx2.AsyncByteStream):
    """`max_line` and `max_body` are in bytes; past `cut_at` the rest is left unread without a fault."""

    def __init__(self, stream: httpx2.AsyncByteStream, *, max_line: int, max_body: int | None, cut_at: int | None):
        self._stream = stream
        self._max_line, self._max_body, self._cut_at = max_line, max_body, cut_at

    async def __aiter__(self) -> AsyncIterator[bytes]:
        whole = line = 0
        async for data in self._stream:
            end = data.rfind(b"\n")
            line = line + len(data) if end < 0 else len(data) - end - 1
            whole += len(data)
            if self._cut_at is not None and whole > self._cut_at:
                return
            if line > self._max_line or (self._max_body is not None and whole > self._max_body):
                raise ProviderFault(FaultKind.TOO_LONG)
            yield data

    async def aclose(self) -> None:
        await self._stream.aclose()


async def limit_body(response: httpx2.Response) -> None:
    """A response hook of the HTTP client."""
    packed = response.headers.pop("content-encoding", "identity").lower()
    if packed not in ("identity", "gzip", "x-gzip", "deflate"):
        raise ProviderFault(FaultKind.PROTOCOL, packed[:20])
    if isinstance(response.stream, httpx2.AsyncByteStream):
        is_answer = response.headers.get("content-type", "").startswith(STREAM)
        response.stream = Limited(
            response.stream if packed == "identity" else Unpacked(response.stream),
            max_line=MAX_LINE_BYTES,
            max_body=None if is_answer else MAX_BODY_BYTES,
            cut_at=MAX_ERROR_BYTES if response.status_code >= 400 else None,
        )
