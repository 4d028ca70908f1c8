"""Conversations of one person."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp.models import Conversation, Message

PREVIEW_CHARS = 160


@dataclass(frozen=True)
class Summary:
    """A line of the history: `preview` is how its first prompt begins."""

    id: uuid.UUID
    title: str
    model: str
    updated_at: datetime
    preview: str


async def create(session: AsyncSession, user_id: int, title: str, model: str) -> Conversation:
    conversation = Conversation(user_id=user_id, title=title, model=model)
    session.add(conversation)
    await session.flush()
    return conversation


async def find(session: AsyncSession, user_id: int, conversation_id: uuid.UUID) -> Conversation | None:
    return (await session.exec(_owned(user_id).where(col(Conversation.id) == conversation_id))).first()


async def find_begun_by(session: AsyncSession, user_id: int, client_id: str) -> Conversation | None:
    """The conversation whose first prompt has this client id."""
    first = _owned(user_id).join(Message).where(col(Message.client_id) == client_id, col(Message.ordinal) == 1)
    return (await session.exec(first)).first()


async def recent(session: AsyncSession, user_id: int, limit: int) -> Sequence[Summary]:
    """Newest first."""
    conversation = Conversation
    words = func.substr(Message.content, 1, PREVIEW_CHARS)
    rows = await session.exec(
        select(conversation.id, conversation.title, conversation.model, conversation.updated_at, words)
        .outerjoin(Message, (col(Message.conversation_id) == conversation.id) & (col(Message.ordinal) == 1))
        .where(col(conversation.user_id) == user_id)
        .order_by(col(conversation.updated_at).desc(), col(conversation.id))
        .limit(limit)
    )
    return [Summary(*row[:4], preview=row[4] or "") for row in rows]


def _owned(user_id: int) -> Any:
    return select(Conversation).where(col(Conversation.user_id) == user_id)
