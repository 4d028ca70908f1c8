"""The faults of model servers, one scenario per fault or variant of it: `prv-07`, `prv-07-empty`.

Rows without a scenario are about addresses, keys or requests: 01-06 and 60.
"""

import asyncio
import gzip
from collections.abc import Awaitable, Callable
from typing import Any

from tests.support.reply import Framing, Reply, chunk, sse, usage
from tests.support.scenarios import Gate, Scenario

TEXT = "so far "
STOP = chunk(finish="stop")
REDIRECT_TARGET = "/elsewhere"


def _error(message: str, **more: Any) -> dict[str, Any]:
    return {"error": {"message": message, **more}}


def _refusal(status: int, body: Any, media_type: str = "application/json", **headers: str) -> Scenario:
    async def play(reply: Reply, gate: Gate) -> None:
        await reply.whole(status, body, media_type, **headers)

    return play


def _stream(*values: Any, framing: Framing = "chunked", media_type: str = "text/event-stream") -> Scenario:
    """A response that ends properly after these events."""

    async def play(reply: Reply, gate: Gate) -> None:
        await reply.start(media_type=media_type, framing=framing)
        await reply.send(sse(*values))
        await reply.end()

    return play


def _broken(then: Callable[[Reply], Awaitable[None] | None], *values: Any, framing: Framing = "chunked") -> Scenario:
    """A response that goes wrong after these events."""

    async def play(reply: Reply, gate: Gate) -> None:
        await reply.start(framing=framing)
        await reply.send(sse(*values))
        if isinstance(wrong := then(reply), Awaitable):
            await wrong

    return play


def _wire(data: bytes) -> Scenario:
    async def play(reply: Reply, gate: Gate) -> None:
        await reply.raw(data)
        reply.cut()

    return play


async def _mute(reply: Reply, gate: Gate) -> None:
    await reply.hang()


async def _pings(reply: Reply) -> None:
    while True:
        await reply.send(b": ping\n\n")
        await asyncio.sleep(0.02)


async def _endless_line(reply: Reply) -> None:
    while True:
        await reply.send(b"x" * 65536)


def _refuses(field: str, instead: str = "") -> Scenario:
    """A server that knows the API of another year."""

    async def play(reply: Reply, gate: Gate) -> None:
        if field in reply.request.body:
            message = f"Unsupported parameter: '{field}'. Use '{instead}' instead."
            return await reply.whole(400, _error(message, code="unsupported_parameter"))
        await _stream(SAID, STOP, DONE)(reply, gate)

    return play


async def _without_system(reply: Reply, gate: Gate) -> None:
    if reply.request.body["messages"][0]["role"] == "system":
        return await reply.whole(400, _error("System role not supported"))
    await _stream(SAID, STOP, DONE)(reply, gate)


async def _bytewise(reply: Reply, gate: Gate) -> None:
    await reply.start()
    for byte in sse(_literal("héllo 😀 "), _literal("世界"), STOP, DONE):
        await reply.send(bytes([byte]))
    await reply.end()


async def _half_a_json(reply: Reply) -> None:
    await reply.send(b'data: {"choices":[{"delta":{"conte')
    reply.cut()


def _literal(text: str) -> bytes:
    """An event whose content is written as it stands, without JSON escapes."""
    return b'data: {"choices":[{"index":0,"delta":{"content":"' + text.encode() + b'"}}]}\n\n'


SAID = chunk(TEXT)
LONG = _error("too long", code="context_length_exceeded", type="invalid_request_error")
LLAMA_LONG = _error("request (9031 tokens) exceeds it", code=400, type="exceed_context_size_error")
TOOL = chunk(tool_calls=[{"index": 0, "id": "a", "function": {"name": "rm", "arguments": "{}"}}])
HTML = b"<!doctype html><title>Welcome to nginx</title>"
WHOLE = {"choices": [{"index": 0, "message": {"role": "assistant", "content": "hello"}, "finish_reason": "stop"}]}
NESTED = b'data: {"choices":' + b"[" * 100_000 + b"\n\n"
DONE = "[DONE]"

