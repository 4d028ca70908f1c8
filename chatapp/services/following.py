"""Watching a conversation: its rows as they stand, then every letter and every change, in every tab alike. And, on
every page, what changes in the list of conversations."""

import asyncio
import logging
import time
import uuid
from collections.abc import AsyncGenerator, Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import aclosing, suppress
from dataclasses import dataclass, field, replace
from itertools import count
from typing import TypeVar

from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp import runtime
from chatapp.errors import NotFound, StorageFault
from chatapp.models import Conversation, Message, Status
from chatapp.services import drafts
from chatapp.services.conversations import Lines, lines, own, see
from chatapp.services.drafts import Draft
from chatapp.services.viewer import Viewer
from chatapp.store import branches, conversations, messages
from chatapp.store.messages import Path
from chatapp.streaming.follower import Changed, Drafted, Listed, News, Noted, Piece
from chatapp.streaming.generation import Channel
from chatapp.streaming.transcript import utf16_length
from chatapp.streaming.waiting import AfterAnother, Queued, Retrying, Waiting

T = TypeVar("T")

log = logging.getLogger(__name__)

WINDOW = 60  # messages that a page opens with, or fewer
WINDOW_BYTES = 64_000  # of text, unless the newest two alone have more
TRY_AGAIN_S = 1.0

