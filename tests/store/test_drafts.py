import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from chatapp.db import Database
from chatapp.models import Conversation, Draft, User
from chatapp.store import drafts, trash


async def put(database: Database, conversation: Conversation, text: str) -> None:
    async with database.write() as session:
        await drafts.put(session, conversation.user_id, conversation.id, text)
        await drafts.put(session, conversation.user_id, None, f"new {text}")


async def texts(database: Database) -> list[str]:
    async with database.read() as session:
        return [*await session.exec(select(Draft.text).order_by(col(Draft.text)))]


async def test_there_is_one_in_each_conversation_and_one_in_the_new_chat(
    database: Database, conversation: Conversation
) -> None:
    await put(database, conversation, "first")
    await put(database, conversation, "second")
    assert await texts(database) == ["new second", "second"]


@pytest.mark.parametrize("in_new_chat", [True, False])
async def test_the_database_itself_takes_no_second_one(
    database: Database, conversation: Conversation, in_new_chat: bool
) -> None:
    await put(database, conversation, "first")
    place = None if in_new_chat else conversation.id
    with pytest.raises(IntegrityError):
        async with database.write() as session:
            session.add(Draft(user_id=conversation.user_id, conversation_id=place, text="second"))


async def test_it_is_dropped_only_if_it_says_so(database: Database, conversation: Conversation, bob: int) -> None:
    await put(database, conversation, "first")
    me, here = conversation.user_id, conversation.id
    async with database.write() as session:
        assert not await drafts.drop(session, bob, here, saying="first")
        assert not await drafts.drop(session, me, here, saying="another")
        assert await drafts.drop(session, me, here, saying="first")
        assert not await drafts.drop(session, me, here)
    assert await texts(database) == ["new first"]


async def test_it_goes_with_its_conversation_and_with_its_person(
    database: Database, conversation: Conversation
) -> None:
    await put(database, conversation, "first")
    async with database.write() as session:
        await trash.remove(session, [conversation.id])
    assert await texts(database) == ["new first"]
    async with database.write() as session:
        await session.delete(await session.get_one(User, conversation.user_id))
    assert await texts(database) == []
