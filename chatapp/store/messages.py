"""Messages: the trees, and the text of answers still being written."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, literal, update
from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp.models import Author, Conversation, Message, MessageChunk, Status, now

CONTENT = "content"


@dataclass(frozen=True)
class Path:
    """Part of an open path, oldest first; `more` says whether it goes on towards the root."""

    messages: Sequence[Message]
    more: bool


async def add(session: AsyncSession, conversation: Conversation, role: Author, **values: Any) -> Message:
    """A message below `parent_id`, or below the conversation's head; it becomes the head."""
    await session.refresh(conversation, with_for_update=True)  # two prompts at once get two ordinals
    of_conversation = col(Message.conversation_id) == conversation.id
    last = (await session.exec(select(func.max(Message.ordinal)).where(of_conversation))).one()
    values.setdefault("parent_id", conversation.current_message_id)
    message = Message(conversation_id=conversation.id, role=role, ordinal=(last or 0) + 1, **values)
    session.add(message)
    await session.flush()
    conversation.current_message_id = message.id
    conversation.updated_at = now()
    session.add(conversation)
    return message


async def find(session: AsyncSession, user_id: int, message_id: uuid.UUID) -> Message | None:
    return (await session.exec(_owned(user_id).where(col(Message.id) == message_id))).first()


async def find_by_client_id(
    session: AsyncSession, user_id: int, conversation_id: uuid.UUID, client_id: str
) -> Message | None:
    mine = _owned(user_id).where(col(Message.conversation_id) == conversation_id)
    return (await session.exec(mine.where(col(Message.client_id) == client_id))).first()


async def by_ids(
    session: AsyncSession, user_id: int, conversation_id: uuid.UUID, ids: Collection[uuid.UUID]
) -> Sequence[Message]:
    mine = _owned(user_id).where(col(Message.conversation_id) == conversation_id)
    return (await session.exec(mine.where(col(Message.id).in_(ids)).order_by(col(Message.ordinal)))).all()


async def path(session: AsyncSession, user_id: int, conversation_id: uuid.UUID, head: uuid.UUID, limit: int) -> Path:
    """The newest `limit` messages of the chain from `head` to the root."""
    above = (
        select(col(Message.id).label("id"), col(Message.parent_id).label("parent_id"), literal(0).label("depth"))
        .where(col(Message.id) == head, col(Message.conversation_id) == conversation_id)
        .cte("above", recursive=True)
    )
    step = select(col(Message.id), col(Message.parent_id), above.c.depth + 1).where(
        col(Message.id) == above.c.parent_id, above.c.depth < limit
    )
    above = above.union_all(step)
    chain = _owned(user_id).join(above, above.c.id == col(Message.id)).order_by(above.c.depth)
    found = (await session.exec(chain)).all()
    return Path(found[:limit][::-1], len(found) > limit)


async def append_chunks(session: AsyncSession, chunks: Sequence[tuple[uuid.UUID, str, str]]) -> None:
    """`(message, channel, text)`; chunks of messages that are gone are skipped."""
    wanted = {message_id for message_id, _, _ in chunks}
    there = set((await session.exec(select(Message.id).where(col(Message.id).in_(wanted)))).all())
    session.add_all(
        MessageChunk(message_id=message_id, channel=channel, text=text)
        for message_id, channel, text in chunks
        if message_id in there
    )


async def finish(session: AsyncSession, message_id: uuid.UUID, values: Mapping[str, Any]) -> None:
    """The one change from streaming to a final status; the chunks have done their work."""
    ending = update(Message).where(col(Message.id) == message_id, col(Message.status) == Status.STREAMING)
    await session.exec(ending.values(**values))
    await session.exec(delete(MessageChunk).where(col(MessageChunk.message_id) == message_id))


async def interrupt_orphans(session: AsyncSession, error_kind: str) -> int:
    """Ends answers whose process died, with the text that the journal had. Returns how many there were."""
    orphans = (await session.exec(select(Message.id).where(col(Message.status) == Status.STREAMING))).all()
    for message_id in orphans:
        content, reasoning = await _text_so_far(session, message_id)
        values = {"content": content, "reasoning": reasoning, "status": Status.INTERRUPTED, "error_kind": error_kind}
        await finish(session, message_id, values)
    return len(orphans)


async def remove_turn(session: AsyncSession, user_id: int, reply_id: uuid.UUID) -> None:
    """Takes back a reply that never began, and the prompt above it when nothing else hangs on that."""
    reply = await find(session, user_id, reply_id)
    if reply is None:
        return
    conversation = await session.get_one(Conversation, reply.conversation_id)
    prompt = await find(session, user_id, reply.parent_id) if reply.parent_id else None
    siblings = select(func.count()).where(col(Message.parent_id) == reply.parent_id)
    alone = (await session.exec(siblings)).one() == 1
    conversation.current_message_id = reply.parent_id
    await session.delete(reply)
    await session.flush()
    if prompt and alone:
        conversation.current_message_id = prompt.parent_id
        await session.delete(prompt)
    session.add(conversation)


async def _text_so_far(session: AsyncSession, message_id: uuid.UUID) -> tuple[str, str]:
    ordered = select(MessageChunk).where(col(MessageChunk.message_id) == message_id).order_by(col(MessageChunk.id))
    chunks = (await session.exec(ordered)).all()
    content = "".join(chunk.text for chunk in chunks if chunk.channel == CONTENT)
    return content, "".join(chunk.text for chunk in chunks if chunk.channel != CONTENT)


def _owned(user_id: int) -> Any:
    return select(Message).join(Conversation).where(col(Conversation.user_id) == user_id)
