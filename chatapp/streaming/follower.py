"""One tab's view of a conversation: a cursor into each live answer, and the rows it should read again.

Nothing is queued for a slow reader: it finds a bigger piece when it comes back.
"""

import asyncio
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from uuid import UUID

from chatapp.streaming.generation import Channel, Cursor, Generation


@dataclass(frozen=True, slots=True)
class Piece:
    """`offset` is where `text` starts, in UTF-16 units."""

    message_id: UUID
    channel: Channel
    offset: int
    text: str


@dataclass(frozen=True, slots=True)
class Changed:
    """Rows to read again from the database; none: the conversation itself (its title, its place in the list)."""

    message_ids: frozenset[UUID]


class Follower:
    def __init__(self) -> None:
        self.woken = asyncio.Event()
        self._cursors: dict[UUID, tuple[Cursor, Cursor]] = {}
        self._last: list[Cursor] = []  # of answers that are stored, until their last piece is taken
        self._changed: set[UUID] = set()
        self._conversation_changed = True  # the first thing to read is the conversation as it stands

    def track(self, generation: Generation, content: int = 0, reasoning: int = 0) -> None:
        """`content` and `reasoning` are the UTF-16 units that the tab already has."""
        self._cursors[generation.job.message_id] = generation.cursors(content, reasoning)
        self.woken.set()

    def untrack(self, message_id: UUID) -> None:
        """The answer is stored: what the tab lacks of it is its last piece, then its row is to be read again."""
        self._last.extend(self._cursors.pop(message_id))
        self.announce({message_id})

    def announce(self, message_ids: Iterable[UUID]) -> None:
        ids = frozenset(message_ids)
        self._changed |= ids
        self._conversation_changed |= not ids
        self.woken.set()

    def take(self) -> list[Piece | Changed]:
        """All that happened since the last call, each answer's text before the news of its end."""
        taken: list[Piece | Changed] = [*self._pieces()]
        if self._changed:
            taken.append(Changed(frozenset(self._changed)))
        if self._conversation_changed:
            taken.append(Changed(frozenset()))
        self._last.clear()
        self._changed.clear()
        self._conversation_changed = False
        self.woken.clear()
        return taken

    def _pieces(self) -> Iterator[Piece]:
        for cursor in [*self._last, *chain.from_iterable(self._cursors.values())]:
            if text := cursor.transcript.since(cursor.offset):
                yield Piece(cursor.message_id, cursor.channel, cursor.offset, text)
                cursor.offset = cursor.transcript.length
