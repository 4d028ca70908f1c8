"""Fakes at the two seams of `streaming`, the provider and the persistence, and a tab that follows."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Collection, Mapping, Sequence
from contextlib import aclosing
from uuid import UUID, uuid4

from chatapp.errors import StorageFault
from chatapp.llm.events import Event, Finished, FinishReason, TextDelta
from chatapp.llm.provider import ChatRequest
from chatapp.streaming.follower import Changed, Drafted, Listed, News, Noted, Piece
from chatapp.streaming.generation import Channel, Job
from chatapp.streaming.hub import Hub
from chatapp.streaming.journal import Chunk
from chatapp.streaming.outcome import Outcome
from tests.streaming.virtual_time import now

STOP = Finished(FinishReason.STOP)
Step = Event | BaseException | asyncio.Event | float


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def words(text: str, every_s: float = 0.0) -> list[Step]:
    """A script that says `text` word by word and stops."""
    steps: list[Step] = []
    for word in text.split(" "):
        steps += [every_s, TextDelta(word + " ")] if every_s else [TextDelta(word + " ")]
    return [*steps, STOP]


class ScriptedProvider:
    """Plays a script: yields events, raises exceptions, waits for gates and for seconds."""

    def __init__(self, *script: Step, slots: int | None = None) -> None:
        self.script = script
        self.slots = slots
        self.requests: list[ChatRequest] = []
        self.open_streams = 0

    async def stream(self, request: ChatRequest) -> AsyncGenerator[Event, None]:
        self.requests.append(request)
        self.open_streams += 1
        try:
            for step in self.script:
                match step:
                    case BaseException():
                        raise step
                    case asyncio.Event():
                        await step.wait()
                    case int() | float():
                        await asyncio.sleep(step)
                    case _:
                        yield step
        finally:
            self.open_streams -= 1

    def refused(self, request: ChatRequest) -> Collection[str]:
        return ()

    async def models(self) -> Sequence[str]:
        return ["scripted"]

    async def aclose(self) -> None:
        pass


async def request() -> ChatRequest:
    return ChatRequest(model="scripted", turns=())


def job(*script: Step, conversation_id: UUID | None = None, user_id: int = 1, content: str = "") -> Job:
    return Job(uuid4(), conversation_id or uuid4(), user_id, ScriptedProvider(*script), request, content)


class MemoryPersistence:
    """`failures` are used up, one for each call, None letting that call pass."""

    def __init__(self) -> None:
        self.appends: list[Sequence[Chunk]] = []
        self.outcomes: dict[UUID, Outcome] = {}
        self.unseen: dict[UUID, bool] = {}
        self.append_failures: list[BaseException | None] = []
        self.finish_failures: list[BaseException | None] = []
        self.append_s = self.finish_s = 0.0  # how long a transaction takes
        self.log: list[tuple[str, UUID]] = []

    async def append(self, chunks: Sequence[Chunk]) -> None:
        await asyncio.sleep(self.append_s)
        _raise_next(self.append_failures)
        self.appends.append(chunks)
        self.log += [("append", chunk.message_id) for chunk in chunks]

    async def finish(self, outcome: Outcome, unseen: bool) -> None:
        await asyncio.sleep(self.finish_s)
        _raise_next(self.finish_failures)
        self.outcomes[outcome.message_id] = outcome
        self.unseen[outcome.message_id] = unseen
        self.log.append(("finish", outcome.message_id))

    def written(self, message_id: UUID, channel: Channel = Channel.CONTENT) -> str:
        chunks = [chunk for chunks in self.appends for chunk in chunks]
        return "".join(chunk.text for chunk in chunks if (chunk.message_id, chunk.channel) == (message_id, channel))


def _raise_next(failures: list[BaseException | None]) -> None:
    if failures and (failure := failures.pop(0)) is not None:
        raise failure


def locked(times: int) -> list[BaseException | None]:
    return [StorageFault("locked") for _ in range(times)]


class Tab:
    """Follows a conversation in a task of its own; `news` holds what it saw, with the time.

    The invitation to read the conversation as it stands, which opens every following, is `invited`; that to read its
    draft, `drafts`; the answers that were said to wait for nothing before anything else of them, `at_once`.
    Without a conversation it is a tab that shows the list alone.
    """

    def __init__(
        self, hub: Hub, conversation_id: UUID | None, have: Mapping[UUID, int] | None = None, slow_s: float = 0.0
    ) -> None:
        self.invited = False
        self.drafts = 0
        self.at_once: set[UUID] = set()
        self.lines: list[tuple[float, frozenset[UUID]]] = []  # changes of the list
        self.news: list[tuple[float, News]] = []
        self._have = have or {}
        self._slow_s = slow_s
        self._changed: set[UUID] = set()
        self._more = asyncio.Event()
        self._task = asyncio.create_task(self._read(hub, conversation_id))

    async def _read(self, hub: Hub, conversation_id: UUID | None) -> None:
        async with aclosing(hub.follow(1, conversation_id, self._have)) as items:
            async for item in items:
                if item == Changed(frozenset()) and not self.invited:
                    self.invited = True
                    continue
                if isinstance(item, Drafted):
                    self.drafts += 1
                    continue
                if isinstance(item, Noted) and not item.waiting and not self.told_of(item.message_id):
                    self.at_once.add(item.message_id)
                    continue
                if isinstance(item, Listed):
                    self.lines.append((now(), item.conversation_ids))
                    continue
                self.news.append((now(), item))
                if isinstance(item, Changed):
                    self._changed |= item.message_ids
                self._more.set()
                await asyncio.sleep(self._slow_s)

    async def until(self, reached: Callable[[], bool]) -> None:
        while not reached():
            self._more.clear()
            await self._more.wait()

    async def until_changed(self, message_id: UUID) -> None:
        await self.until(lambda: message_id in self._changed)

    async def close(self) -> None:
        self._task.cancel()
        await asyncio.wait({self._task})

    def told_of(self, message_id: UUID) -> bool:
        return any(isinstance(item, Piece | Noted) and item.message_id == message_id for _, item in self.news)

    def pieces(self, message_id: UUID, channel: Channel = Channel.CONTENT) -> list[Piece]:
        pieces = [item for _, item in self.news if isinstance(item, Piece)]
        return [piece for piece in pieces if (piece.message_id, piece.channel) == (message_id, channel)]

    def changes(self) -> list[Changed]:
        return [item for _, item in self.news if isinstance(item, Changed)]

    def text(self, message_id: UUID, channel: Channel = Channel.CONTENT, start: int = 0) -> str:
        """The pieces put together as the browser does, `start` being what it had; any gap or overlap fails."""
        text, end = "", start
        for piece in self.pieces(message_id, channel):
            assert piece.offset == end, f"expected {end}, got {piece.offset}"
            assert piece.text
            text, end = text + piece.text, end + units(piece.text)
        return text
