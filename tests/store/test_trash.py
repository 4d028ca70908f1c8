import uuid
from datetime import timedelta

from sqlmodel import col, func, select, update

from chatapp.db import Database
from chatapp.models import Conversation, ConversationTag, Draft, Message, MessageChunk, Role, Status, now
from chatapp.store import conversations, drafts, messages, tags, trash
from chatapp.store.conversations import Shelf, Sort, View
from tests.support.rows import add_message

TRASH = View(Shelf.TRASH, Sort.DELETED)


async def _ids(database: Database, user_id: int, view: View) -> list[uuid.UUID]:
    async with database.read() as session:
        return [line.id for line in await conversations.listed(session, user_id, view, 10)]


async def test_what_is_thrown_away_is_in_no_list_but_the_trash_and_comes_back(
    database: Database, conversation: Conversation
) -> None:
    alice, thrown = conversation.user_id, conversation.id
    async with database.write() as session:
        assert await trash.put(session, alice, [thrown], now()) == 1
        assert await trash.put(session, alice, [thrown], now()) == 0
        assert await conversations.find(session, alice, thrown) is None
        assert await conversations.is_in_trash(session, alice, thrown)
        assert await conversations.recent(session, alice, 10) == []
        assert await conversations.titled(session, alice, [], 10) == []
        assert not await conversations.rename(session, alice, thrown, "other")
    assert await _ids(database, alice, TRASH) == [thrown]
    async with database.write() as session:
        assert await trash.restore(session, alice, [thrown]) == 1
        assert [line.id for line in await conversations.recent(session, alice, 10)] == [thrown]


async def test_only_what_is_in_the_trash_is_destroyed_and_everything_that_hangs_on_it(
    database: Database, conversation: Conversation
) -> None:
    alice, going = conversation.user_id, conversation.id
    await add_message(database, conversation, "a prompt")
    reply = await add_message(database, conversation, "", status=Status.STREAMING)
    async with database.write() as session:
        await messages.append_chunks(session, [(reply.id, "content", "begun")])
        await drafts.put(session, alice, going, "typed")
        tag = await tags.add(session, alice, "work", "blue")
        await tags.put_on(session, alice, tag.id, [going])
    async with database.write() as session:
        assert await trash.destroy(session, alice, [going]) == 0
        await trash.put(session, alice, [going], now())
        assert await trash.destroy(session, alice, [going]) == 1
        for table in (Conversation, Message, MessageChunk, Draft, ConversationTag):
            assert (await session.exec(select(func.count()).select_from(table))).one() == 0


async def test_nobody_else_throws_away_restores_or_destroys(
    database: Database, conversation: Conversation, bob: int
) -> None:
    ids = [conversation.id]
    async with database.write() as session:
        assert await trash.put(session, bob, ids, now()) == 0
        await trash.put(session, conversation.user_id, ids, now())
        assert await trash.restore(session, bob, ids) == 0
        assert await trash.destroy(session, bob, ids) == 0
        assert await trash.some(session, bob, 10) == []
        assert not await conversations.is_in_trash(session, bob, conversation.id)
    assert await _ids(database, bob, TRASH) == []


async def test_what_lay_long_in_the_trash_or_was_long_unused_is_found_for_its_end(
    database: Database, alice: int, bob: int
) -> None:
    old = now() - timedelta(days=10)
    async with database.write() as session:
        made = [Conversation(user_id=alice, updated_at=old) for _ in range(4)]
        kept, pinned, thrown, archived = made
        pinned.pinned_at, thrown.deleted_at, archived.archived_at = old, old, old
        session.add_all([*made, Conversation(user_id=alice), Conversation(user_id=bob, updated_at=old)])
    async with database.write() as session:
        await session.exec(update(Conversation).where(col(Conversation.user_id) == bob).values(deleted_at=now()))
        assert await trash.old(session, now() - timedelta(days=9), 10) == [(alice, thrown.id)]
        assert await trash.old(session, now() - timedelta(days=11), 10) == []
        unused = await trash.unused(session, Role.USER, now() - timedelta(days=9), 10)
        assert {id_ for user_id, id_ in unused if user_id == alice} == {kept.id, thrown.id, archived.id}
        assert await trash.unused(session, Role.ADMIN, now(), 10) == []
