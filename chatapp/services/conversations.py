"""A person's conversations: finding, listing, renaming, putting in order. Whatever changes in the list is announced."""

import time
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import count

from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp.errors import InvalidInput, NotFound, TooManyConversations, TooManyPinned
from chatapp.models import Conversation, now
from chatapp.runtime import current
from chatapp.services.viewer import Viewer
from chatapp.store import conversations, users
from chatapp.store.conversations import Place, Shelf, Sort, Summary, View
from chatapp.store.trash import InTrash
from chatapp.text import one_line

PAGE = 50
MOST_PINNED = 50  # the first page has them all
MOST_FOUND = 20
MOST_TITLE_CHARS = 200

_numbers = count(time.time_ns() // 1000)  # higher than those of a server that was here before


class Activity(StrEnum):
    NONE = ""
    WRITING = "writing"
    UNSEEN = "unseen"
    FAILED = "failed"


__all__ = ["Line", "Lines", "Page", "Place", "Shelf", "Sort", "View"]


@dataclass(frozen=True)
class Line:
    """Of two readings of one conversation the one with the higher `number` is the later."""

    summary: Summary
    activity: Activity
    number: int


@dataclass(frozen=True)
class Page:
    items: Sequence[Line]
    more: bool
    number: int


@dataclass(frozen=True)
class Lines:
    """Some lines of the list anew; `gone` are there no more."""

    items: Sequence[Line]
    gone: Sequence[uuid.UUID]
    number: int


async def check_room(session: AsyncSession, viewer: Viewer) -> None:
    """For who is about to begin one more, and holds the account."""
    limit = current().settings.max_conversations_per_user
    if await conversations.count(session, viewer.user_id) >= limit:
        raise TooManyConversations(limit)


async def find(viewer: Viewer, conversation_id: uuid.UUID) -> Conversation:
    async with current().homes.read(conversation_id) as session:
        return await own(session, viewer, conversation_id)


async def own(session: AsyncSession, viewer: Viewer, conversation_id: uuid.UUID) -> Conversation:
    """Raises InTrash, or NotFound."""
    found = await conversations.find(session, viewer.user_id, conversation_id)
    if found is None:
        raise InTrash if await conversations.is_in_trash(session, viewer.user_id, conversation_id) else NotFound
    return found


async def history(viewer: Viewer, count: int = PAGE) -> Page:
    """What is pinned, and the newest `count` of the others."""
    number = next(_numbers)  # taken before reading: whatever changes from here on has a higher one
    async with current().database.read() as session:
        pinned = await conversations.pinned(session, viewer.user_id)
        found = await conversations.recent(session, viewer.user_id, count + 1)
    return _page(found, count, number, pinned)


async def older(viewer: Viewer, before: Place, count: int = PAGE) -> Page:
    """The next `count` after a line that was listed at `before`, wherever that one is now."""
    number = next(_numbers)
    async with current().database.read() as session:
        found = await conversations.recent(session, viewer.user_id, count + 1, before)
    return _page(found, count, number)


async def listed(
    viewer: Viewer, view: View, after: tuple[datetime | str, uuid.UUID] | None = None, count: int = PAGE
) -> Page:
    """`after`: as for the store."""
    number = next(_numbers)
    async with current().database.read() as session:
        found = await conversations.listed(session, viewer.user_id, view, count + 1, after)
    return _page(found, count, number)


async def search(viewer: Viewer, text: str) -> Sequence[Line]:
    """Those whose title has every word of `text`."""
    number = next(_numbers)
    async with current().database.read() as session:
        found = await conversations.titled(session, viewer.user_id, text.split(), MOST_FOUND)
    return [_line(summary, number) for summary in found]


async def lines(viewer: Viewer, ids: Collection[uuid.UUID]) -> Lines:
    number = next(_numbers)
    async with current().database.read() as session:
        found = await conversations.summaries(session, viewer.user_id, ids)
    gone = set(ids) - {summary.id for summary in found}
    return Lines([_line(summary, number) for summary in found], sorted(gone), number)


async def see(viewer: Viewer, conversation_id: uuid.UUID) -> None:
    """What ended unseen is being looked at."""
    async with current().homes.write(conversation_id) as session:
        if await conversations.find(session, viewer.user_id, conversation_id) is None:
            raise NotFound
        await conversations.set_unseen(session, conversation_id, False)
    current().hub.announce_line(viewer.user_id, conversation_id)


async def rename(viewer: Viewer, conversation_id: uuid.UUID, title: str) -> None:
    title = one_line(title)
    if not 1 <= len(title) <= MOST_TITLE_CHARS:
        raise InvalidInput
    async with current().database.write() as session:
        if not await conversations.rename(session, viewer.user_id, conversation_id, title):
            raise NotFound
    current().hub.announce(conversation_id)
    current().hub.announce_line(viewer.user_id, conversation_id)


async def pin(viewer: Viewer, conversation_id: uuid.UUID) -> None:
    async with current().database.write() as session:
        if not await conversations.set_pinned(session, viewer.user_id, conversation_id, now()):
            raise NotFound
        await check_pins(session, viewer)
    current().hub.announce_line(viewer.user_id, conversation_id)


async def unpin(viewer: Viewer, conversation_id: uuid.UUID) -> None:
    async with current().database.write() as session:
        if not await conversations.set_pinned(session, viewer.user_id, conversation_id, None):
            raise NotFound
    current().hub.announce_line(viewer.user_id, conversation_id)


async def move_pin(viewer: Viewer, conversation_id: uuid.UUID, down: bool) -> None:
    """Past the pinned one next to it; at an end it stays."""
    async with current().database.write() as session:
        await users.hold(session, viewer.user_id)  # two that are moved at once would change places with a third
        pins = await conversations.pinned(session, viewer.user_id)
        at = next((at for at, pin in enumerate(pins) if pin.id == conversation_id), None)
        if at is None:
            raise NotFound
        beside = at + (1 if down else -1)
        if not 0 <= beside < len(pins):
            return
        one, other = pins[at], pins[beside]
        await conversations.set_pinned(session, viewer.user_id, one.id, other.pinned_at)
        await conversations.set_pinned(session, viewer.user_id, other.id, one.pinned_at)
    for moved in (one.id, other.id):
        current().hub.announce_line(viewer.user_id, moved)


async def check_pins(session: AsyncSession, viewer: Viewer) -> None:
    """For who has just made one more of them."""
    if await conversations.count_pinned(session, viewer.user_id) > MOST_PINNED:
        raise TooManyPinned(MOST_PINNED)


async def archive(viewer: Viewer, ids: Collection[uuid.UUID]) -> None:
    """Out of the list, until something is written in it again."""
    await _archive(viewer, ids, now())


async def unarchive(viewer: Viewer, ids: Collection[uuid.UUID]) -> None:
    await _archive(viewer, ids, None)


async def _archive(viewer: Viewer, ids: Collection[uuid.UUID], archived_at: datetime | None) -> None:
    async with current().database.write() as session:
        if not await conversations.set_archived(session, viewer.user_id, ids, archived_at):
            raise NotFound
        await check_pins(session, viewer)
    for id_ in ids:
        current().hub.announce_line(viewer.user_id, id_)


def _page(found: Sequence[Summary], count: int, number: int, above: Sequence[Summary] = ()) -> Page:
    """`found`: one more than the `count` that is shown, if there are more."""
    return Page([_line(summary, number) for summary in (*above, *found[:count])], len(found) > count, number)


def _line(summary: Summary, number: int) -> Line:
    if current().hub.live_in(summary.id):
        return Line(summary, Activity.WRITING, number)
    if summary.failed:
        return Line(summary, Activity.FAILED, number)
    return Line(summary, Activity.UNSEEN if summary.unseen else Activity.NONE, number)
