"""Conversations of one person."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import func, tuple_, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import Select, SelectOfScalar

from chatapp.models import Conversation, ConversationTag, Message, Status
from chatapp.store import search_index


class Shelf(StrEnum):
    """Where a conversation is kept."""

    LIST = ""
    ARCHIVE = "archive"
    TRASH = "trash"


class Sort(StrEnum):
    """By when it was last changed, begun or thrown away, the newest first; or by title."""

    USED = "used"
    BEGUN = "begun"
    DELETED = "deleted"
    TITLE = "title"


@dataclass(frozen=True)
class View:
    """A part of somebody's conversations, in one order. `tag`: only those that have it."""

    shelf: Shelf
    sort: Sort
    tag: uuid.UUID | None = None


PREVIEW_CHARS = 160
Place = tuple[datetime, uuid.UUID]  # in the list: when it was last changed, and its id
_NEWEST = (col(Conversation.updated_at).desc(), col(Conversation.id).desc())
_KEPT = col(Conversation.deleted_at).is_(None)
_ON_SHELF = {
    Shelf.LIST: _KEPT & col(Conversation.archived_at).is_(None),
    Shelf.ARCHIVE: _KEPT & col(Conversation.archived_at).is_not(None),
    Shelf.TRASH: col(Conversation.deleted_at).is_not(None),
}
_LISTED = _ON_SHELF[Shelf.LIST]
_BY: Mapping[Sort, Any] = {
    Sort.USED: col(Conversation.updated_at),
    Sort.BEGUN: col(Conversation.created_at),
    Sort.DELETED: col(Conversation.deleted_at),
    Sort.TITLE: func.lower(Conversation.title),
}


@dataclass(frozen=True)
class Summary:
    """A line of the list: `preview` is how its first prompt begins."""

    id: uuid.UUID
    title: str
    model: str
    updated_at: datetime
    pinned_at: datetime | None
    unseen: bool
    preview: str
    created_at: datetime
    archived_at: datetime | None
    deleted_at: datetime | None
    failed: bool  # its newest answer, on the open path
    tags: Sequence[uuid.UUID]


async def create(session: AsyncSession, user_id: int, title: str, model: str, **setup: Any) -> Conversation:
    """`setup`: its `instructions` and `parameters`."""
    conversation = Conversation(user_id=user_id, title=title, model=model, **setup)
    session.add(conversation)
    await session.flush()
    await search_index.add(session, search_index.TITLE, conversation.id)
    return conversation


async def find(session: AsyncSession, user_id: int, conversation_id: uuid.UUID) -> Conversation | None:
    """None for one in the trash, too."""
    return (await session.exec(_owned(user_id).where(col(Conversation.id) == conversation_id, _KEPT))).first()


async def is_in_trash(session: AsyncSession, user_id: int, conversation_id: uuid.UUID) -> bool:
    found = (await session.exec(_owned(user_id).where(col(Conversation.id) == conversation_id))).first()
    return found is not None and found.deleted_at is not None


async def find_begun_by(session: AsyncSession, user_id: int, client_id: str) -> Conversation | None:
    """The conversation whose first prompt has this client id."""
    first = _owned(user_id).join(Message).where(col(Message.client_id) == client_id, col(Message.ordinal) == 1)
    return (await session.exec(first)).first()


async def count(session: AsyncSession, user_id: int) -> int:
    """Without those in the trash."""
    return (await session.exec(select(func.count()).where(col(Conversation.user_id) == user_id, _KEPT))).one()


async def recent(session: AsyncSession, user_id: int, limit: int, before: Place | None = None) -> Sequence[Summary]:
    """Those that are not pinned, newest first; `before`: only what comes after a line at that place."""
    wanted = _lines(user_id).where(_LISTED, col(Conversation.pinned_at).is_(None))
    if before is not None:
        wanted = wanted.where(tuple_(col(Conversation.updated_at), col(Conversation.id)) < before)
    return await _summaries(session, wanted.order_by(*_NEWEST).limit(limit))


async def listed(
    session: AsyncSession, user_id: int, view: View, limit: int, after: tuple[datetime | str, uuid.UUID] | None = None
) -> Sequence[Summary]:
    """`after`: only what comes after a line whose time, or title, and id these were."""
    by, own = _BY[view.sort], col(Conversation.id)
    wanted = select(Conversation.id).where(col(Conversation.user_id) == user_id, _ON_SHELF[view.shelf])
    if view.tag:
        tagged = select(ConversationTag.conversation_id).where(col(ConversationTag.tag_id) == view.tag)
        wanted = wanted.where(own.in_(tagged))
    if view.sort is Sort.TITLE:
        order, place = (by, own), after and tuple_(by, own) > tuple_(func.lower(after[0]), after[1])
    else:
        order, place = (by.desc(), own.desc()), after and tuple_(by, own) < after
    if place is not None:
        wanted = wanted.where(place)
    # What else a line says is looked up for these alone: to sort them all it would be, too.
    page = wanted.order_by(*order).limit(limit)
    return await _summaries(session, _lines(user_id).where(own.in_(page)).order_by(*order))


