"""One answer being written: a provider's events become text, and, however that ends, exactly one outcome."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from chatapp.errors import FaultKind, ProviderFault
from chatapp.llm.events import Finished, FinishReason, ReasoningDelta, TextDelta, Usage
from chatapp.llm.provider import ChatRequest, Provider
from chatapp.streaming.transcript import Transcript

log = logging.getLogger(__name__)


class Channel(StrEnum):
    CONTENT = "content"
    REASONING = "reasoning"


@dataclass(frozen=True, slots=True)
class Job:
    """`prefix` is the text that the answer already has when it is continued."""

    message_id: UUID
    conversation_id: UUID
    user_id: int
    provider: Provider
    request: ChatRequest
    prefix: str = ""


class Ending(StrEnum):
    COMPLETE = "complete"
    STOPPED = "stopped"
    INTERRUPTED = "interrupted"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Outcome:
    """`content` is the whole answer, prefix included; times are of this run alone."""

    message_id: UUID
    conversation_id: UUID
    ending: Ending
    fault: FaultKind | None
    detail: str
    content: str
    reasoning: str
    prompt_tokens: int | None
    completion_tokens: int | None
    first_token_ms: int | None
    duration_ms: int


@dataclass(frozen=True, slots=True)
class Verdict:
    ending: Ending
    fault: FaultKind | None = None
    detail: str = ""


OF_REASON: Mapping[FinishReason, Verdict] = {
    FinishReason.STOP: Verdict(Ending.COMPLETE),
    FinishReason.LENGTH: Verdict(Ending.COMPLETE, FaultKind.LENGTH),
    FinishReason.FILTER: Verdict(Ending.COMPLETE, FaultKind.FILTER),
    FinishReason.TOOL: Verdict(Ending.FAILED, FaultKind.TOOL),
}
STOPPED = Verdict(Ending.STOPPED)
INTERRUPTED = Verdict(Ending.INTERRUPTED, FaultKind.RESTART)


@dataclass(slots=True)
class Cursor:
    """A reader's place in one channel of a generation; `offset` is on a boundary of the transcript."""

    message_id: UUID
    channel: Channel
    transcript: Transcript
    offset: int


class Generation:
    """`on_text` is called after each piece; it must be cheap and must not raise."""

    def __init__(self, job: Job, on_text: Callable[[], None]) -> None:
        self.job = job
        self.content = Transcript(job.prefix)
        self.reasoning = Transcript()
        self._on_text = on_text
        self._usage = Usage(None, None)
        self._first_token_ms: int | None = None
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
        return self._conclude(self._verdict(self._reading))

    async def _read(self) -> None:
        async with aclosing(self.job.provider.stream(self.job.request)) as events:
            async for event in events:
                if isinstance(event, Finished):
                    self._reason = event.reason
                    return
                self._take(event)
        raise ProviderFault(FaultKind.CUT)

    def _take(self, event: TextDelta | ReasoningDelta | Usage) -> None:
        match event:
            case TextDelta(text):
                self._grow(self.content, text)
            case ReasoningDelta(text):
                self._grow(self.reasoning, text)
            case Usage():
                self._usage = event

    def _grow(self, transcript: Transcript, text: str) -> None:
        if self._first_token_ms is None:
            self._first_token_ms = self._elapsed_ms()
        transcript.append(text)
        self._on_text()

    def _verdict(self, reading: asyncio.Task[None]) -> Verdict:
        error = None if reading.cancelled() else reading.exception()
        if error is not None and not isinstance(error, ProviderFault):
            log.error("generation.failed", exc_info=error, extra={"message_id": str(self.job.message_id)})
        if self._reason is not None:
            return OF_REASON[self._reason]  # whatever went wrong after it, the answer is whole
        if self._ordered is not None:
            return self._ordered
        if isinstance(error, ProviderFault):
            return Verdict(Ending.FAILED, error.kind, error.detail)
        return INTERRUPTED if error is None else Verdict(Ending.FAILED, FaultKind.INTERNAL)

    def _conclude(self, verdict: Verdict) -> Outcome:
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
            duration_ms=self._elapsed_ms(),
        )

    def _elapsed_ms(self) -> int:
        return round(1000 * (asyncio.get_running_loop().time() - self._started))
