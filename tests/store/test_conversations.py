import uuid
from datetime import timedelta

from sqlalchemy import event
from sqlmodel import select

from chatapp.db import Database
from chatapp.models import Author, Conversation, now
from chatapp.store import conversations, trash
from tests.support.rows import add_message, add_user


async def test_the_newest_come_first_each_with_how_it_began(database: Database, alice: int) -> None:
    for number in range(3):
        async with database.write() as session:
            made = await conversations.create(session, alice, title=f"number {number}", model="echo")
        await add_message(database, made, f"问题 {number} " + "x" * 500)
        await add_message(database, made, "an answer", role=Author.ASSISTANT)
    async with database.read() as session:
        found = await conversations.recent(session, alice, 2)
    assert [line.title for line in found] == ["number 2", "number 1"]
    assert found[0].preview == "问题 2 " + "x" * 155


async def test_conversations_of_one_moment_keep_their_order(database: Database, alice: int) -> None:
    moment = now()
    async with database.write() as session:
        session.add_all(Conversation(user_id=alice, updated_at=moment) for _ in range(20))
    async with database.read() as session:
        whole = [line.id for line in await conversations.recent(session, alice, 20)]
        part = [line.id for line in await conversations.recent(session, alice, 7)]
    assert whole[:7] == part


async def test_a_page_goes_on_where_the_last_one_ended_whatever_has_moved_meanwhile(
    database: Database, alice: int
) -> None:
    moment = now()
    async with database.write() as session:
        ages = [timedelta(minutes=number // 2) for number in range(20)]  # two of each moment
        session.add_all(Conversation(user_id=alice, updated_at=moment - age) for age in ages)
    async with database.write() as session:
        whole = await conversations.recent(session, alice, 20)
        last = whole[6]
        place = (last.updated_at, last.id)
        assert await conversations.recent(session, alice, 50, place) == whole[7:]
        await trash.remove(session, [last.id])
        assert await conversations.recent(session, alice, 5, place) == whole[7:12]


async def test_pinned_ones_are_a_part_of_their_own_the_last_pinned_first(database: Database, alice: int) -> None:
    async with database.write() as session:
        made = [await conversations.create(session, alice, title=title, model="") for title in "abc"]
        for number in (2, 0):
            assert await conversations.set_pinned(session, alice, made[number].id, now() - timedelta(days=number))
        assert [line.title for line in await conversations.pinned(session, alice)] == ["a", "c"]
        assert [line.title for line in await conversations.recent(session, alice, 10)] == ["b"]
        assert await conversations.count_pinned(session, alice) == 2
        assert await conversations.set_pinned(session, alice, made[0].id, None)
        assert [line.title for line in await conversations.recent(session, alice, 10)] == ["b", "a"]


async def test_titles_are_found_by_all_words_in_any_case_and_by_one_character(database: Database, alice: int) -> None:
    async with database.write() as session:
        for title in ("旅行计划", "Plan a trip", "100% sure", "trip to nowhere"):
            await conversations.create(session, alice, title=title, model="")
        for words, titles in (
            (["旅"], ["旅行计划"]),
            (["TRIP", "pl"], ["Plan a trip"]),
            (["%"], ["100% sure"]),
            (["_"], []),
        ):
            assert [line.title for line in await conversations.titled(session, alice, words, 10)] == titles
        assert len(await conversations.titled(session, alice, [], 3)) == 3


async def test_the_list_takes_two_queries_however_long_it_is(database: Database, alice: int) -> None:
    async with database.write() as session:
        session.add_all(
            Conversation(user_id=alice, updated_at=now() - timedelta(minutes=minutes)) for minutes in range(300)
        )
    statements: list[str] = []
    async with database.read() as session:
        connection = (await session.connection()).sync_connection
        event.listen(connection, "before_cursor_execute", lambda *args: statements.append(args[2]))
        assert len(await conversations.recent(session, alice, 300)) == 300
    assert len(statements) == 2


async def test_a_conversation_without_messages_is_listed_too(database: Database, conversation: Conversation) -> None:
    async with database.read() as session:
        (line,) = await conversations.recent(session, conversation.user_id, 10)
    assert (line.title, line.preview) == ("Alice's", "")


async def test_a_stranger_finds_lists_and_changes_nothing(
    database: Database, conversation: Conversation, bob: int
) -> None:
    await add_message(database, conversation, "secret", client_id="first")
    async with database.write() as session:
        assert await conversations.find(session, bob, conversation.id) is None
        assert await conversations.find_begun_by(session, bob, "first") is None
        assert await conversations.recent(session, bob, 10) == []
        assert await conversations.titled(session, bob, ["Alice"], 10) == []
        assert not await conversations.set_pinned(session, bob, conversation.id, now())
        assert not await conversations.rename(session, bob, conversation.id, "mine now")
        assert not await trash.put(session, bob, [conversation.id], now())
    async with database.read() as session:
        (kept,) = (await session.exec(select(Conversation))).all()
    assert (kept.title, kept.title_source) == ("Alice's", "auto")


async def test_the_owner_renames_and_deletes(database: Database, conversation: Conversation) -> None:
    await add_message(database, conversation, "text")
    alice = conversation.user_id
    async with database.write() as session:
        assert await conversations.rename(session, alice, conversation.id, "新标题")
        renamed = await conversations.find(session, alice, conversation.id)
        assert renamed is not None
        assert (renamed.title, renamed.title_source) == ("新标题", "manual")
        assert await trash.put(session, alice, [conversation.id], now()) == 1
        assert await conversations.find(session, alice, conversation.id) is None


async def test_an_id_that_never_was_is_like_a_strangers(database: Database, alice: int) -> None:
    async with database.write() as session:
        assert await conversations.find(session, alice, uuid.uuid4()) is None
        assert not await conversations.rename(session, alice, uuid.uuid4(), "title")
        assert not await trash.put(session, alice, [uuid.uuid4()], now())


async def test_a_resent_first_prompt_finds_what_it_began(database: Database, conversation: Conversation) -> None:
    await add_message(database, conversation, "first", client_id="c1")
    await add_message(database, conversation, "second", client_id="c2")
    async with database.read() as session:
        begun = await conversations.find_begun_by(session, conversation.user_id, "c1")
        later = await conversations.find_begun_by(session, conversation.user_id, "c2")
    assert begun is not None and begun.id == conversation.id
    assert later is None


async def test_deleting_a_person_leaves_nobody_elses_rows(database: Database, conversation: Conversation) -> None:
    other = await add_user(database, "carol")
    async with database.write() as session:
        await conversations.create(session, other, title="Carol's", model="")
        await trash.put(session, other, [conversation.id], now())
        await trash.destroy(session, other, [conversation.id])
    async with database.read() as session:
        titles = (await session.exec(select(Conversation.title))).all()
    assert sorted(titles) == ["Alice's", "Carol's"]
