import asyncio
import uuid

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from chatapp.db import Database
from chatapp.models import Author, Conversation, Message, MessageChunk, Status
from chatapp.store import conversations, messages
from tests.support.rows import add_message


async def streaming(database: Database, conversation: Conversation) -> Message:
    return await add_message(database, conversation, role=Author.ASSISTANT, status=Status.STREAMING)


async def stored(database: Database, message: Message) -> Message:
    async with database.read() as session:
        return await session.get_one(Message, message.id)


async def chunks_left(database: Database) -> int:
    async with database.read() as session:
        return len((await session.exec(select(MessageChunk))).all())


async def test_messages_are_numbered_and_linked_as_they_come(database: Database, conversation: Conversation) -> None:
    first = await add_message(database, conversation, "question")
    second = await add_message(database, conversation, "answer", role=Author.ASSISTANT)
    assert [(m.ordinal, m.parent_id) for m in (first, second)] == [(1, None), (2, first.id)]


async def test_a_resend_that_gets_past_every_check_is_still_one_row(
    database: Database, conversation: Conversation
) -> None:
    first = await add_message(database, conversation, "question", client_id="c1")
    with pytest.raises(IntegrityError):
        await add_message(database, conversation, "question", client_id="c1")
    async with database.read() as session:
        found = await messages.find_by_client_id(session, conversation.user_id, conversation.id, "c1")
    assert found is not None and found.id == first.id


async def test_a_path_leads_from_its_head_to_the_root_past_other_branches(
    database: Database, conversation: Conversation
) -> None:
    root = await add_message(database, conversation, "root")
    left = await add_message(database, conversation, "left", parent_id=root.id)
    leaf = await add_message(database, conversation, "left leaf", parent_id=left.id)
    right = await add_message(database, conversation, "right", parent_id=root.id)
    async with database.read() as session:
        paths = [
            await messages.path(session, conversation.user_id, conversation.id, head.id, 10) for head in (leaf, right)
        ]
        assert [await messages.depth(session, head.id) for head in (root, leaf, right)] == [1, 3, 2]
    assert [[m.content for m in path.messages] for path in paths] == [["root", "left", "left leaf"], ["root", "right"]]
    assert not any(path.more for path in paths)


async def test_a_long_path_comes_in_parts_without_gap_or_overlap(
    database: Database, conversation: Conversation
) -> None:
    ids = [uuid.uuid4() for _ in range(500)]
    async with database.write() as session:
        session.add_all(
            Message(id=own, conversation_id=conversation.id, parent_id=parent, ordinal=n, role=Author.USER)
            for n, (own, parent) in enumerate(zip(ids, [None, *ids], strict=False), start=1)
        )
    read: list[uuid.UUID] = []
    head, more = ids[-1], True
    async with database.read() as session:
        while more:
            path = await messages.path(session, conversation.user_id, conversation.id, head, 60)
            read, more = [m.id for m in path.messages] + read, path.more
            head = path.messages[0].parent_id or head
    assert read == ids


async def test_a_path_of_exactly_the_limit_has_no_more(database: Database, conversation: Conversation) -> None:
    *_, last = [await add_message(database, conversation, str(number)) for number in range(3)]
    async with database.read() as session:
        exact = await messages.path(session, conversation.user_id, conversation.id, last.id, 3)
        shorter = await messages.path(session, conversation.user_id, conversation.id, last.id, 2)
    assert (len(exact.messages), exact.more) == (3, False)
    assert ([m.content for m in shorter.messages], shorter.more) == (["1", "2"], True)


async def test_a_stranger_reads_no_message_by_any_way(database: Database, conversation: Conversation, bob: int) -> None:
    message = await add_message(database, conversation, "secret", client_id="c1")
    async with database.write() as session:
        own = await conversations.create(session, bob, title="Bob's", model="")
    async with database.read() as session:
        assert await messages.find(session, bob, message.id) is None
        for conversation_id in (conversation.id, own.id):
            assert await messages.find_by_client_id(session, bob, conversation_id, "c1") is None
            assert await messages.by_ids(session, bob, conversation_id, [message.id]) == []
            path = await messages.path(session, bob, conversation_id, message.id, 10)
            assert (path.messages, path.more) == ([], False)


