"""What an export goes by: which conversations there are, and how big the messages of one are."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, tuple_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp.models import Conversation, Message


@dataclass(frozen=True)
class Entry:
    """A conversation in the order they were begun; those in the trash are not among them."""

    created_at: datetime
    id: uuid.UUID
    title: str


@dataclass(frozen=True)
class Size:
    id: uuid.UUID
    parent_id: uuid.UUID | None
    chars: int


async def entries(session: AsyncSession, user_id: int, limit: int, after: Entry | None) -> Sequence[Entry]:
    place = (col(Conversation.created_at), col(Conversation.id))
    mine = select(*place, Conversation.title).where(
        col(Conversation.user_id) == user_id, col(Conversation.deleted_at).is_(None)
    )
    if after is not None:
        mine = mine.where(tuple_(*place) > (after.created_at, after.id))
    return [Entry(*row) for row in await session.exec(mine.order_by(*place).limit(limit))]


async def sizes(session: AsyncSession, user_id: int, conversation_id: uuid.UUID) -> Sequence[Size]:
    """Of all messages, in the order they were written."""
    chars = func.length(Message.content) + func.length(Message.reasoning)
    found = select(Message.id, Message.parent_id, chars).join(Conversation).where(col(Conversation.user_id) == user_id)
    mine = found.where(col(Message.conversation_id) == conversation_id).order_by(col(Message.ordinal))
    return [Size(*row) for row in await session.exec(mine)]
