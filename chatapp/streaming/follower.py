"""One tab's view: a cursor into each live answer of its conversation, the rows it should read again, and what changed
in its person's list of conversations.

Nothing is queued for a slow reader: it finds a bigger piece when it comes back.
"""

import asyncio
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from uuid import UUID

from chatapp.streaming.generation import Channel, Cursor, Generation
from chatapp.streaming.waiting import Waiting


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


@dataclass(frozen=True, slots=True)
class Noted:
    """What an answer waits for; None: for nothing any more."""

    message_id: UUID
    waiting: Waiting | None


@dataclass(frozen=True, slots=True)
class Listed:
    """Conversations whose line in the list is to be read again."""

    conversation_ids: frozenset[UUID]


@dataclass(frozen=True, slots=True)
class Drafted:
    """What is typed there, and not sent, is to be read again; None: in the new chat."""

    conversation_id: UUID | None


News = Piece | Noted | Changed | Listed | Drafted


@dataclass(slots=True)
class _Tracked:
    generation: Generation
    cursors: tuple[Cursor, Cursor]
    is_told: bool
    noted: Waiting | None = None


class Follower:
    """`reads`: whether a conversation is followed at all, or the list alone."""

    def __init__(self, reads: bool) -> None:
        self.woken = asyncio.Event()
        self._tracked: dict[UUID, _Tracked] = {}
        self._last: list[Cursor] = []  # of answers that are stored, until their last piece is taken
        self._changed: set[UUID] = set()
        self._listed: set[UUID] = set()
        self._drafted: set[UUID | None] = set()
        self._conversation_changed = reads  # the first thing to read is the conversation as it stands

    def track(self, generation: Generation, content: int = 0, reasoning: int = 0, *, is_new: bool = False) -> None:
        """`content` and `reasoning` are the UTF-16 units that the tab already has. Of one that is not new it may have
        heard that it waits: it is told if it does not."""
        cursors = generation.cursors(content, reasoning)
        self._tracked[generation.job.message_id] = _Tracked(generation, cursors, is_told=is_new)
        self.woken.set()

    def untrack(self, message_id: UUID) -> None:
        """The answer is stored: what the tab lacks of it is its last piece, then its row is to be read again."""
        self._last.extend(self._tracked.pop(message_id).cursors)
        self.announce({message_id})

    def announce(self, message_ids: Iterable[UUID]) -> None:
        ids = frozenset(message_ids)
        self._changed |= ids
        self._conversation_changed |= not ids
        self.woken.set()

    def announce_line(self, conversation_id: UUID) -> None:
        self._listed.add(conversation_id)
        self.woken.set()

    def announce_draft(self, conversation_id: UUID | None) -> None:
        self._drafted.add(conversation_id)
        self.woken.set()

    def take(self) -> list[News]:
        """All that happened since the last call, each answer's text before the news of its end."""
        taken: list[News] = [*self._pieces(), *self._notes()]
        if self._changed:
            taken.append(Changed(frozenset(self._changed)))
        if self._conversation_changed:
            taken.append(Changed(frozenset()))
        if self._listed:
            taken.append(Listed(frozenset(self._listed)))
        taken.extend(map(Drafted, self._drafted))
        self._last.clear()
        self._drafted.clear()
        self._listed.clear()
        self._changed.clear()
        self._conversation_changed = False
        self.woken.clear()
        return taken

    def _pieces(self) -> Iterator[Piece]:
        for cursor in [*self._last, *chain.from_iterable(tracked.cursors for tracked in self._tracked.values())]:
            if text := cursor.transcript.since(cursor.offset):
                yield Piece(cursor.message_id, cursor.channel, cursor.offset, text)
                cursor.offset = cursor.transcript.length

    def _notes(self) -> Iterator[Noted]:
        for message_id, tracked in self._tracked.items():
            if not tracked.is_told or tracked.generation.waiting != tracked.noted:
                tracked.is_told, tracked.noted = True, tracked.generation.waiting
                yield Noted(message_id, tracked.noted)
