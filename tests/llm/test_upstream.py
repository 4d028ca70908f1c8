"""What one event of an answer says, and what is left of the connection after the last one."""

import asyncio
from contextlib import suppress

import httpx2
import openai
import pytest

from chatapp.llm.sse import ServerEvent
from chatapp.llm.upstream import chunk_of
from tests.llm.support import ask, connect, hear
from tests.support.reply import chunk, sse

REQUEST = httpx2.Request("POST", "http://127.0.0.1/v1/chat/completions")


@pytest.mark.parametrize(
    ("event", "body", "code"),
    [
        (ServerEvent("", '{"error":{"message":"slow down","code":429}}'), {"message": "slow down", "code": 429}, "429"),
        (ServerEvent("", '{"error":"overloaded"}'), "overloaded", None),
        (ServerEvent("error", '{"error":{"code":"x"}}'), {"code": "x"}, "x"),
        (ServerEvent("error", '{"message":"overloaded"}'), {"message": "overloaded"}, None),
        (ServerEvent("error", "overloaded"), "overloaded", None),
        (ServerEvent("error", "null"), None, None),
    ],
)
def test_an_error_in_place_of_a_chunk_is_raised(event: ServerEvent, body: object, code: str | None) -> None:
    with pytest.raises(openai.APIError) as caught:
        chunk_of(event, REQUEST)
    assert (caught.value.body, caught.value.code) == (body, code)


@pytest.mark.parametrize("data", ['{"error":null,"choices":[]}', '{"error":{}}', "[1]", "null", "7"])
def test_what_names_no_error_is_a_chunk(data: str) -> None:
    chunk_of(ServerEvent("", data), REQUEST)
    chunk_of(ServerEvent("ping", data), REQUEST)


@pytest.mark.parametrize("data", ["", "{nope", '{"a":1}\n{"b":2}'])
def test_what_is_no_json_is_a_fault(data: str) -> None:
    with pytest.raises(ValueError, match=r"line \d"):
        chunk_of(ServerEvent("", data), REQUEST)


async def request_head(reader: asyncio.StreamReader) -> bytes:
    with suppress(asyncio.IncompleteReadError):
        return await reader.readuntil(b"\r\n\r\n")
    return b""


async def test_the_next_question_goes_over_the_same_connection() -> None:
    connections = 0
    answer = sse(chunk("so far "), chunk(finish="stop"), "[DONE]")

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal connections
        connections += 1
        while head := (await request_head(reader)).decode().lower():
            await reader.readexactly(int(head.partition("content-length:")[2].split()[0]))
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n")
            writer.write(f"{len(answer):x}\r\n".encode() + answer + b"\r\n")
            await writer.drain()
            await asyncio.sleep(0.01)  # the end of a response is often a packet of its own
            writer.write(b"0\r\n\r\n")

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        provider = connect(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1")
        for _ in range(3):
            assert (await hear(provider, ask("any"))).text == "so far "
        await provider.aclose()
    assert connections == 1
