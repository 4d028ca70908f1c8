"""Streams recorded from the servers of about 30 makers, replayed over HTTP."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from chatapp.errors import FaultKind
from tests.llm.support import Heard, ask, connect, hear
from tests.support.collections import COLLECTIONS

INDEX = COLLECTIONS / "sse" / "INDEX.json"
pytestmark = pytest.mark.skipif(not INDEX.exists(), reason="no recordings on this machine")


def recordings(api: str) -> list[dict[str, Any]]:
    return [entry for entry in json.loads(INDEX.read_bytes()) if entry["file"].startswith(f"sse/{api}/")]


def wire(entry: dict[str, Any]) -> bytes:
    data = (COLLECTIONS / entry["file"]).read_bytes()
    if entry["framing"] == "sse":
        return data
    lines = data.splitlines()
    if entry["framing"] == "axon-jsonl":
        lines = [json.loads(line)["Data"].encode() for line in lines if line.startswith(b"{")]
    return b"".join(b"data: " + line + b"\n\n" for line in lines)


def said(entry: dict[str, Any]) -> str:
    """What the recording has as content of the first choice, read as naively as can be."""
    text = ""
    for line in wire(entry).decode().splitlines():
        try:
            chunk = json.loads(line.strip().removeprefix("data:"))
            choices = [choice for choice in chunk["choices"] if not choice.get("index")]
            content = choices[0]["delta"]["content"]
        except (ValueError, KeyError, IndexError, TypeError):
            continue
        text += content if isinstance(content, str) else ""
    return text


async def replay(status: int, media_type: str, body: bytes) -> Heard:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        head = f"HTTP/1.1 {status} Recorded\r\nContent-Type: {media_type}\r\nContent-Length: {len(body)}\r\n\r\n"
        writer.write(head.encode() + body)
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        provider = connect(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1", stall_timeout_s=5)
        heard = await hear(provider, ask("recorded"))
        await provider.aclose()
        return heard


def collect(api: str) -> list[Any]:
    return [pytest.param(e, id=Path(e["file"]).name) for e in recordings(api)] if INDEX.exists() else []


@pytest.mark.parametrize("entry", collect("chat-completions"))
async def test_a_recorded_stream_is_understood(entry: dict[str, Any]) -> None:
    heard = await replay(200, "text/event-stream", wire(entry))
    (heard.text + heard.reasoning).encode()
    assert heard.outcome is not None
    spoken = said(entry)
    if "<think>" in spoken:
        thought, _, spoken = spoken.partition("</think>")
        assert heard.reasoning == thought.lstrip().removeprefix("<think>")
        spoken = spoken.lstrip()
    if not {"content-array", "no-finish_reason", "non-json-data", "foreign-line"} & set(entry["quirks"]):
        assert heard.text == spoken
    if spoken:
        assert heard.text


@pytest.mark.parametrize("entry", collect("errors"))
async def test_a_recorded_refusal_has_its_kind(entry: dict[str, Any]) -> None:
    heard = await replay(entry["status"], "application/json", (COLLECTIONS / entry["file"]).read_bytes())
    assert heard.text == ""
    assert heard.outcome in expected_kinds(entry)


def expected_kinds(entry: dict[str, Any]) -> set[FaultKind]:
    name, status = entry["file"], entry["status"]
    if status == 429:
        return {FaultKind.RATE, FaultKind.QUOTA}
    for mark, kind in (("auth_error", FaultKind.AUTH), ("context_length", FaultKind.CONTEXT)):
        if mark in name:
            return {kind}
    return {FaultKind.MODEL} if status == 404 else {FaultKind.SERVER, FaultKind.MODEL, FaultKind.CONTEXT}
