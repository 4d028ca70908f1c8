"""Honest answers of the scripted provider; the model's name is the scenario. Texts are the same every time.

echo            the prompt again, word by word
words:N         N numbered words at full speed; words:N@R at R words a second
markdown:N@R    the same pace for N tokens of about 9 bytes of realistic Markdown; the last one is "The end."
code:N@R        the same pace for N lines of one code block
line:N@R        the same pace for N times a thousand letters without a space or the end of a line
timed:N@R       N words at R a second, each of them the moment at which it was sent (`stamps` reads them)
prompt          the scenario that the last line of the prompt names, so that one model is enough
slow            words:200@5
gated           the 20 words of words:20, each let through by the test; gated:NAME has a gate of its own
markdown        one of everything that Markdown has
reasoning       thinks in words:10, then answers words:10
busy-once       429 at the first request, then the prompt again; busy-for-seconds says when: 5 s later
thinking        the same, each word let through by the test
held            thinks the prompt and says it again; ends when the test lets it, held:NAME has a gate of its own
title           what a request with max_tokens <= 100 gets from all of them (titles are asked for like that)
"""

import asyncio
import re
import time
from collections.abc import Awaitable, Callable, Iterator
from itertools import repeat

from tests.support.reply import Reply, chunk, sse

Scenario = Callable[[Reply, "Gate"], Awaitable[None]]
TITLE = "A short title"
STAMP = re.compile(r"t(\d{7}) ")
STAMPS_EACH_S = 10_000
NAMES = (
    "echo", "words:200", "words:4000", "words:4000@100", "slow", "gated", "markdown", "reasoning", "thinking", "prompt",
)  # fmt: skip
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

SECTIONS = (
    "## Step {n}: why the cost stays flat",
    "A cursor tells how far the reader has come, so that only the **new part** of the text travels. It is `{n}` units "
    "long at most, and nothing of what was *shown before* is sent or drawn again; see [the notes](https://example.org/{n}).",
    "- the server keeps one offset per tab, number {n} here\n- a piece that fits is appended\n- a piece that is known "
    "is dropped\n  - even when it comes twice\n- a gap asks again",
    '```python\ndef piece(text: str, offset: int = {n}) -> str:\n    """What a reader lacks."""\n'
    "    if offset > len(text):\n        raise ValueError(offset)\n\n    return text[offset:]\n```",
    "这一段用中文说明第 {n} 步：服务器只发送新的部分，**已经显示过的内容**不会再次发送，"
    "也不会重新渲染，所以代价不随长度增加。",
    "| piece | bytes | state |\n|:--|--:|---|\n| {n} | 1,024 | sent |\n| {n}a | 512 | *waiting* |\n"
    "| {n}b | 77 | 已完成 |",
    "1. Read the offset of the tab, {n} at first.\n2. Cut the text there.\n3. Send it, and move the offset.",
    "> What is finished is drawn once. Number {n} is no exception, whatever comes after it.",
    "It follows that an answer of twice the length takes twice the time, and not four times. Whoever measures it "
    "should look at long answers: in short ones, say of {n} tokens, everything is fast, "
    "and nothing can be learned from them.",
)
END = "The end."


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


def stamps(text: str) -> list[int]:
    """When the words of a `timed` answer were sent: tenths of a millisecond, from 0 again after 1,000 s."""
    return [int(stamp) for stamp in STAMP.findall(text)]


def ms_since(stamp: int, moment: float) -> float:
    """From a stamp to a `time.time()` less than 500 s before or after it."""
    lap = 10**7
    return ((moment * STAMPS_EACH_S - stamp + lap / 2) % lap - lap / 2) * 1000 / STAMPS_EACH_S


def find(model: str) -> Scenario | None:
    """The scenario of that name, None when there is none."""
    if match := re.fullmatch(r"(words|timed|markdown|code|line):(\d+)(?:@(\d+))?", model):
        pieces, rate = _PACED[match[1]](int(match[2])), int(match[3] or 0)
        return lambda reply, gate: _say_paced(reply, pieces, rate)
    return _BY_NAME.get(model.partition(":")[0])