_numbers = count(time.time_ns() // 1000)


@dataclass(frozen=True)
class Origin:
    """The conversation that one was forked from."""

    id: uuid.UUID
    title: str


@dataclass(frozen=True)
class Part:
    """Of a path: what stands around `place`, or after what the tab has. `end`: how far down it goes, None: to the
    head."""

    place: uuid.UUID | None
    end: uuid.UUID | None
    aside: bool = False  # of a branch that is not the open one: this tab alone looks there


@dataclass(frozen=True)
class Snapshot:
    """Rows of a conversation as stored. Only those in `with_text` carry text the tab does not have yet."""

    conversation_id: uuid.UUID
    messages: Sequence[Message]
    with_text: Collection[uuid.UUID] = ()
    head: uuid.UUID | None = None
    # By message: all that stand at its place, itself among them, where there are several.
    versions: Mapping[uuid.UUID, Sequence[uuid.UUID]] = field(default_factory=dict[uuid.UUID, Sequence[uuid.UUID]])
    more: bool | None = None  # whether older messages exist; None: says nothing about it
    part: Part | None = None  # which, if they are not the newest
    removed: Collection[uuid.UUID] = ()
    sides: Sequence[uuid.UUID] | None = None  # answers that stand side by side at the head; None: says nothing of it
    whole: bool = False  # says how the conversation itself stands; else nothing of the next two
    origin: Origin | None = None  # what it was forked from
    temporary: bool = False
    number: int = field(default_factory=lambda: next(_numbers))  # no two alike, or the page would skip one


@dataclass(frozen=True)
class Gone:
    """The conversation was deleted while it was being followed."""

    conversation_id: uuid.UUID


__all__ = [
    "WINDOW", "AfterAnother", "Draft", "Gone", "Lines", "Noted", "Piece", "Queued", "Retrying", "Snapshot", "Update",
    "Waiting", "earlier", "fitting", "follow",
]  # fmt: skip

Update = Piece | Noted | Snapshot | Gone | Lines | Draft
Lengths = tuple[int, int]  # content and reasoning, in UTF-16 units


async def follow(
    viewer: Viewer, conversation_id: uuid.UUID | None, have: Mapping[uuid.UUID, Lengths]
) -> AsyncGenerator[Update, None]:
    """Ends only with the conversation; close it to leave. NotFound for anyone else's; None follows the list alone.

    `have` is what the tab holds of each message. A database that can't be read is waited for.
    """
    tab = _Tab(viewer, conversation_id, dict(have))
    await tab.check()
    hub = runtime.current().hub
    live = hub.live_in(conversation_id) if conversation_id else []
    content = {message_id: tab.have.get(message_id, (0, 0))[0] for message_id in live}
    reasoning = {message_id: tab.have.get(message_id, (0, 0))[1] for message_id in live}
    async with aclosing(hub.follow(viewer.user_id, conversation_id, content, reasoning)) as changes:
        async for change in changes:
            update = await tab.update(change)
            yield update
            if isinstance(update, Gone):
                return


async def earlier(viewer: Viewer, conversation_id: uuid.UUID, before: uuid.UUID) -> Snapshot:
    """The messages above one that the tab has."""
    async with runtime.current().homes.read(conversation_id) as session:
        oldest = await messages.find(session, viewer.user_id, before)
        if oldest is None or oldest.conversation_id != conversation_id:
            raise NotFound
        if oldest.parent_id is None:
            return Snapshot(conversation_id, [], more=False)
        path = fitting(await messages.path(session, viewer.user_id, conversation_id, oldest.parent_id, limit=WINDOW))
        versions = await messages.versions(session, conversation_id, path.messages)
    texts = {message.id for message in path.messages}
    return Snapshot(conversation_id, path.messages, with_text=texts, versions=versions, more=path.more)


def fitting(path: Path) -> Path:
    """As much of the newest part as a page is sent at a time."""
    room, taken = WINDOW_BYTES, 0
    for message in reversed(path.messages):
        room -= len(message.content.encode()) + len(message.reasoning.encode())
        if room < 0 and taken >= 2:
            break
        taken += 1
    return Path(path.messages[-taken:], path.more or taken < len(path.messages))


@dataclass
class _Tab:
    viewer: Viewer
    conversation_id: uuid.UUID | None
    have: dict[uuid.UUID, Lengths]

    async def check(self) -> None:
        if self.conversation_id is None:
            return
        async with runtime.current().homes.read(self.conversation_id) as session:
            await own(session, self.viewer, self.conversation_id)

    async def update(self, news: News) -> Update:
        match news:
            case Piece():
                return self.took(news)
            case Noted():
                return news
            case Listed():
                return await _patiently(lambda: lines(self.viewer, news.conversation_ids))
            case Drafted():
                return await _patiently(lambda: drafts.find(self.viewer, news.conversation_id))
            case Changed():
                return await _patiently(lambda: self.read(news))

    def took(self, piece: Piece) -> Piece:
        content, reasoning = self.have.get(piece.message_id, (0, 0))
        end = piece.offset + utf16_length(piece.text)
        taken = (end, reasoning) if piece.channel == Channel.CONTENT else (content, end)
        self.have[piece.message_id] = taken
        return piece

    async def read(self, change: Changed) -> Snapshot | Gone:
        """The changed rows; for a change of the conversation itself, the newest part of its open path."""
        assert self.conversation_id is not None  # or nothing in it would change
        user_id = self.viewer.user_id
        homes = runtime.current().homes
        async with homes.read(self.conversation_id) as session:
            conversation = await conversations.find(session, user_id, self.conversation_id)
            if conversation is None:
                return Gone(self.conversation_id)
            head = conversation.current_message_id
            if change.message_ids:
                path = Path(await messages.by_ids(session, user_id, conversation.id, change.message_ids), None)
            elif head is None:
                path = Path([], False)
            else:
                path = fitting(await messages.path(session, user_id, conversation.id, head, limit=WINDOW))
            path, sides = await self._with_sides(session, conversation, path)
            versions = await messages.versions(session, conversation.id, path.messages)
            origin = await _origin(session, conversation)
            temporary = homes.is_temporary(conversation.id)
        if conversation.unseen:
            with suppress(StorageFault, NotFound):  # not to know it is no reason not to show it
                await see(self.viewer, conversation.id)
        missing = {row.id for row in path.messages if row.status != Status.STREAMING and self._lacks(row)}
        whole = not change.message_ids
        shown = Snapshot(conversation.id, path.messages, missing, head, versions, path.more, whole=whole)
        return replace(shown, origin=origin, temporary=temporary, sides=sides)

    async def _with_sides(
        self, session: AsyncSession, conversation: Conversation, path: Path
    ) -> tuple[Path, Sequence[uuid.UUID]]:
        """And the answers that stand beside the head, as long as none is chosen."""
        head, compared = conversation.current_message_id, conversation.compared_id
        sides = await branches.below(session, [compared]) if compared else ()
        if head not in sides or len(sides) < 2:
            return path, ()
        others = {*sides} - {row.id for row in path.messages}
        rows = await messages.by_ids(session, conversation.user_id, conversation.id, others)
        return replace(path, messages=[*path.messages, *rows]), sides

    def _lacks(self, row: Message) -> bool:
        lengths = (utf16_length(row.content), utf16_length(row.reasoning))
        known, self.have[row.id] = self.have.get(row.id), lengths
        return known != lengths


async def _origin(session: AsyncSession, fork: Conversation) -> Origin | None:
    if fork.forked_from_id is None:
        return None
    origin = await conversations.find(session, fork.user_id, fork.forked_from_id)
    return origin and Origin(origin.id, origin.title)


async def _patiently(read: Callable[[], Awaitable[T]]) -> T:
    while True:
        try:
            return await read()
        except StorageFault as fault:
            log.warning("follow.waits", extra={"reason": fault.key})
        await asyncio.sleep(TRY_AGAIN_S)
