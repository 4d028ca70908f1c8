"""Conversations in memory, and one on its way from there into the database."""

import uuid
from typing import Any

from sqlalchemy import Integer, delete, literal_column, text
from sqlmodel import SQLModel, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp.models import Conversation, Message, MessageChunk
from chatapp.store import search_index

_TAKEN = select(literal_column("(page_count - freelist_count) * page_size", Integer)).select_from(
    text("pragma_page_count, pragma_freelist_count, pragma_page_size")
)


async def taken_bytes(memory: AsyncSession) -> int:
    return (await memory.exec(_TAKEN)).one()


async def copy(source: AsyncSession, target: AsyncSession, conversation_id: uuid.UUID, title: str) -> None:
    """With its whole tree and, of an answer being written, what the journal has."""
    conversation = await source.get_one(Conversation, conversation_id)
    target.add(Conversation(**_values(conversation, title=title)))
    await target.flush()
    mine = select(Message).where(col(Message.conversation_id) == conversation_id)
    messages = (await source.exec(mine.order_by(col(Message.ordinal)))).all()  # parents before what is below them
    target.add_all(Message(**_values(message)) for message in messages)
    await target.flush()
    journalled = select(MessageChunk).join(Message).where(col(Message.conversation_id) == conversation_id)
    chunks = (await source.exec(journalled.order_by(col(MessageChunk.id)))).all()
    target.add_all(MessageChunk(**_values(chunk, id=None)) for chunk in chunks)
    await search_index.add_all_of(target, conversation_id)


async def first_prompt(session: AsyncSession, conversation_id: uuid.UUID) -> str | None:
    said = select(Message.content).where(col(Message.conversation_id) == conversation_id)
    return (await session.exec(said.order_by(col(Message.ordinal)).limit(1))).first()


async def remove(session: AsyncSession, user_id: int, conversation_id: uuid.UUID) -> bool:
    """False when there is no such one of theirs. Nobody searches in memory: what is indexed there is forgotten."""
    await search_index.clear(session)
    gone = delete(Conversation).where(col(Conversation.id) == conversation_id, col(Conversation.user_id) == user_id)
    return (await session.exec(gone)).rowcount > 0


def _values(row: SQLModel, **changed: Any) -> dict[str, Any]:
    return {**{name: getattr(row, name) for name in type(row).model_fields}, **changed}
