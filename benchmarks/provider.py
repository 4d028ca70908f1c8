"""What reading answers from an OpenAI-compatible server costs: ours beside the ways of the `openai` client.

    python -m benchmarks.provider [rounds]

The scripted provider runs in a process of its own. Per variant and round: 20 answers at once, each of 200 words at
50 words a second. CPU: of this process, per 1,000 words, median and spread of the rounds. Lag: how late a timer of
5 ms fires. "bytes only" parses nothing: the floor of the HTTP client. aiohttp is measured where it is installed.
"""

import asyncio
import statistics
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import aclosing, contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from typing import Any

import httpx2
import openai
import uvloop

from chatapp.llm.events import TextDelta
from chatapp.llm.openai_compatible import OpenAICompatible
from chatapp.llm.provider import ChatRequest, Turn
from chatapp.settings import PROJECT, Settings
from tests.support.scenarios import words

STREAMS, WORDS, RATE = 20, 200, 50
TICK_S = 0.005

Read = Callable[[Any, str], AsyncIterator[str]]


@dataclass
class Figures:
    cpu_s: list[float] = field(default_factory=list)
    """Per 1,000 words, one a round."""
    lags_ms: list[float] = field(default_factory=list)


async def ours(provider: OpenAICompatible, model: str) -> AsyncIterator[str]:
    async with aclosing(provider.stream(ChatRequest(model, (Turn("user", "go"),)))) as events:
        async for event in events:
            if isinstance(event, TextDelta):
                yield event.text


async def documented(client: openai.AsyncOpenAI, model: str) -> AsyncIterator[str]:
    stream = await client.chat.completions.create(**_body(model))
    async for chunk in stream:
        yield chunk.choices[0].delta.content or ""


async def plain_json(client: openai.AsyncOpenAI, model: str) -> AsyncIterator[str]:
    """How we read before: the client's stream without its models."""
    stream = await _post(client, model, cast_to=object)
    async for chunk in stream:
        yield chunk["choices"][0]["delta"].get("content") or ""


async def bytes_only(client: openai.AsyncOpenAI, model: str) -> AsyncIterator[str]:
    response = await _post(client, model, cast_to=httpx2.Response)
    async for _ in response.aiter_bytes():
        pass
    yield words(WORDS)


def _post(client: openai.AsyncOpenAI, model: str, cast_to: type) -> Any:
    stream_cls = openai.AsyncStream[object]
    return client.post("/chat/completions", body=_body(model), cast_to=cast_to, stream=True, stream_cls=stream_cls)


def _body(model: str) -> dict[str, Any]:
    return {"model": model, "messages": [{"role": "user", "content": "go"}], "stream": True}


def _plain(base_url: str) -> openai.AsyncOpenAI:
    return openai.AsyncOpenAI(base_url=base_url, api_key="none")


def _over_aiohttp(base_url: str) -> openai.AsyncOpenAI:
    return openai.AsyncOpenAI(base_url=base_url, api_key="none", http_client=openai.DefaultAioHttpClient())


VARIANTS: dict[str, tuple[Callable[[str], Any], Read]] = {
    "openai, as documented": (_plain, documented),
    "openai, plain JSON": (_plain, plain_json),
    "openai over aiohttp": (_over_aiohttp, documented),
    "openai, bytes only": (_plain, bytes_only),
    "ours": (lambda base_url: OpenAICompatible(base_url, settings=Settings()), ours),
}


async def measure(base_url: str, rounds: int) -> dict[str, Figures]:
    chosen = [name for name in VARIANTS if "aiohttp" not in name or find_spec("aiohttp")]
    figures = {name: Figures() for name in chosen}
    for _ in range(rounds):
        for name in chosen:
            connect, read = VARIANTS[name]
            client = connect(base_url)
            await _text(read(client, "words:1"))  # what only the first request pays
            await _round(lambda read=read, client=client: read(client, f"words:{WORDS}@{RATE}"), figures[name])
            await (client.aclose if isinstance(client, OpenAICompatible) else client.close)()
    return figures


async def _round(read: Callable[[], AsyncIterator[str]], figures: Figures) -> None:
    ticking = asyncio.create_task(_tick(figures.lags_ms))
    before = time.process_time()
    texts = await asyncio.gather(*(_text(read()) for _ in range(STREAMS)))
    figures.cpu_s.append((time.process_time() - before) * 1000 / (STREAMS * WORDS))
    ticking.cancel()
    assert set(texts) == {words(WORDS)}, "an answer did not arrive whole"


async def _text(pieces: AsyncIterator[str]) -> str:
    return "".join([piece async for piece in pieces])


async def _tick(lags_ms: list[float]) -> None:
    while True:
        due = time.perf_counter() + TICK_S
        await asyncio.sleep(TICK_S)
        lags_ms.append(max(0.0, time.perf_counter() - due) * 1000)


@contextmanager
def scripted_provider() -> Iterator[str]:
    """Its base URL."""
    command = [sys.executable, "-m", "tests.support.scripted_provider"]
    with subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield process.stdout.readline().split()[-1]
        finally:
            process.terminate()


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    with scripted_provider() as base_url, asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        figures = runner.run(measure(base_url, rounds))
    print("| way | CPU s per 1,000 | least to most | lag p50 | p95 | p99 |\n|---|---|---|---|---|---|")
    for name, seen in figures.items():
        cuts = statistics.quantiles(seen.lags_ms, n=100)
        spread = f"{min(seen.cpu_s):.3f} to {max(seen.cpu_s):.3f}"
        lags = " | ".join(f"{cuts[percent - 1]:.1f} ms" for percent in (50, 95, 99))
        print(f"| {name} | {statistics.median(seen.cpu_s):.3f} | {spread} | {lags} |")


if __name__ == "__main__":
    main()