async def pinned(session: AsyncSession, user_id: int) -> Sequence[Summary]:
    """The last pinned first, unless they were moved."""
    wanted = _lines(user_id).where(_LISTED, col(Conversation.pinned_at).is_not(None))
    return await _summaries(session, wanted.order_by(col(Conversation.pinned_at).desc(), *_NEWEST))


async def titled(session: AsyncSession, user_id: int, words: Sequence[str], limit: int) -> Sequence[Summary]:
    """Whose title has all of `words`, newest first."""
    having = [col(Conversation.title).icontains(word, autoescape=True) for word in words]
    return await _summaries(session, _lines(user_id).where(_KEPT, *having).order_by(*_NEWEST).limit(limit))


async def count_pinned(session: AsyncSession, user_id: int) -> int:
    pins = select(func.count()).where(
        col(Conversation.user_id) == user_id, col(Conversation.pinned_at).is_not(None), _LISTED
    )
    return (await session.exec(pins)).one()


async def set_pinned(
    session: AsyncSession, user_id: int, conversation_id: uuid.UUID, pinned_at: datetime | None
) -> bool:
    """False when there is no such conversation of theirs."""
    return await _set(session, user_id, [conversation_id], pinned_at=pinned_at) == 1


async def set_archived(
    session: AsyncSession, user_id: int, ids: Collection[uuid.UUID], archived_at: datetime | None
) -> int:
    """Returns how many of theirs there are."""
    return await _set(session, user_id, ids, archived_at=archived_at)


async def summaries(session: AsyncSession, user_id: int, ids: Collection[uuid.UUID]) -> Sequence[Summary]:
    """Wherever they are kept."""
    return await _summaries(session, _lines(user_id).where(col(Conversation.id).in_(ids)))


async def set_unseen(session: AsyncSession, conversation_id: uuid.UUID, unseen: bool) -> None:
    marking = update(Conversation).where(col(Conversation.id) == conversation_id)
    await session.exec(marking.values(unseen=unseen))


async def rename(session: AsyncSession, user_id: int, conversation_id: uuid.UUID, title: str) -> bool:
    """False when there is no such conversation of theirs."""
    renamed = await _set(session, user_id, [conversation_id], title=title, title_source="manual") == 1
    if renamed:
        await search_index.add(session, search_index.TITLE, conversation_id)
    return renamed


async def set_up(
    session: AsyncSession, user_id: int, conversation_id: uuid.UUID, instructions: str, parameters: dict[str, Any]
) -> bool:
    """False when there is no such conversation of theirs."""
    return await _set(session, user_id, [conversation_id], instructions=instructions, parameters=parameters) == 1


async def _set(session: AsyncSession, user_id: int, ids: Collection[uuid.UUID], **values: Any) -> int:
    """Of those that are not in the trash."""
    theirs = update(Conversation).where(col(Conversation.id).in_(ids), col(Conversation.user_id) == user_id, _KEPT)
    return (await session.exec(theirs.values(**values))).rowcount


def _owned(user_id: int) -> SelectOfScalar[Conversation]:
    return select(Conversation).where(col(Conversation.user_id) == user_id)


def _lines(user_id: int) -> Select[Conversation, Any, Any]:
    words = select(func.substr(Message.content, 1, PREVIEW_CHARS))
    words = words.where(col(Message.conversation_id) == col(Conversation.id)).order_by(col(Message.ordinal)).limit(1)
    status = select(Message.status).where(col(Message.id) == col(Conversation.current_message_id))
    return select(Conversation, words.scalar_subquery(), status.scalar_subquery()).where(
        col(Conversation.user_id) == user_id
    )


async def _summaries(session: AsyncSession, wanted: Select[Conversation, Any, Any]) -> Sequence[Summary]:
    rows = (await session.exec(wanted)).all()
    having = select(ConversationTag).where(col(ConversationTag.conversation_id).in_([row[0].id for row in rows]))
    tags = defaultdict[uuid.UUID, list[uuid.UUID]](list)
    for mark in await session.exec(having) if rows else ():
        tags[mark.conversation_id].append(mark.tag_id)
    return [_summary(*row, tags=tags[row[0].id]) for row in rows]


def _summary(c: Conversation, words: str | None, status: str | None, tags: Sequence[uuid.UUID]) -> Summary:
    return Summary(
        c.id,
        c.title,
        c.model,
        c.updated_at,
        c.pinned_at,
        c.unseen,
        words or "",
        c.created_at,
        c.archived_at,
        c.deleted_at,
        failed=status == Status.FAILED,
        tags=tags,
    )
