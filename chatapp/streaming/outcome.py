"""How an answer can end, and what is stored of it then."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from chatapp.errors import FaultKind
from chatapp.llm.events import FinishReason


class Ending(StrEnum):
    COMPLETE = "complete"
    STOPPED = "stopped"
    INTERRUPTED = "interrupted"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Outcome:
    """`content` and `reasoning` are whole, also of an answer that was continued; tokens and times are of this run,
    from when its turn had come."""

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
    reasoning_ms: int | None  # None: no thoughts came
    duration_ms: int
    cached_tokens: int | None = None
    reasoning_tokens: int | None = None
    tokens_per_s: float | None = None
    finish_reason: FinishReason | None = None  # None: the server gave none
    retries: int = 0
    dropped: tuple[str, ...] = ()  # parameters that the model refused


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