_ROWS: dict[str, Scenario] = {
    "07": _refusal(401, _error("Incorrect API key provided: sk-canary-0123456789", code="invalid_api_key")),
    "07-empty": _refusal(401, b"", ""),
    "08": _refusal(402, _error("Payment required")),
    "09": _refusal(403, {"detail": "no"}),
    "10": _refusal(404, _error("The model `prv-10` does not exist", code="model_not_found")),
    "11-openai": _refusal(400, LONG),
    "11-llama": _refusal(400, LLAMA_LONG),
    "12": _refusal(413, b"", ""),
    "13": _refusal(422, {"detail": [{"loc": ["body", "messages"], "msg": "bad"}]}),
    "14": _refusal(429, _error("slow down"), Retry_After="1"),
    "15": _refusal(429, _error("slow down"), Retry_After="300"),
    "16": _refusal(429, _error("You exceeded your current quota", code="insufficient_quota")),
    **{f"17-{status}": _refusal(status, _error("overloaded")) for status in (500, 503, 504, 529)},
    "17-502": _refusal(502, HTML, "text/html"),
    "18-408": _refusal(408, _error("timeout")),
    "18-409": _refusal(409, _error("conflict")),
    "19-302": _refusal(302, b"", "", Location=REDIRECT_TARGET),
    "19-307": _refusal(307, b"", "", Location=REDIRECT_TARGET),
    "20": _refusal(200, HTML, "text/html; charset=utf-8"),
    "21": _refusal(200, WHOLE),
    "22": _refusal(200, _error("oops")),
    "23-chunked": _broken(Reply.cut, SAID),
    "23-json": _broken(_half_a_json, SAID),
    "23-length": _broken(Reply.cut, SAID, framing=100_000),
    "24": _broken(Reply.reset, SAID),
    "25": _stream(SAID, framing="close"),
    "25-json": _broken(_half_a_json, SAID, framing="close"),
    "26-json": _stream(SAID, b"data: {nope\n\n", STOP, DONE),
    "26-first": _stream(b"data: {nope\n\n", STOP, DONE),
    "26-control": _stream(SAID, _literal("a\x01b"), STOP, DONE),
    "26-empty": _stream(SAID, b"data: \n\n", STOP, DONE),
    "26-two": _stream(SAID, sse(SAID)[:-1], sse(SAID), STOP, DONE),
    "27": _stream(SAID, _error("overloaded", code=503)),
    "27-string": _stream(SAID, {"error": "overloaded"}),
    "27-first": _stream(_error("overloaded", code=503)),
    "27-rate": _stream(_error("slow down", code=429)),
    "28": _stream(TOOL, chunk(finish="tool_calls"), DONE),
    "28-text": _stream(SAID, TOOL, chunk(finish="tool_calls"), DONE),
    "29-ping": _stream(b"event: ping\ndata: {}\n\n", {"choices": None}, {"detail": "x"}, {"object": "x"}, SAID, STOP),
    "29-last": _stream(SAID, b'event: error\ndata: {"message":"overloaded"}\n\n'),
    "30": _stream({"choices": []}, SAID, STOP, usage(), DONE),
    "30-nulls": _stream({"choices": [], "usage": None}, SAID, STOP, usage(None, "11"), DONE),
    "31": _stream({"choices": [{"delta": None}]}, {"choices": [{}]}, SAID, STOP, DONE),
    "32": _stream(chunk(role="assistant"), {"choices": [{"delta": {"content": None}}]}, SAID, STOP, DONE),
    "33": _stream(chunk(7), chunk([1, "x"]), chunk({"a": 1}), chunk(True), SAID, STOP, DONE),
    "33-parts": _stream(chunk([{"type": "text", "text": TEXT}, {"type": "image_url"}]), STOP, DONE),
    "34": _stream([1, 2], None, "text", 7, SAID, STOP, DONE),
    "35-content": _stream(chunk(reasoning_content="hmm"), SAID, STOP, DONE),
    "35": _stream(chunk(reasoning="hmm"), SAID, STOP, DONE),
    "36": _stream(chunk(reasoning_content="hmm"), chunk(finish="length"), DONE),
    "37": _stream(*map(chunk, ["\n<thi", "nk>h", "mm</", "think", ">\n\nso ", "far "]), STOP, DONE),
    "38-length": _stream(SAID, chunk(finish="length"), DONE),
    "38-filter": _stream(SAID, chunk(finish="content_filter"), DONE),
    "38-unknown": _stream(SAID, chunk(finish="weary"), DONE),
    "38-filter-mute": _stream(chunk(finish="content_filter"), DONE),
    "38-length-mute": _stream(chunk(finish="length"), DONE),
    "39": _stream(chunk(""), STOP, DONE),
    "39-blank": _stream(chunk(" \n"), STOP, DONE),
    "39-done": _stream(DONE),
    "39-nothing": _stream(framing="close"),
    "39-ndjson": _stream(b'{"choices":[]}\n', media_type="application/x-ndjson"),
    "39-old-error": _stream(b"error: overloaded\n\n"),
    "40": _stream(b'event: execute\ndata: {"code":"alert(1)"}\n\n', chunk(TEXT, extra={"html": "<b>"}), STOP, DONE),
    "41": _stream(SAID, STOP),
    "42": _stream(SAID, sse(STOP)[:-1]),
    "43-after": _stream(SAID, STOP, DONE, chunk("lost")),
    "43-hang": _broken(Reply.hang, SAID, STOP, DONE),
    "43-hang-undone": _broken(Reply.hang, SAID, STOP),
    "44": _mute,
    "44-headers": _broken(Reply.hang),
    "45": _broken(Reply.hang, SAID),
    "46": _broken(_pings, SAID),
    "47": _stream(*(chunk(f"w{n:05d} ") for n in range(10_000)), STOP, DONE),
    "48": _stream(SAID, chunk("x" * 1_000_000), STOP, DONE),
    "49": _broken(_endless_line, SAID),
    "50-bytes": _bytewise,
    "50-crlf": _stream(sse(SAID, STOP, DONE).replace(b"\n", b"\r\n")),
    "50-cr": _stream(sse(SAID, STOP, DONE).replace(b"\n", b"\r")),
    "50-space": _stream(b": hello\n\n", sse(SAID, STOP, DONE).replace(b"data: ", b"data:")),
    "50-separators": _stream(_literal("a\u2028b\u0085c"), STOP, DONE),
    "51": _stream(b"\xef\xbb\xbf", chunk(role="assistant"), SAID, STOP, DONE),
    "52": _stream(SAID, b'data: {"choices":[{"delta":{"content":"\xff\xfe"}}]}\n\n', STOP, DONE),
    "52-first": _stream(b'data: {"choices":[{"delta":{"content":"\xff\xfe"}}]}\n\n', STOP, DONE),
    "53-split": _stream(chunk("a\ud83d"), chunk("\ude00b"), STOP, DONE),
    "53-lone": _stream(chunk("a\ud83d"), chunk("b\ude00"), chunk("c\ud83d"), STOP, DONE),
    "54": _stream(chunk("so\x00 far "), STOP, DONE),
    "55": _stream(b'data: {"x":NaN,"y":Infinity,' + sse(SAID).removeprefix(b"data: {"), STOP, DONE),
    "56": _stream(NESTED),
    "57": _stream(SAID, SAID, STOP, DONE),
    "58": _stream(SAID, chunk("other", index=1), chunk(finish="length", index=1), STOP, DONE),
    "59-banner": _wire(b"SSH-2.0-OpenSSH_9.2\r\n"),
    "59-close": _wire(b""),
    "59-gzip": _wire(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 9\r\n\r\nnot gzip!"),
    "59-chunk": _wire(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"),
    "59-gzipped": _wire(
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nConnection: close\r\n\r\n" + gzip.compress(sse(SAID, STOP))
    ),
}


def _continues(*, flags: bool, prefill: bool) -> Scenario:
    """A server that goes on with an answer in its own way, or begins anew when it is only asked to."""

    async def play(reply: Reply, gate: Gate) -> None:
        body = reply.request.body
        if "continue_final_message" in body and not flags:
            return await reply.whole(400, _error("Unrecognized request argument supplied: continue_final_message"))
        if body["messages"][-1]["role"] == "assistant" and not prefill:
            return await reply.whole(400, _error("Expected last role User or Tool for serving but got assistant"))
        await _stream(chunk("and on."), STOP, DONE)(reply, gate)

    return play


_ROWS |= {
    "refuses-flags": _continues(flags=False, prefill=True),
    "refuses-prefill": _continues(flags=False, prefill=False),
    "refuses-nothing": _continues(flags=True, prefill=True),
    "no-such-path": _refusal(404, {"detail": "Not Found"}),
    "model-by-name": _refusal(404, _error("model 'llama3.2' not found")),
    "long-refusal": _wire(b"HTTP/1.1 500 Oops\r\nConnection: close\r\n\r\n" + b"x" * 20_000_000),
    "gzip-bomb": _wire(
        b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Encoding: gzip\r\nConnection: close\r\n\r\n"
        + gzip.compress(b"x" * 50_000_000)
    ),
    "refuses-stream-options": _refuses("stream_options"),
    "refuses-max-tokens": _refuses("max_tokens", "max_completion_tokens"),
    "refuses-seed": _refuses("seed"),
    "refuses-system": _without_system,
}
BY_NAME: dict[str, Scenario] = {f"prv-{row}": scenario for row, scenario in _ROWS.items()}
BURST = "".join(f"w{n:05d} " for n in range(10_000))
