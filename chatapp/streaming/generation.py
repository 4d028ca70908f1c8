"""One answer being written: a provider's events become text, and, however that ends, exactly one outcome."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, aclosing
from dataclasses import dataclass
from enum import StrEnum
from itertools import count
from uuid import UUID

from chatapp.errors import FaultKind, ProviderFault
from chatapp.llm.events import Dropped, Event, Finished, FinishReason, ReasoningDelta, TextDelta, Usage
from chatapp.llm.provider import ChatRequest, Provider
from chatapp.llm.seam import Seam
from chatapp.streaming.outcome import INTERRUPTED, OF_REASON, Ending, Outcome, Verdict
from chatapp.streaming.transcript import Transcript
from chatapp.streaming.waiting import AfterAnother, Queue, Queued, Retrying, Waiting, pause_before_retry

log = logging.getLogger(__name__)

LEAST_TO_RATE_S = 0.1


class Channel(StrEnum):
    CONTENT = "content"
    REASONING = "reasoning"


@dataclass(frozen=True, slots=True)
class Job:
    """`request` is asked for when the answer's turn has come: earlier answers belong in it.
    `content` and `reasoning` are what the answer already has when it is continued."""

    message_id: UUID
    conversation_id: UUID
    user_id: int
    provider: Provider
    request: Callable[[], Awaitable[ChatRequest]]
    content: str = ""
    reasoning: str = ""


@dataclass(frozen=True, slots=True)
class Turns:
    """What an answer waits for before its request is sent: the end of another one, then room in each queue."""

    after: asyncio.Task[None] | None = None
    queues: Sequence[Queue] = ()


@dataclass(slots=True)
class Cursor:
    """A reader's place in one channel of a generation; `offset` is on a boundary of the transcript."""

    message_id: UUID
    channel: Channel
    transcript: Transcript
    offset: int


