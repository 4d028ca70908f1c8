"""A response of a model server is read in lines; one that never ends its line must not fill the memory."""

from collections.abc import AsyncIterator

import httpx2

from chatapp.errors import FaultKind, ProviderFault

MAX_LINE_BYTES = 4_000_000


class LimitedLines(httpx2.AsyncByteStream):
    def __init__(self, stream: httpx2.AsyncByteStream) -> None:
        self._stream = stream

    async def __aiter__(self) -> AsyncIterator[bytes]:
        length = 0
        async for data in self._stream:
            end = data.rfind(b"\n")
            length = length + len(data) if end < 0 else len(data) - end - 1
            if length > MAX_LINE_BYTES:
                raise ProviderFault(FaultKind.TOO_LONG)
            yield data

    async def aclose(self) -> None:
        await self._stream.aclose()


async def limit_lines(response: httpx2.Response) -> None:
    """A response hook of the HTTP client."""
    if isinstance(response.stream, httpx2.AsyncByteStream):
        response.stream = LimitedLines(response.stream)
