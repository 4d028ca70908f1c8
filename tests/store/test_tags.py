import pytest
from sqlalchemy.exc import IntegrityError

from chatapp.db import Database
from chatapp.models import Colour, Conversation, now
from chatapp.store import conversations, tags, trash
from chatapp.store.conversations import Shelf, Sort, View


async def test_a_tag_is_put_on_found_by_and_taken_off(database: Database, conversation: Conversation) -> None:
    alice, ids = conversation.user_id, [conversation.id]
    async with database.write() as session:
        await conversations.create(session, alice, title="other", model="")
        tag = await tags.add(session, alice, "工作", Colour.BLUE)
        assert await tags.put_on(session, alice, tag.id, ids) == 1
        assert await tags.put_on(session, alice, tag.id, ids) == 1  # again
        tagged = View(Shelf.LIST, Sort.USED, tag.id)
        (line,) = await conversations.listed(session, alice, tagged, 10)
        assert (line.id, line.tags) == (conversation.id, [tag.id])
        await tags.take_off(session, tag.id, ids)
        assert await conversations.listed(session, alice, tagged, 10) == []


async def test_of_two_names_alike_there_is_one_tag_and_it_can_be_renamed_and_deleted(
    database: Database, alice: int, bob: int
) -> None:
    async with database.write() as session:
        tag = await tags.add(session, alice, "Work", Colour.BLUE)
        await tags.add(session, bob, "work", Colour.RED)
        assert await tags.find_named(session, alice, "WORK ") == tag
        assert await tags.change(session, alice, tag.id, "Play", Colour.GREEN)
        assert [found.name for found in await tags.listed(session, alice)] == ["Play"]
        assert await tags.count(session, alice) == 1
    with pytest.raises(IntegrityError):
        async with database.write() as session:
            await tags.add(session, alice, "play", Colour.RED)
    async with database.write() as session:
        assert await tags.delete_(session, alice, tag.id)
        assert await tags.listed(session, alice) == []


async def test_a_stranger_neither_sees_uses_nor_changes_a_tag(
    database: Database, conversation: Conversation, bob: int
) -> None:
    async with database.write() as session:
        mine = await tags.add(session, conversation.user_id, "mine", Colour.BLUE)
        theirs = await tags.add(session, bob, "theirs", Colour.BLUE)
        assert [tag.name for tag in await tags.listed(session, bob)] == ["theirs"]
        assert await tags.find(session, bob, mine.id) is None
        assert not await tags.change(session, bob, mine.id, "taken", Colour.RED)
        assert not await tags.delete_(session, bob, mine.id)
        assert await tags.put_on(session, bob, theirs.id, [conversation.id]) == 0


async def test_nothing_in_the_trash_is_tagged(database: Database, conversation: Conversation) -> None:
    async with database.write() as session:
        tag = await tags.add(session, conversation.user_id, "late", Colour.BLUE)
        await trash.put(session, conversation.user_id, [conversation.id], now())
        assert await tags.put_on(session, conversation.user_id, tag.id, [conversation.id]) == 0
