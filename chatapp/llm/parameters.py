"""How a model is to write: what of it a person may set, checked before it is stored. Pure.

A form gives texts, an empty one leaves the choice to the model. What is stored is what a request says, but for
`extra`: an object whose members are sent as they are, for what this app has no field for.
"""

import json
import math
from collections.abc import Callable, Mapping
from typing import Any, cast

from chatapp.llm.errors import ParameterRefused
from chatapp.text import clean

MAX_STOPS, MAX_STOP_CHARS = 4, 100
MAX_EXTRA_CHARS, MAX_EXTRA_DEPTH = 4_000, 6
EFFORTS = ("none", "minimal", "low", "medium", "high", "xhigh")
EXTRA = "extra"
# What says whom is asked what, and how the answer comes, is ours; what has a field is set there.
RESERVED = frozenset(
    {
        "model", "messages", "prompt", "input", "stream", "stream_options", "n", "max_completion_tokens",
        "continue_final_message", "add_generation_prompt",
    }
)  # fmt: skip


def parse(texts: Mapping[str, str]) -> dict[str, Any]:
    """Raises ParameterRefused; an unknown name is refused as `extra`."""
    if not texts.keys() <= {*_READ, EXTRA}:
        raise ParameterRefused("extra")
    read = {name: _READ[name](text.strip()) for name, text in texts.items() if name != EXTRA and text.strip()}
    extra = _extra(texts.get(EXTRA, "").strip())
    return {**read, EXTRA: extra} if extra else read


def shown(parameters: Mapping[str, Any]) -> dict[str, str]:
    """As `parse` takes them."""
    return {name: _SHOWN.get(name, str)(value) for name, value in parameters.items()}


def sent(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """As a request says them."""
    return {**parameters.get(EXTRA, {}), **{name: value for name, value in parameters.items() if name != EXTRA}}


def _number(name: str, least: float, most: float, kind: Callable[[str], float]) -> Callable[[str], float]:
    def read(text: str) -> float:
        try:
            number = kind(text) if len(text) <= 20 else math.nan
        except ValueError:
            number = math.nan
        if not least <= number <= most:
            raise ParameterRefused(name)
        return number

    return read


def _stops(text: str) -> list[str]:
    """One a line; `\\n` stands for the end of a line."""
    stops = [line.replace("\\n", "\n") for line in text.splitlines() if line]
    if len(stops) > MAX_STOPS or any(len(stop) > MAX_STOP_CHARS for stop in stops):
        raise ParameterRefused("stop")
    return stops


def _effort(text: str) -> str:
    if text not in EFFORTS:
        raise ParameterRefused("reasoning_effort")
    return text


def _extra(text: str) -> dict[str, Any]:
    if not text:
        return {}
    if len(text) > MAX_EXTRA_CHARS:
        raise ParameterRefused("size")
    try:
        found: object = json.loads(text, parse_constant=_refuse_constant)
        value = _plain(found, MAX_EXTRA_DEPTH)
    except (ValueError, RecursionError):
        raise ParameterRefused("extra") from None
    if not isinstance(value, dict):
        raise ParameterRefused("extra")
    named = cast("dict[str, Any]", value)
    if named.keys() & {*RESERVED, *_READ, EXTRA}:
        raise ParameterRefused("reserved")
    return named


def _refuse_constant(name: str) -> float:
    raise ValueError(name)


def _plain(value: object, depth: int) -> object:
    """With text that every server and database takes. ValueError when it nests too deep, or counts too far."""
    if not depth:
        raise ParameterRefused("size")
    match value:
        case str():
            return clean(value)
        case dict():
            members = cast("dict[str, object]", value)
            return {clean(name): _plain(member, depth - 1) for name, member in members.items()}
        case list():
            return [_plain(member, depth - 1) for member in cast("list[object]", value)]
        case float() if not math.isfinite(value):
            raise ValueError(value)
        case _:
            return value


_READ: Mapping[str, Callable[[str], Any]] = {
    "temperature": _number("temperature", 0, 2, float),
    "top_p": _number("top_p", 0, 1, float),
    "max_tokens": _number("max_tokens", 1, 10_000_000, int),
    "seed": _number("seed", 0, 2**53 - 1, int),
    "stop": _stops,
    "reasoning_effort": _effort,
}
_SHOWN: Mapping[str, Callable[[Any], str]] = {
    "stop": lambda stops: "\n".join(stop.replace("\n", "\\n") for stop in stops),
    EXTRA: lambda extra: json.dumps(extra, ensure_ascii=False, indent=2),
}