async def title(reply: Reply, gate: Gate) -> None:
    await _say(reply, [TITLE])


def _words(count: int) -> Iterator[str]:
    return (f"w{number:05d}{' ' if number % 20 else chr(10)}" for number in range(1, count + 1))


def _stamp() -> str:
    return f"t{int(time.time() * STAMPS_EACH_S) % 10**7:07d} "


def markdown(count: int) -> Iterator[str]:
    """The tokens of `markdown:N`: sections of all kinds, blank lines between them, cut at every ninth byte or so."""
    numbered = (section.format(n=number) for number in range(1, count) for section in SECTIONS)
    letters = (letter for section in numbered for letter in f"{section}\n\n")
    for _ in range(count - 1):
        token = ""
        while len(token.encode()) < 9:
            token += next(letters)
        yield token
    yield f"\n\n{END}"


def _code(lines: int) -> Iterator[str]:
    yield "```python\n"
    yield from (f"value_{number} = piece(text, {number})\n" for number in range(1, lines))
    yield f"# {END}"


async def _say_paced(reply: Reply, pieces: Iterator[str], rate: int = 0) -> None:
    await reply.start()
    started = time.monotonic()
    for number, piece in enumerate(pieces):
        if rate:
            await asyncio.sleep(started + number / rate - time.monotonic())
        await reply.say(piece or _stamp())
    await reply.finish()


async def _say(reply: Reply, pieces: list[str]) -> None:
    await reply.start()
    for piece in pieces:
        await reply.say(piece)
    await reply.finish()


async def _echo(reply: Reply, gate: Gate) -> None:
    await _say(reply, re.findall(r"\s*\S+\s*", reply.request.prompt))


async def _prompt(reply: Reply, gate: Gate) -> None:
    scenario = find((reply.request.prompt.splitlines() or [""])[-1])
    await (scenario or _echo)(reply, gate)


async def _slow(reply: Reply, gate: Gate) -> None:
    await _say_paced(reply, _words(200), 5)


async def _gated(reply: Reply, gate: Gate) -> None:
    await reply.start()
    for word in _words(20):
        await gate.let_through()
        await reply.say(word)
    await reply.finish()


async def _markdown(reply: Reply, gate: Gate) -> None:
    await _say(reply, [MARKDOWN[start : start + 7] for start in range(0, len(MARKDOWN), 7)])


async def _reasoning(reply: Reply, gate: Gate) -> None:
    gate.open()
    await _thinking(reply, gate)


async def _thinking(reply: Reply, gate: Gate) -> None:
    await reply.start()
    for word in _words(10):
        await gate.let_through()
        await reply.send(sse(chunk(reasoning_content=word)))
    for word in _words(10):
        await gate.let_through()
        await reply.say(word)
    await reply.finish()


async def _held(reply: Reply, gate: Gate) -> None:
    await reply.start()
    await reply.send(sse(chunk(reasoning_content=reply.request.prompt)))
    for piece in re.findall(r"\s*\S+\s*", reply.request.prompt):
        await reply.say(piece)
    await gate.let_through()
    await reply.finish()


async def _busy_once(reply: Reply, gate: Gate, **headers: str) -> None:
    if not gate.passed:
        gate.passed = True
        return await reply.whole(429, {"error": {"message": "slow down"}}, **headers)
    await _echo(reply, gate)


async def _busy_for_seconds(reply: Reply, gate: Gate) -> None:
    await _busy_once(reply, gate, **{"retry-after": "5"})


_PACED: dict[str, Callable[[int], Iterator[str]]] = {
    "words": _words,
    "timed": lambda count: repeat("", count),  # each is stamped as it is sent
    "markdown": markdown,
    "code": _code,
    "line": lambda count: repeat("x" * 1000, count),
}
_BY_NAME: dict[str, Scenario] = {
    "busy-once": _busy_once,
    "busy-for-seconds": _busy_for_seconds,
    "echo": _echo,
    "prompt": _prompt,
    "slow": _slow,
    "gated": _gated,
    "held": _held,
    "markdown": _markdown,
    "reasoning": _reasoning,
    "thinking": _thinking,
}
