"""The response of an OpenAI-compatible server to `stream: true`, as chunks of plain JSON."""

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, suppress
from itertools import count
from typing import cast

import httpx2
import openai

from chatapp.llm.patience import Patience
from chatapp.llm.sse import Decoder, ServerEvent

MAX_EVENT_BYTES = 4_000_000
STEPS_PER_TURN = 10
DONE = "[DONE]"
DRAIN_S, DRAIN_PIECES = 0.1, 16


async def chunks_of(response: httpx2.Response, patience: Patience) -> AsyncGenerator[object, None]:
    """Until `[DONE]` or the end of the response. `openai.APIError` where an error stands in place of a chunk.

    What has arrived already never suspends, so a burst would hold up everybody else: every few steps others get a
    turn. The response stays open: who opened it closes it.
    """
    stream, decoder, steps = response.stream, Decoder(MAX_EVENT_BYTES), count(1)
    assert isinstance(stream, httpx2.AsyncByteStream)
    async with aclosing(cast("AsyncGenerator[bytes]", aiter(stream))) as pieces:
        while (piece := await patience.with_(anext(pieces, None))) is not None:
            for event in decoder.feed(piece):
                if event.data.startswith(DONE):
                    await _drain(pieces)
                    return
                yield chunk_of(event, response.request)
                if next(steps) % STEPS_PER_TURN == 0:
                    await patience.with_(asyncio.sleep(0))
            if next(steps) % STEPS_PER_TURN == 0:
                await patience.with_(asyncio.sleep(0))


def chunk_of(event: ServerEvent, request: httpx2.Request) -> object:
    """Its JSON; `openai.APIError` when the server sent an error, ValueError when it is no JSON."""
    try:
        chunk: object = json.loads(event.data)
    except ValueError:
        if event.name != "error":
            raise
        chunk = {"error": event.data}
    error = cast("dict[str, object]", chunk).get("error") if isinstance(chunk, dict) else None
    if error or event.name == "error":
        raise openai.APIError("", request, body=error or cast("object", chunk))
    return cast("object", chunk)


async def _drain(pieces: AsyncIterator[bytes]) -> None:
    """Reads what follows the last event, usually nothing: only then can the connection carry the next request."""
    with suppress(Exception):
        async with asyncio.timeout(DRAIN_S):
            for _ in range(DRAIN_PIECES):
                await anext(pieces)
