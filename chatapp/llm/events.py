"""What a model server can tell us while it answers. Pure values: no identity, no time."""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class TextDelta:
    text: str


@dataclass(frozen=True, slots=True)
class ReasoningDelta:
    text: str


@dataclass(frozen=True, slots=True)
class Usage:
    prompt_tokens: int | None
    completion_tokens: int | None


class FinishReason(StrEnum):
    STOP = "stop"
    LENGTH = "length"
    FILTER = "filter"
    TOOL = "tool"


@dataclass(frozen=True, slots=True)
class Finished:
    """Always the last event. A stream that ends without one raises `ProviderFault` instead."""

    reason: FinishReason


Event = TextDelta | ReasoningDelta | Usage | Finished
