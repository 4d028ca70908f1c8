"""How much of a model server's response is read, so that none can fill the memory.

An answer is read in events and may go on for long (`sse.Decoder` sees to it that none of them does); anything else
has a size. A compressed body, which some servers send unasked, is unpacked here, piece by piece: the HTTP client
would unpack it whole.
"""

import zlib
from collections.abc import AsyncIterator

import httpx2

from chatapp.errors import FaultKind, ProviderFault

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
    """Past `cut_at` bytes the rest is left unread without a fault."""

    def __init__(self, stream: httpx2.AsyncByteStream, cut_at: int | None):
        self._stream, self._cut_at = stream, cut_at

    async def __aiter__(self) -> AsyncIterator[bytes]:
        whole = 0
        async for data in self._stream:
            whole += len(data)
            if self._cut_at is not None and whole > self._cut_at:
                return
            if whole > MAX_BODY_BYTES:
                raise ProviderFault(FaultKind.TOO_LONG)
            yield data

    async def aclose(self) -> None:
        await self._stream.aclose()


async def limit_body(response: httpx2.Response) -> None:
    """A response hook of the HTTP client."""
    packed = response.headers.pop("content-encoding", "identity").lower()
    if packed not in ("identity", "gzip", "x-gzip", "deflate"):
        raise ProviderFault(FaultKind.PROTOCOL, packed[:20])
    assert isinstance(response.stream, httpx2.AsyncByteStream)
    if packed != "identity":
        response.stream = Unpacked(response.stream)
    if not _is_answer(response):
        response.stream = Limited(response.stream, MAX_ERROR_BYTES if response.is_error else None)


def _is_answer(response: httpx2.Response) -> bool:
    asked = response.request.method == "POST"
    return asked and response.is_success and response.headers.get("content-type", "").startswith(STREAM)
