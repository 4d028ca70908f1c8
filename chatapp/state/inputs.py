"""Arguments of event handlers: what they may be, written as their annotations, and what is made of them.

Whatever a client sends has been held to the annotations before a handler sees it (state/schema.py).
"""

import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated

from chatapp.errors import InvalidInput, NotFound

MAX_TEXT_CHARS = 200_000  # a frame holds more, a prompt may hold less: services know the real limit
MAX_COUNT = 2**31 - 1


class Most(int):
    """The longest text, in characters, or the most entries of an object, that an annotation lets through."""


Id = Annotated[str, Most(36)]
ClientId = Annotated[str, Most(64)]  # of the browser's own making
Word = Annotated[str, Most(64)]
Name = Annotated[str, Most(200)]
Model = Annotated[str, Most(240)]  # its reference: with the endpoint
# What fills the placeholders of a catalog's text.
Placeholders = Annotated[dict[str, Annotated[str, Most(300)]], Most(8)]
# What a tab has of each message: `{id: [content, reasoning]}`, in UTF-16 units.
Lengths = Annotated[dict[str, tuple[int, int]], Most(2_000)]


def identifier(text: str) -> uuid.UUID:
    """A malformed id is answered like one that does not exist."""
    try:
        return uuid.UUID(text)
    except ValueError:
        raise NotFound from None


def moment(text: str) -> datetime:
    """A time as `views` say it."""
    try:
        found = datetime.fromisoformat(text)
        if found.tzinfo is not None:
            return found.astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    raise InvalidInput


def identifier_if_any(text: str) -> uuid.UUID | None:
    """An empty id is the page's word for no conversation."""
    return None if text == "" else identifier(text)


def by_message(lengths: Lengths) -> Mapping[uuid.UUID, tuple[int, int]]:
    # A prompt on its way has an id of the browser's own making; nothing here needs it.
    return {key: (pair[0], pair[1]) for name, pair in lengths.items() if (key := _uuid(name))}


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return identifier(text)
    except NotFound:
        return None
