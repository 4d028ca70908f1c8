"""Messages: the trees, and the text of answers still being written."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import false, func, literal, or_, update
from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

from chatapp.models import Conversation, Message, MessageChunk, Status, now
from chatapp.store import search_index
from chatapp.store.trash import InTrash

CONTENT = "content"
ADDED_UP = ("completion_tokens", "reasoning_tokens", "reasoning_ms", "duration_ms", "retries")
COUNTED = (*ADDED_UP, "prompt_tokens", "cached_tokens", "first_token_ms", "tokens_per_s")


@dataclass(frozen=True)
class Path:
    """Part of an open path, oldest first; `more` says whether it goes on towards the root, None nothing about it."""

    messages: Sequence[Message]
    more: bool | None


async def add(
    session: AsyncSession,
    conversation: Conversation,
    *added: Message,
    below: uuid.UUID | None = None,
    beside: Sequence[Message] = (),
) -> None:
    """Below `below`, None for a first message, each further one below the one before. The last becomes the head, those
    `beside` it are compared with it. For who holds the conversation (`hold`), so that two at once get two ordinals."""
    of_conversation = col(Message.conversation_id) == conversation.id
    last = (await session.exec(select(func.max(Message.ordinal)).where(of_conversation))).one()
    for ordinal, message in enumerate((*added, *beside), (last or 0) + 1):
        message.ordinal = ordinal
    for message in added:
        message.parent_id, below = below, message.id
    place = added[-1].parent_id
    for message in beside:
        message.parent_id = place
    conversation.current_message_id = below
    conversation.compared_id = place if beside else None
    conversation.updated_at, conversation.archived_at = now(), None  # whoever writes in it wants it at hand again
    session.add_all([conversation, *added, *beside])
    await session.flush()
    await search_index.add(session, search_index.MESSAGE, *(message.id for message in added if message.content))


async def hold(session: AsyncSession, conversation: Conversation) -> uuid.UUID | None:
    """Keeps others from adding to it until the transaction ends. Returns its head as it is now. Raises InTrash."""
    await session.refresh(conversation, with_for_update=True)
    if conversation.deleted_at:
        raise InTrash
    return conversation.current_message_id


async def find(session: AsyncSession, user_id: int, message_id: uuid.UUID) -> Message | None:
    """As it is now, if this session has read it before."""
    wanted = _owned(user_id).where(col(Message.id) == message_id).execution_options(populate_existing=True)
    return (await session.exec(wanted)).first()


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
    owned_head = _owned(user_id).where(col(Message.id) == head, col(Message.conversation_id) == conversation_id)
    above = owned_head.with_only_columns(
        col(Message.id), col(Message.parent_id), literal(0).label("depth"), maintain_column_froms=True
    ).cte("above", recursive=True)
    step = select(Message.id, Message.parent_id, above.c.depth + 1).where(
        col(Message.id) == above.c.parent_id, above.c.depth < limit
    )
    above = above.union_all(step)
    chain = select(Message).join(above, above.c.id == col(Message.id)).order_by(above.c.depth)
    found = (await session.exec(chain)).all()
    return Path(found[:limit][::-1], len(found) > limit)


async def depth(session: AsyncSession, message_id: uuid.UUID) -> int:
    """How many messages there are from it to the root, itself among them."""
    above = select(Message.id, Message.parent_id).where(col(Message.id) == message_id).cte("above", recursive=True)
    above = above.union_all(select(Message.id, Message.parent_id).where(col(Message.id) == above.c.parent_id))
    return (await session.exec(select(func.count()).select_from(above))).one()


async def versions(
    session: AsyncSession, conversation_id: uuid.UUID, shown: Collection[Message]
) -> Mapping[uuid.UUID, Sequence[uuid.UUID]]:
    """By the ids of those `shown` that have any: themselves and those beside them, in the order they were written."""
    parents = {message.parent_id for message in shown}
    first = col(Message.parent_id).is_(None) if None in parents else false()
    mine = select(Message.id, Message.parent_id).where(col(Message.conversation_id) == conversation_id)
    mine = mine.where(or_(col(Message.parent_id).in_(parents - {None}), first))
    below: dict[uuid.UUID | None, list[uuid.UUID]] = {}
    for message_id, parent_id in await session.exec(mine.order_by(col(Message.ordinal))):
        below.setdefault(parent_id, []).append(message_id)
    return {message.id: found for message in shown if len(found := below.get(message.parent_id, [])) > 1}


async def newest_below(session: AsyncSession, message_id: uuid.UUID) -> uuid.UUID:
    """The end of what was written last after a message; itself, when nothing was."""
    tail = select(Message.id, Message.ordinal).where(col(Message.id) == message_id).cte("tail", recursive=True)
    below = select(Message.id, Message.ordinal).join(tail, col(Message.parent_id) == tail.c.id)
    tail = tail.union_all(below)
    return (await session.exec(select(tail.c.id).order_by(tail.c.ordinal.desc()).limit(1))).one()


async def text_so_far(session: AsyncSession, message: Message) -> tuple[str, str]:
    """Its content and its reasoning, with what the journal has of an answer still being written."""
    content, reasoning = await _journalled(session, message.id)
    return message.content + content, message.reasoning + reasoning


async def append_chunks(session: AsyncSession, chunks: Sequence[tuple[uuid.UUID, str, str]]) -> None:
    """`(message, channel, text)`; chunks of messages that are gone or have ended are skipped."""
    wanted = {message_id for message_id, _, _ in chunks}
    streaming = select(Message.id).where(col(Message.id).in_(wanted), col(Message.status) == Status.STREAMING)
    # Held until the end of the transaction: one row deleted meanwhile would fail the text of all the others.
    held = streaming.order_by(col(Message.id)).with_for_update(read=True)
    there = set((await session.exec(held)).all())
    session.add_all(
        MessageChunk(message_id=message_id, channel=channel, text=text)
        for message_id, channel, text in chunks
        if message_id in there
    )


async def reopen(session: AsyncSession, message_id: uuid.UUID) -> None:
    """An answer that ended is being written again, from where it is."""
    reopening = update(Message).where(col(Message.id) == message_id)
    await session.exec(reopening.values(status=Status.STREAMING, error_kind=None, error_detail=""))


async def set_left_out(session: AsyncSession, message_id: uuid.UUID, left_out: int) -> None:
    await session.exec(update(Message).where(col(Message.id) == message_id).values(left_out=left_out))


async def set_switched_off(session: AsyncSession, message_id: uuid.UUID, off: bool) -> None:
    await session.exec(update(Message).where(col(Message.id) == message_id).values(switched_off=off))


async def finish(session: AsyncSession, message_id: uuid.UUID, values: Mapping[str, Any]) -> None:
    """The one change from streaming to a final status; the chunks have done their work. Tokens written and time taken
    are added to those of earlier runs."""
    known = {name: value for name, value in values.items() if value is not None or name not in COUNTED}
    added = {name: func.coalesce(getattr(Message, name), 0) + known[name] for name in ADDED_UP if name in known}
    if "first_token_ms" in known:
        added["first_token_ms"] = func.coalesce(Message.first_token_ms, known["first_token_ms"])
    ending = update(Message).where(col(Message.id) == message_id, col(Message.status) == Status.STREAMING)
    await session.exec(ending.values({**known, **added}))
    await session.exec(delete(MessageChunk).where(col(MessageChunk.message_id) == message_id))
    await search_index.add(session, search_index.MESSAGE, message_id)


async def interrupt_orphans(session: AsyncSession, error_kind: str) -> int:
    """Ends answers whose process died, with the text that the journal had. Returns how many there were."""
    orphans = (await session.exec(select(Message).where(col(Message.status) == Status.STREAMING))).all()
    for orphan in orphans:
        content, reasoning = await text_so_far(session, orphan)
        values = {
            "content": content,
            "reasoning": reasoning,
            "status": Status.INTERRUPTED,
            "error_kind": error_kind,
        }
        await finish(session, orphan.id, values)
    return len(orphans)


async def is_being_answered(session: AsyncSession, conversation_id: uuid.UUID) -> bool:
    streaming = col(Message.status) == Status.STREAMING
    found = select(Message.id).where(col(Message.conversation_id) == conversation_id, streaming).limit(1)
    return (await session.exec(found)).first() is not None


async def _journalled(session: AsyncSession, message_id: uuid.UUID) -> tuple[str, str]:
    ordered = select(MessageChunk).where(col(MessageChunk.message_id) == message_id).order_by(col(MessageChunk.id))
    chunks = (await session.exec(ordered)).all()
    content = "".join(chunk.text for chunk in chunks if chunk.channel == CONTENT)
    return content, "".join(chunk.text for chunk in chunks if chunk.channel != CONTENT)


def _owned(user_id: int) -> SelectOfScalar[Message]:
    return select(Message).join(Conversation).where(col(Conversation.user_id) == user_id)
