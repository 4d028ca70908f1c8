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
    """`cached_tokens` are some of the prompt's, `reasoning_tokens` some of the completion's."""

    prompt_tokens: int | None
    completion_tokens: int | None
    cached_tokens: int | None = None
    reasoning_tokens: int | None = None


@dataclass(frozen=True, slots=True)
class Dropped:
    """Comes first, if at all: parameters that the server refused, so that it was asked without them."""

    parameters: tuple[str, ...]


class FinishReason(StrEnum):
    STOP = "stop"
    LENGTH = "length"
    FILTER = "filter"
    TOOL = "tool"


@dataclass(frozen=True, slots=True)
class Finished:
    """Always the last event. A stream that ends without one raises `ProviderFault` instead."""

    reason: FinishReason


Event = TextDelta | ReasoningDelta | Usage | Dropped | Finished
