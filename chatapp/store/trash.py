"""Conversations that were thrown away: they can be had back until they are deleted for good."""

import uuid
from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, delete, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp.errors import NotFound
from chatapp.models import Conversation, Role, User
from chatapp.store import search_index


class InTrash(NotFound):
    """It was thrown away, and can be restored."""

    key = "error.in_trash"


_IN = col(Conversation.deleted_at).is_not(None)


async def put(session: AsyncSession, user_id: int, ids: Collection[uuid.UUID], deleted_at: datetime) -> int:
    """Returns how many of theirs there are that were not in it yet."""
    return await _move(session, user_id, ids, ~_IN, deleted_at)


async def restore(session: AsyncSession, user_id: int, ids: Collection[uuid.UUID]) -> int:
    return await _move(session, user_id, ids, _IN, None)


async def some(session: AsyncSession, user_id: int, limit: int) -> Sequence[uuid.UUID]:
    mine = select(Conversation.id).where(col(Conversation.user_id) == user_id, _IN)
    return (await session.exec(mine.limit(limit))).all()


async def old(session: AsyncSession, before: datetime, limit: int) -> Sequence[tuple[int, uuid.UUID]]:
    """Anybody's that were thrown away before: whose, and which."""
    aged = select(Conversation.user_id, Conversation.id).where(col(Conversation.deleted_at) < before)
    return (await session.exec(aged.limit(limit))).all()


async def unused(session: AsyncSession, role: Role, since: datetime, limit: int) -> Sequence[tuple[int, uuid.UUID]]:
    """Those of people with this role, wherever they are kept, that were last changed before `since`, and not pinned."""
    aged = select(Conversation.user_id, Conversation.id).join(User)
    aged = aged.where(
        col(User.role) == role, col(Conversation.updated_at) < since, col(Conversation.pinned_at).is_(None)
    )
    return (await session.exec(aged.limit(limit))).all()


async def destroy(session: AsyncSession, user_id: int, ids: Collection[uuid.UUID]) -> int:
    """With all that hangs on them, for good. Returns how many of theirs were in it."""
    going = delete(Conversation).where(col(Conversation.id).in_(ids), col(Conversation.user_id) == user_id, _IN)
    gone = (await session.exec(going)).rowcount
    await search_index.forget_some(session)
    return gone


async def remove(session: AsyncSession, found: Collection[uuid.UUID]) -> None:
    """For good, from wherever they are kept: what `old` or `unused` found in this transaction."""
    await session.exec(delete(Conversation).where(col(Conversation.id).in_(found)))
    await search_index.forget_some(session)


async def _move(
    session: AsyncSession, user_id: int, ids: Collection[uuid.UUID], where: ColumnElement[bool], to: datetime | None
) -> int:
    moving = update(Conversation).where(col(Conversation.id).in_(ids), col(Conversation.user_id) == user_id, where)
    return (await session.exec(moving.values(deleted_at=to))).rowcount
