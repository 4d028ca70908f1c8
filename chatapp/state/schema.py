"""What an event may carry, read from the annotations of its handler.

Of all that JSON can say, text and counts are let through, and objects, lists and pairs of these; text is cleaned on the
way. A handler with another annotation stops the start.
"""

import inspect
import types
from collections.abc import Callable, Mapping
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from chatapp.errors import InvalidInput
from chatapp.state.inputs import MAX_COUNT, MAX_TEXT_CHARS, Most
from chatapp.text import clean

Check = Callable[[Any], Any]

_MAX_KEY_CHARS = 64
_MOST_ENTRIES = 100


class UnknownKind(TypeError):
    """An annotation that says nothing a client could be held to."""


class Schema:
    """Of one handler. `kinds` is how a reviewer reads its arguments, `required` are those without a default."""

    def __init__(self, handler: Callable[..., Any]) -> None:
        _, *parameters = inspect.signature(handler).parameters.values()  # the first one is the state
        hints = get_type_hints(handler, include_extras=True)
        self._checks = {each.name: _check_of(hints.get(each.name)) for each in parameters}
        self.kinds = {name: _shown(hints[name]) for name in self._checks}
        self.required = {each.name for each in parameters if each.default is each.empty}

    def checked(self, payload: Any) -> dict[str, Any]:
        """What the handler is called with. Raises InvalidInput for anything else than the schema says."""
        if not isinstance(payload, Mapping) or not self.required <= payload.keys() <= self._checks.keys():
            raise InvalidInput
        return {name: self._checks[name](value) for name, value in payload.items()}


def _check_of(kind: Any, most: int | None = None) -> Check:
    origin, parts = get_origin(kind), get_args(kind)
    if origin is Annotated:
        return _check_of(parts[0], next(extra for extra in parts[1:] if isinstance(extra, Most)))
    if kind in _PLAIN:
        return _PLAIN[kind] if most is None else _shorter(most)
    if origin is dict and parts[0] is str:
        return _object_of(_check_of(parts[1]), most or _MOST_ENTRIES)
    if origin is list:
        return _list_of(_check_of(parts[0]), most or _MOST_ENTRIES)
    if origin is tuple and Ellipsis not in parts:
        return _sequence_of([_check_of(part) for part in parts])
    raise UnknownKind(f"{kind} can't be checked: see chatapp/state/schema.py")


def _text(value: Any, most: int = MAX_TEXT_CHARS) -> str:
    if not isinstance(value, str) or len(value) > most:
        raise InvalidInput
    cleaned = clean(value)
    if value and not cleaned:  # else an id of NUL would be the empty one, which asks for a new conversation
        raise InvalidInput
    return cleaned


def _shorter(most: int) -> Check:
    return lambda value: _text(value, most)


def _count(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= MAX_COUNT:
        raise InvalidInput
    return value


_PLAIN: dict[Any, Check] = {str: _text, int: _count}


def _object_of(check: Check, most: int) -> Check:
    def checked(value: Any) -> dict[str, Any]:
        if not isinstance(value, Mapping) or len(value) > most:
            raise InvalidInput
        return {_key(name): check(part) for name, part in value.items()}

    return checked


def _key(name: Any) -> str:
    """No key means something of its own to JavaScript."""
    text = _text(name, _MAX_KEY_CHARS)
    if text in ("__proto__", "constructor", "prototype"):
        raise InvalidInput
    return text


def _list_of(check: Check, most: int) -> Check:
    def checked(value: Any) -> list[Any]:
        if not isinstance(value, list) or len(value) > most:
            raise InvalidInput
        return [check(part) for part in value]

    return checked


def _sequence_of(checks: list[Check]) -> Check:
    def checked(value: Any) -> list[Any]:
        if not isinstance(value, list) or len(value) != len(checks):
            raise InvalidInput
        return [check(part) for check, part in zip(checks, value, strict=True)]

    return checked


def _shown(kind: Any) -> str:
    origin, parts = get_origin(kind), get_args(kind)
    if origin is Annotated:
        return f"{_shown(parts[0])} ≤ {parts[1]}"
    if isinstance(kind, types.GenericAlias):
        return f"{origin.__name__}[{', '.join(map(_shown, parts))}]"
    return kind.__name__
