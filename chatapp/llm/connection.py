"""Reads from a model server's connection without a cancel scope around each of them.

The HTTP client makes one even where no timeout is set, as it is here: a quarter of what a token costs
(`benchmarks/provider.py`). `Patience` is what ends a wait. Should the client come to read in another way, its own
connections are used as they are.
"""

import anyio
import httpcore2
import httpx2
from httpcore2._backends.anyio import AnyIOStream


class DirectStream(AnyIOStream):
    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109 (not our signature)
        if timeout is not None:
            return await super().read(max_bytes, timeout)
        try:
            return await self._stream.receive(max_bytes)
        except anyio.EndOfStream:
            return b""
        except (anyio.BrokenResourceError, anyio.ClosedResourceError) as error:
            raise httpcore2.ReadError(str(error)) from error


async def read_directly(response: httpx2.Response) -> None:
    """A response hook of the HTTP client, which made the connection and goes on to use it."""
    stream: object = response.extensions.get("network_stream")
    if type(stream) is AnyIOStream:
        stream.__class__ = DirectStream
