"""The shape of a conversation's tree. Who changes it holds the conversation (`messages.hold`).

A message has a higher `ordinal` than the one it is below, whatever is added, removed or hung elsewhere: no chain of
parents can come back to where it began.
"""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sql
from sqlalchemy import func, update
from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp.models import Author, Conversation, Message, Status
from chatapp.store.messages import Path

_MOST_NAMED = 1_000  # in one statement: databases have limits of their own


@dataclass(frozen=True)
class Node:
    """A message as it stands in an outline: `words` is how it begins."""

    id: uuid.UUID
    parent_id: uuid.UUID | None
    role: Author
    status: Status
    edited: bool
    words: str


async def beside(session: AsyncSession, message: Message) -> Sequence[uuid.UUID]:
    """All that stand at a message's place, itself among them, in the order they were written."""
    if message.parent_id is None:
        first = col(Message.parent_id).is_(None), col(Message.conversation_id) == message.conversation_id
        return (await session.exec(select(Message.id).where(*first).order_by(col(Message.ordinal)))).all()
    return await below(session, [message.parent_id])


async def below(session: AsyncSession, parents: Collection[uuid.UUID]) -> Sequence[uuid.UUID]:
    """What stands right below any of `parents`, in the order it was written."""
    children = select(Message.id).where(col(Message.parent_id).in_(parents))
    return (await session.exec(children.order_by(col(Message.ordinal)))).all()


async def with_all_below(session: AsyncSession, message_id: uuid.UUID) -> Sequence[uuid.UUID]:
    tail = select(Message.id).where(col(Message.id) == message_id).cte("tail", recursive=True)
    tail = tail.union_all(select(Message.id).join(tail, col(Message.parent_id) == tail.c.id))
    return (await session.exec(select(tail.c.id))).all()


async def being_written(session: AsyncSession, conversation_id: uuid.UUID) -> Sequence[uuid.UUID]:
    streaming = col(Message.status) == Status.STREAMING, col(Message.conversation_id) == conversation_id
    return (await session.exec(select(Message.id).where(*streaming))).all()


async def path_below(
    session: AsyncSession, conversation_id: uuid.UUID, head: uuid.UUID, after: uuid.UUID, limit: int
) -> Path | None:
    """The first `limit` messages of the way from below `after` down to `head`, `more`: whether it goes on. None where
    `after` is not above `head`."""
    if head == after:
        return Path([], False)
    start = select(Message.id, Message.parent_id).where(col(Message.id) == head)
    way = start.where(col(Message.conversation_id) == conversation_id).cte("way", recursive=True)
    step = select(Message.id, Message.parent_id).where(col(Message.id) == way.c.parent_id, way.c.parent_id != after)
    way = way.union_all(step)
    found = select(Message).join(way, way.c.id == col(Message.id)).order_by(col(Message.ordinal)).limit(limit + 1)
    rows = (await session.exec(found)).all()
    if not rows or rows[0].parent_id != after:
        return None
    return Path(rows[:limit], len(rows) > limit)


async def newest_in(session: AsyncSession, conversation_id: uuid.UUID) -> uuid.UUID | None:
    """What was written last: nothing stands below it."""
    mine = select(Message.id).where(col(Message.conversation_id) == conversation_id)
    return (await session.exec(mine.order_by(col(Message.ordinal).desc()).limit(1))).first()


async def hang(session: AsyncSession, ids: Collection[uuid.UUID], parent_id: uuid.UUID | None) -> None:
    """Below a message that is further up in the tree, None: at its top."""
    await session.exec(update(Message).where(col(Message.id).in_(ids)).values(parent_id=parent_id))


async def remove(session: AsyncSession, ids: Sequence[uuid.UUID]) -> None:
    for start in range(0, len(ids), _MOST_NAMED):
        await session.exec(delete(Message).where(col(Message.id).in_(ids[start : start + _MOST_NAMED])))


async def outline(
    session: AsyncSession, user_id: int, conversation_id: uuid.UUID, words: int, limit: int
) -> Sequence[Node]:
    """The newest `limit` messages of a conversation of theirs, in the order they were written."""
    begins = func.substr(Message.content, 1, words).label("begins")
    shown: list[Any] = [Message.id, Message.parent_id, Message.role, Message.status, Message.edited, begins]
    mine = sql.select(*shown).join(Conversation).where(col(Conversation.user_id) == user_id)
    mine = mine.where(col(Message.conversation_id) == conversation_id)
    found = await (await session.connection()).execute(mine.order_by(col(Message.ordinal).desc()).limit(limit))
    return [Node(*row) for row in found.all()[::-1]]