async def test_a_head_of_another_conversation_opens_nothing(database: Database, conversation: Conversation) -> None:
    message = await add_message(database, conversation, "here")
    async with database.write() as session:
        other = await conversations.create(session, conversation.user_id, title="other", model="")
    async with database.read() as session:
        path = await messages.path(session, conversation.user_id, other.id, message.id, 10)
    assert path.messages == []


async def test_what_was_asked_for_comes_in_order(database: Database, conversation: Conversation) -> None:
    made = [await add_message(database, conversation, str(number)) for number in range(4)]
    async with database.read() as session:
        found = await messages.by_ids(
            session, conversation.user_id, conversation.id, [made[3].id, made[1].id, uuid.uuid4()]
        )
    assert [m.content for m in found] == ["1", "3"]


async def test_an_answer_whose_process_died_keeps_the_text_that_was_journalled(
    database: Database, conversation: Conversation
) -> None:
    answer = await streaming(database, conversation)
    for piece in (("reasoning", "hm"), ("content", "Ans"), ("content", "wer 😀")):
        async with database.write() as session:
            await messages.append_chunks(session, [(answer.id, *piece)])
    async with database.write() as session:
        assert await messages.interrupt_orphans(session, "restart") == 1
    row = await stored(database, answer)
    assert (row.content, row.reasoning, row.status, row.error_kind) == ("Answer 😀", "hm", "interrupted", "restart")
    assert await chunks_left(database) == 0


async def test_answers_that_ended_are_no_orphans(database: Database, conversation: Conversation) -> None:
    answer = await streaming(database, conversation)
    async with database.write() as session:
        await messages.finish(session, answer.id, {"content": "done", "status": Status.COMPLETE})
    async with database.write() as session:
        assert await messages.interrupt_orphans(session, "restart") == 0
    assert (await stored(database, answer)).content == "done"


async def test_an_answer_ends_only_once(database: Database, conversation: Conversation) -> None:
    answer = await streaming(database, conversation)
    for content, status in (("first", Status.STOPPED), ("second", Status.COMPLETE)):
        async with database.write() as session:
            await messages.finish(session, answer.id, {"content": content, "status": status})
    row = await stored(database, answer)
    assert (row.content, row.status) == ("first", "stopped")


async def test_text_that_comes_after_the_end_leaves_nothing_behind(
    database: Database, conversation: Conversation
) -> None:
    answer = await streaming(database, conversation)
    async with database.write() as session:
        await messages.finish(session, answer.id, {"content": "all", "status": Status.COMPLETE})
    async with database.write() as session:
        await messages.append_chunks(session, [(answer.id, "content", "late")])
    assert await chunks_left(database) == 0


async def test_a_deleted_conversation_does_not_hold_up_the_text_of_others(
    database: Database, conversation: Conversation
) -> None:
    kept = await streaming(database, conversation)
    async with database.write() as session:
        doomed = await conversations.create(session, conversation.user_id, title="doomed", model="")
    gone = await streaming(database, doomed)

    async def delete() -> None:
        async with database.write() as session:
            await conversations.delete(session, conversation.user_id, doomed.id)

    async with database.write() as session:
        await messages.append_chunks(session, [(gone.id, "content", "lost"), (kept.id, "content", "kept")])
        deleting = asyncio.create_task(delete())
        await asyncio.wait({deleting}, timeout=0.2)  # it has to wait for us
    await deleting
    async with database.write() as session:
        await messages.append_chunks(session, [(gone.id, "content", "lost"), (kept.id, "content", " too")])
    async with database.read() as session:
        texts = (await session.exec(select(MessageChunk.text).order_by(col(MessageChunk.id)))).all()
    assert texts == ["kept", " too"]


async def test_a_conversation_is_being_answered_until_its_answer_ends(
    database: Database, conversation: Conversation
) -> None:
    answer = await streaming(database, conversation)
    seen: list[bool] = []
    for _ in range(2):
        async with database.write() as session:
            seen.append(await messages.is_being_answered(session, conversation.id))
            await messages.finish(session, answer.id, {"status": Status.COMPLETE})
    assert seen == [True, False]