class Generation:
    """`on_news` is called after each piece and each change of `waiting`; it must be cheap and must not raise."""

    def __init__(self, job: Job, on_news: Callable[[], None], turns: Turns, retry_pause_s: float) -> None:
        self.job = job
        self.content = Transcript(job.content)
        self.reasoning = Transcript(job.reasoning)
        self.waiting: Waiting | None = None
        self._on_news = on_news
        self._turns = turns
        self._retry_pause_s = retry_pause_s
        self._seam = Seam(job.content)
        self._usage = Usage(None, None)
        self._dropped: tuple[str, ...] = ()
        self._retries = 0
        self._first_token_ms: int | None = None
        self._last_token_at = 0.0
        self._thinking_since: int | None = None  # ms, as the next
        self._reasoning_ms: int | None = None
        self._reason: FinishReason | None = None
        self._ordered: Verdict | None = None
        self._reading: asyncio.Task[None] | None = None
        self._started = 0.0

    def cursors(self, content: int, reasoning: int) -> tuple[Cursor, Cursor]:
        return (
            Cursor(self.job.message_id, Channel.CONTENT, self.content, self.content.boundary(content)),
            Cursor(self.job.message_id, Channel.REASONING, self.reasoning, self.reasoning.boundary(reasoning)),
        )

    def end(self, verdict: Verdict) -> None:
        """Stop reading and close the upstream request; the first order counts, and none after the outcome."""
        if self._ordered is None:
            self._ordered = verdict
            if self._reading is not None:
                self._reading.cancel()

    async def run(self) -> Outcome:
        self._started = asyncio.get_running_loop().time()
        # A task of its own, so that an order to end cuts the reading short and nothing that follows it.
        self._reading = asyncio.create_task(self._read())
        if self._ordered is not None:
            self._reading.cancel()
        await asyncio.wait({self._reading})
        self.content.append(self._seam.flush())
        return self._conclude(self._verdict(self._reading))

    async def _read(self) -> None:
        async with AsyncExitStack() as held:
            await self._come_to_turn(held)
            request = await self.job.request()
            for attempt in count(1):
                try:
                    return await self._hear(request)
                except ProviderFault as fault:
                    await self._pause(fault, attempt)
                    self._retries = attempt

    async def _come_to_turn(self, held: AsyncExitStack) -> None:
        if self._turns.after is not None:
            self._wait_for(AfterAnother())
            await asyncio.wait({self._turns.after})
        for queue in self._turns.queues:
            await held.enter_async_context(queue.turn(lambda place: self._wait_for(Queued(place))))
        self._wait_for(None)
        self._started = asyncio.get_running_loop().time()

    async def _pause(self, fault: ProviderFault, attempt: int) -> None:
        """Returns when it is time for another try; raises `fault` when there is none."""
        seconds = pause_before_retry(fault, attempt, self._retry_pause_s)
        if seconds is None or self._first_token_ms is not None:
            raise fault
        until = asyncio.get_running_loop().time() + seconds
        self._wait_for(Retrying(fault.kind, fault.detail, attempt, until))
        await asyncio.sleep(seconds)
        self._wait_for(None)

    def _wait_for(self, waiting: Waiting | None) -> None:
        if waiting != self.waiting:
            self.waiting = waiting
            self._on_news()

    async def _hear(self, request: ChatRequest) -> None:
        async with aclosing(self.job.provider.stream(request)) as events:
            async for event in events:
                self._take(event)
                if isinstance(event, Finished):
                    return
        raise ProviderFault(FaultKind.CUT)

    def _take(self, event: Event) -> None:
        match event:
            case TextDelta(text):
                self._stop_thinking()
                self._grow(self.content, self._seam.feed(text))
            case ReasoningDelta(text):
                if self._thinking_since is None:
                    self._thinking_since = self._elapsed_ms()
                self._grow(self.reasoning, text)
            case Usage():
                self._usage = event
            case Dropped(parameters):
                self._dropped = parameters
            case Finished(reason):
                self._reason = reason

    def _grow(self, transcript: Transcript, text: str) -> None:
        if self._first_token_ms is None:
            self._first_token_ms = self._elapsed_ms()
        self._last_token_at = asyncio.get_running_loop().time()
        if text:
            transcript.append(text)
            self._on_news()

    def _stop_thinking(self) -> None:
        if self._thinking_since is not None:
            self._reasoning_ms = (self._reasoning_ms or 0) + self._elapsed_ms() - self._thinking_since
            self._thinking_since = None

    def _verdict(self, reading: asyncio.Task[None]) -> Verdict:
        error = None if reading.cancelled() else reading.exception()
        if error is not None and not isinstance(error, ProviderFault):
            log.error("generation.failed", exc_info=error, extra={"message_id": str(self.job.message_id)})
        if self._reason is not None:
            return OF_REASON[self._reason]  # whatever went wrong after it, the answer is whole
        if self._ordered is not None:
            return self._ordered
        if isinstance(error, ProviderFault):
            if error.kind is FaultKind.EMPTY and self.job.content:
                return OF_REASON[FinishReason.STOP]  # there was nothing to add
            return Verdict(Ending.FAILED, error.kind, error.detail)
        return INTERRUPTED if error is None else Verdict(Ending.FAILED, FaultKind.INTERNAL)

    def _conclude(self, verdict: Verdict) -> Outcome:
        self._stop_thinking()
        return Outcome(
            message_id=self.job.message_id,
            conversation_id=self.job.conversation_id,
            ending=verdict.ending,
            fault=verdict.fault,
            detail=verdict.detail,
            content=self.content.text,
            reasoning=self.reasoning.text,
            prompt_tokens=self._usage.prompt_tokens,
            completion_tokens=self._usage.completion_tokens,
            first_token_ms=self._first_token_ms,
            reasoning_ms=self._reasoning_ms,
            duration_ms=self._elapsed_ms(),
            cached_tokens=self._usage.cached_tokens,
            reasoning_tokens=self._usage.reasoning_tokens,
            tokens_per_s=self._tokens_per_s(),
            finish_reason=self._reason,
            retries=self._retries,
            dropped=self._dropped,
        )

    def _tokens_per_s(self) -> float | None:
        """From the first to the last text that came; of an answer that came at once nobody can say."""
        written, hidden = self._usage.completion_tokens, self._usage.reasoning_tokens
        if written is None or self._first_token_ms is None:
            return None
        if hidden and not self.reasoning.text:  # thought of before the first text came
            written -= hidden
        seconds = self._last_token_at - self._started - self._first_token_ms / 1000
        return round((written - 1) / seconds, 1) if seconds >= LEAST_TO_RATE_S and written > 1 else None

    def _elapsed_ms(self) -> int:
        return round(1000 * (asyncio.get_running_loop().time() - self._started))
