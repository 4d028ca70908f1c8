"""Honest answers of the scripted provider; the model's name is the scenario. Texts are the same every time.

echo            the prompt again, word by word
words:N         N numbered words at full speed; words:N@R at R words a second
slow            words:200@5
gated           the 20 words of words:20, each let through by the test; gated:NAME has a gate of its own
markdown        one of everything that Markdown has
reasoning       thinks in words:10, then answers words:10
busy-once       429 at the first request, then the prompt again
title           what a request with max_tokens <= 100 gets from all of them (titles are asked for like that)
"""

import asyncio
import re
import time
from collections.abc import Awaitable, Callable, Iterator

from tests.support.reply import Reply, chunk, sse

Scenario = Callable[[Reply, "Gate"], Awaitable[None]]
TITLE = "A short title"
NAMES = ("echo", "words:200", "words:4000", "words:4000@100", "slow", "gated", "markdown", "reasoning")
MARKDOWN = """# Heading

A paragraph with **bold**, *italic*, `code` and a [link](https://example.org/).

- one
- two
  1. nested

| left | right |
|:--|--:|
| 甲 | 1 |
| 乙 | 2 |

```python
def answer() -> int:
    return 42
```

> A quotation.

Inline $a^2 + b^2 = c^2$ and 中文 with emoji 👩‍👩‍👧.
"""


class Gate:
    """Holds back the pieces of an answer until the test lets them through. Safe to use from other threads."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._permits = asyncio.Semaphore(0)
        self.passed = False  # whether somebody has been here

    def release(self, pieces: int = 1) -> None:
        self._loop.call_soon_threadsafe(lambda: [self._permits.release() for _ in range(pieces)])

    def open(self) -> None:
        """All that is left."""
        self.release(10_000)

    async def let_through(self) -> None:
        await self._permits.acquire()


def words(count: int) -> str:
    """The whole text of `words:N`. A reader can check that nothing is lost, doubled or out of order."""
    return "".join(_words(count))


def find(model: str) -> Scenario | None:
    """The scenario of that name, None when there is none."""
    if match := re.fullmatch(r"words:(\d+)(?:@(\d+))?", model):
        count, rate = int(match[1]), int(match[2] or 0)
        return lambda reply, gate: _say_words(reply, count, rate)
    return _BY_NAME.get(model.partition(":")[0])


async def title(reply: Reply, gate: Gate) -> None:
    await _say(reply, [TITLE])


def _words(count: int) -> Iterator[str]:
    return (f"w{number:05d}{' ' if number % 20 else chr(10)}" for number in range(1, count + 1))


async def _say_words(reply: Reply, count: int, rate: int = 0) -> None:
    await reply.start()
    started = time.monotonic()
    for number, word in enumerate(_words(count)):
        if rate:
            await asyncio.sleep(started + number / rate - time.monotonic())
        await reply.say(word)
    await reply.finish()


async def _say(reply: Reply, pieces: list[str]) -> None:
    await reply.start()
    for piece in pieces:
        await reply.say(piece)
    await reply.finish()


async def _echo(reply: Reply, gate: Gate) -> None:
    await _say(reply, re.findall(r"\s*\S+\s*", reply.request.prompt))


async def _slow(reply: Reply, gate: Gate) -> None:
    await _say_words(reply, 200, 5)


async def _gated(reply: Reply, gate: Gate) -> None:
    await reply.start()
    for word in _words(20):
        await gate.let_through()
        await reply.say(word)
    await reply.finish()


async def _markdown(reply: Reply, gate: Gate) -> None:
    await _say(reply, [MARKDOWN[start : start + 7] for start in range(0, len(MARKDOWN), 7)])


async def _reasoning(reply: Reply, gate: Gate) -> None:
    await reply.start()
    for word in _words(10):
        await reply.send(sse(chunk(reasoning_content=word)))
    for word in _words(10):
        await reply.say(word)
    await reply.finish()


async def _busy_once(reply: Reply, gate: Gate) -> None:
    if not gate.passed:
        gate.passed = True
        return await reply.whole(429, {"error": {"message": "slow down"}})
    await _echo(reply, gate)


_BY_NAME: dict[str, Scenario] = {
    "busy-once": _busy_once,
    "echo": _echo,
    "slow": _slow,
    "gated": _gated,
    "markdown": _markdown,
    "reasoning": _reasoning,
}
