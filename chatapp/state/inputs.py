"""Arguments of event handlers. Reflex passes on whatever a client sends, so each is checked by type and size."""

import uuid
from collections.abc import Mapping
from typing import Any

from chatapp.errors import InvalidInput, NotFound

MAX_TEXT_CHARS = 200_000  # a frame holds more, a prompt may hold less: services know the real limit
_MAX_KNOWN_MESSAGES = 2_000


def text(value: Any, limit: int = MAX_TEXT_CHARS) -> str:
    if not isinstance(value, str) or len(value) > limit:
        raise InvalidInput
    return value


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


def _uuid(value: Any) -> uuid.UUID | None:
    try:
        return identifier(value)
    except NotFound:
        return None


def _pair(value: Any) -> tuple[int, int]:
    match value:
        case [int(content), int(reasoning)] if not isinstance(content, bool) and not isinstance(reasoning, bool):
            if 0 <= content < 2**31 and 0 <= reasoning < 2**31:
                return content, reasoning
    raise InvalidInput


def count(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**31:
        raise InvalidInput
    return value
