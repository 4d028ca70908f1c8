"""Conversations of one person."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sql
from sqlalchemy import func, tuple_, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import Select, SelectOfScalar

from chatapp.models import Conversation, Message
from chatapp.store import search_index

PREVIEW_CHARS = 160
Place = tuple[datetime, uuid.UUID]  # in the list: when it was last changed, and its id
_NEWEST = (col(Conversation.updated_at).desc(), col(Conversation.id).desc())


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


async def create(session: AsyncSession, user_id: int, title: str, model: str, **setup: Any) -> Conversation:
    """`setup`: its `instructions` and `parameters`."""
    conversation = Conversation(user_id=user_id, title=title, model=model, **setup)
    session.add(conversation)
    await session.flush()
    await search_index.add(session, search_index.TITLE, conversation.id)
    return conversation


async def find(session: AsyncSession, user_id: int, conversation_id: uuid.UUID) -> Conversation | None:
    return (await session.exec(_owned(user_id).where(col(Conversation.id) == conversation_id))).first()


async def find_begun_by(session: AsyncSession, user_id: int, client_id: str) -> Conversation | None:
    """The conversation whose first prompt has this client id."""
    first = _owned(user_id).join(Message).where(col(Message.client_id) == client_id, col(Message.ordinal) == 1)
    return (await session.exec(first)).first()


async def count(session: AsyncSession, user_id: int) -> int:
    return (await session.exec(select(func.count()).where(col(Conversation.user_id) == user_id))).one()


async def recent(session: AsyncSession, user_id: int, limit: int, before: Place | None = None) -> Sequence[Summary]:
    """Those that are not pinned, newest first; `before`: only what comes after a line at that place."""
    wanted = _lines(user_id).where(col(Conversation.pinned_at).is_(None))
    if before is not None:
        wanted = wanted.where(tuple_(col(Conversation.updated_at), col(Conversation.id)) < before)
    return [_summary(*row) for row in await session.exec(wanted.order_by(*_NEWEST).limit(limit))]


async def pinned(session: AsyncSession, user_id: int) -> Sequence[Summary]:
    """The last pinned first."""
    wanted = _lines(user_id).where(col(Conversation.pinned_at).is_not(None))
    return [_summary(*row) for row in await session.exec(wanted.order_by(col(Conversation.pinned_at).desc(), *_NEWEST))]


async def titled(session: AsyncSession, user_id: int, words: Sequence[str], limit: int) -> Sequence[Summary]:
    """Whose title has all of `words`, newest first."""
    having = [col(Conversation.title).icontains(word, autoescape=True) for word in words]
    found = await session.exec(_lines(user_id).where(*having).order_by(*_NEWEST).limit(limit))
    return [_summary(*row) for row in found]


async def count_pinned(session: AsyncSession, user_id: int) -> int:
    pins = select(func.count()).where(col(Conversation.user_id) == user_id, col(Conversation.pinned_at).is_not(None))
    return (await session.exec(pins)).one()


async def set_pinned(
    session: AsyncSession, user_id: int, conversation_id: uuid.UUID, pinned_at: datetime | None
) -> bool:
    """False when there is no such conversation of theirs."""
    pinning = update(Conversation).where(col(Conversation.id) == conversation_id, col(Conversation.user_id) == user_id)
    return (await session.exec(pinning.values(pinned_at=pinned_at))).rowcount == 1


async def summaries(session: AsyncSession, user_id: int, ids: Collection[uuid.UUID]) -> Sequence[Summary]:
    return [_summary(*row) for row in await session.exec(_lines(user_id).where(col(Conversation.id).in_(ids)))]


async def set_unseen(session: AsyncSession, conversation_id: uuid.UUID, unseen: bool) -> None:
    marking = update(Conversation).where(col(Conversation.id) == conversation_id)
    await session.exec(marking.values(unseen=unseen))


async def rename(session: AsyncSession, user_id: int, conversation_id: uuid.UUID, title: str) -> bool:
    """False when there is no such conversation of theirs."""
    renaming = update(Conversation).where(col(Conversation.id) == conversation_id, col(Conversation.user_id) == user_id)
    renamed = (await session.exec(renaming.values(title=title, title_source="manual"))).rowcount == 1
    if renamed:
        await search_index.add(session, search_index.TITLE, conversation_id)
    return renamed


async def set_up(
    session: AsyncSession, user_id: int, conversation_id: uuid.UUID, instructions: str, parameters: dict[str, Any]
) -> bool:
    """False when there is no such conversation of theirs."""
    setting = update(Conversation).where(col(Conversation.id) == conversation_id, col(Conversation.user_id) == user_id)
    return (await session.exec(setting.values(instructions=instructions, parameters=parameters))).rowcount == 1


async def delete(session: AsyncSession, user_id: int, conversation_id: uuid.UUID) -> bool:
    """With all its messages. False when there is no such conversation of theirs."""
    deleting = sql.delete(Conversation).where(
        col(Conversation.id) == conversation_id, col(Conversation.user_id) == user_id
    )
    deleted = (await session.exec(deleting)).rowcount == 1
    await search_index.forget_some(session)
    return deleted


def _owned(user_id: int) -> SelectOfScalar[Conversation]:
    return select(Conversation).where(col(Conversation.user_id) == user_id)


def _lines(user_id: int) -> Select[Conversation, Any]:
    words = select(func.substr(Message.content, 1, PREVIEW_CHARS))
    words = words.where(col(Message.conversation_id) == col(Conversation.id)).order_by(col(Message.ordinal)).limit(1)
    return select(Conversation, words.scalar_subquery()).where(col(Conversation.user_id) == user_id)


def _summary(conversation: Conversation, words: str | None) -> Summary:
    c = conversation
    return Summary(c.id, c.title, c.model, c.updated_at, c.pinned_at, c.unseen, preview=words or "")
