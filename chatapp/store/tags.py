"""Words that a person puts on conversations."""

import uuid
from collections.abc import Collection, Sequence

from sqlalchemy import delete, update
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp.models import Colour, Conversation, ConversationTag, Tag
from chatapp.text import name_key


async def listed(session: AsyncSession, user_id: int) -> Sequence[Tag]:
    return (await session.exec(select(Tag).where(col(Tag.user_id) == user_id).order_by(col(Tag.name_key)))).all()


async def count(session: AsyncSession, user_id: int) -> int:
    return (await session.exec(select(func.count()).where(col(Tag.user_id) == user_id))).one()


async def find(session: AsyncSession, user_id: int, tag_id: uuid.UUID) -> Tag | None:
    return (await session.exec(select(Tag).where(col(Tag.id) == tag_id, col(Tag.user_id) == user_id))).first()


async def find_named(session: AsyncSession, user_id: int, name: str) -> Tag | None:
    named = select(Tag).where(col(Tag.user_id) == user_id, col(Tag.name_key) == name_key(name))
    return (await session.exec(named)).first()


async def add(session: AsyncSession, user_id: int, name: str, colour: Colour) -> Tag:
    tag = Tag(user_id=user_id, name=name, name_key=name_key(name), colour=colour)
    session.add(tag)
    await session.flush()
    return tag


async def change(session: AsyncSession, user_id: int, tag_id: uuid.UUID, name: str, colour: Colour) -> bool:
    """False when there is no such tag of theirs."""
    changing = update(Tag).where(col(Tag.id) == tag_id, col(Tag.user_id) == user_id)
    return (await session.exec(changing.values(name=name, name_key=name_key(name), colour=colour))).rowcount == 1


async def delete_(session: AsyncSession, user_id: int, tag_id: uuid.UUID) -> bool:
    """The conversations stay. False when there is no such tag of theirs."""
    going = delete(Tag).where(col(Tag.id) == tag_id, col(Tag.user_id) == user_id)
    return (await session.exec(going)).rowcount == 1


async def tagged(session: AsyncSession, tag_id: uuid.UUID) -> Sequence[uuid.UUID]:
    """The conversations that have it."""
    having = select(ConversationTag.conversation_id).where(col(ConversationTag.tag_id) == tag_id)
    return (await session.exec(having)).all()


async def names_on(session: AsyncSession, conversation_id: uuid.UUID) -> Sequence[str]:
    names = select(Tag.name).join(ConversationTag).where(col(ConversationTag.conversation_id) == conversation_id)
    return (await session.exec(names.order_by(col(Tag.name_key)))).all()


async def put_on(session: AsyncSession, user_id: int, tag_id: uuid.UUID, ids: Collection[uuid.UUID]) -> int:
    """Returns on how many of theirs it is now."""
    mine = select(Conversation.id).where(col(Conversation.id).in_(ids), col(Conversation.user_id) == user_id)
    theirs = {*(await session.exec(mine.where(col(Conversation.deleted_at).is_(None)))).all()}
    session.add_all(
        ConversationTag(conversation_id=id_, tag_id=tag_id) for id_ in theirs - {*await tagged(session, tag_id)}
    )
    await session.flush()
    return len(theirs)


async def take_off(session: AsyncSession, tag_id: uuid.UUID, ids: Collection[uuid.UUID]) -> None:
    going = delete(ConversationTag).where(
        col(ConversationTag.tag_id) == tag_id, col(ConversationTag.conversation_id).in_(ids)
    )
    await session.exec(going)
