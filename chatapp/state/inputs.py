"""Arguments of event handlers. Reflex passes on whatever a client sends, so each is checked by type and size."""

import uuid
from collections.abc import Mapping
from typing import Any

from chatapp.errors import InvalidInput, NotFound
from chatapp.text import clean

MAX_TEXT_CHARS = 200_000  # a frame holds more, a prompt may hold less: services know the real limit
_MAX_KNOWN_MESSAGES = 2_000
_MAX_PLACEHOLDERS = 8


def text(value: Any, limit: int = MAX_TEXT_CHARS) -> str:
    if not isinstance(value, str) or len(value) > limit:
        raise InvalidInput
    return clean(value)


def identifier(value: Any) -> uuid.UUID:
    """A malformed id is answered like one that does not exist."""
    if not isinstance(value, str) or len(value) > 36:
        raise NotFound
    try:
        return uuid.UUID(value)
    except ValueError:
        raise NotFound from None


def lengths(value: Any) -> dict[uuid.UUID, tuple[int, int]]:
    """What a tab has of each message: `{id: [content, reasoning]}`, in UTF-16 units."""
    if not isinstance(value, Mapping) or len(value) > _MAX_KNOWN_MESSAGES:
        raise InvalidInput
    # A prompt on its way has an id of the browser's own making; nothing here needs it.
    return {key: _pair(pair) for name, pair in value.items() if (key := _uuid(name))}


def placeholders(value: Any) -> dict[str, str]:
    """What fills the placeholders of a catalog's text."""
    if not isinstance(value, Mapping) or len(value) > _MAX_PLACEHOLDERS:
        raise InvalidInput
    return {text(name, 32): text(filling, 300) for name, filling in value.items()}


def _uuid(value: Any) -> uuid.UUID | None:
    try:
        return identifier(value)
    except NotFound:
        return None


def _pair(value: Any) -> tuple[int, int]:
    match value:
        case [content, reasoning]:
            return count(content), count(reasoning)
        case _:
            raise InvalidInput


def count(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**31:
        raise InvalidInput
    return value
