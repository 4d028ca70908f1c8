import asyncio
import uuid

import pytest
from sqlmodel import select

from chatapp.errors import InvalidInput, NotFound, TooManyPinned
from chatapp.llm.events import TextDelta
from chatapp.models import Author, Conversation, Message, Status
from chatapp.runtime import Runtime
from chatapp.services import conversations, trash
from chatapp.services.viewer import Viewer
from chatapp.store import conversations as rows
from chatapp.streaming.generation import Job
from tests.services.people import person
from tests.streaming.fakes import ScriptedProvider, request
from tests.support.rows import add_message


@pytest.fixture
async def me(runtime: Runtime) -> Viewer:
    return await person("alice")


@pytest.fixture
async def stranger(me: Viewer) -> Viewer:
    return await person("bob")


@pytest.fixture
async def mine(runtime: Runtime, me: Viewer) -> Conversation:
    return await begin(runtime, me, "Alice's")


async def begin(runtime: Runtime, viewer: Viewer, title: str) -> Conversation:
    async with runtime.database.write() as session:
        return await rows.create(session, viewer.user_id, title=title, model="echo")


async def test_a_stranger_gets_the_answer_for_what_does_not_exist(
    me: Viewer, stranger: Viewer, mine: Conversation
) -> None:
    for conversation_id in (mine.id, uuid.uuid4()):
        with pytest.raises(NotFound):
            await conversations.find(stranger, conversation_id)
        with pytest.raises(NotFound):
            await conversations.rename(stranger, conversation_id, "mine now")
        with pytest.raises(NotFound):
            await trash.put(stranger, [conversation_id])
        with pytest.raises(NotFound):
            await conversations.pin(stranger, conversation_id)
        with pytest.raises(NotFound):
            await conversations.unpin(stranger, conversation_id)
    assert await conversations.search(stranger, "Alice") == []
    assert (await conversations.history(stranger, 10)).items == []
    kept = await conversations.find(me, mine.id)
    assert kept.model_dump() == mine.model_dump()


async def test_the_history_says_whether_there_is_more(runtime: Runtime, me: Viewer) -> None:
    for number in range(3):
        await begin(runtime, me, str(number))
    part, whole = await conversations.history(me, 2), await conversations.history(me, 3)
    assert ([line.summary.title for line in part.items], part.more) == (["2", "1"], True)
    assert ([line.summary.title for line in whole.items], whole.more) == (["2", "1", "0"], False)


async def test_the_next_page_comes_after_the_last_line_and_pinned_ones_are_on_the_first(
    runtime: Runtime, me: Viewer
) -> None:
    made = [await begin(runtime, me, str(number)) for number in range(4)]
    await conversations.pin(me, made[0].id)
    first = await conversations.history(me, 1)
    assert ([line.summary.title for line in first.items], first.more) == (["0", "3"], True)
    last = first.items[-1].summary
    rest = await conversations.older(me, (last.updated_at, last.id), 5)
    assert ([line.summary.title for line in rest.items], rest.more) == (["2", "1"], False)
    await conversations.unpin(me, made[0].id)
    assert [line.summary.title for line in (await conversations.history(me)).items] == ["3", "2", "1", "0"]


async def test_pins_are_bounded(runtime: Runtime, me: Viewer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conversations, "MOST_PINNED", 1)
    first, second = [await begin(runtime, me, title) for title in "ab"]
    await conversations.pin(me, first.id)
    with pytest.raises(TooManyPinned):
        await conversations.pin(me, second.id)
    assert (await conversations.find(me, second.id)).pinned_at is None


@pytest.mark.parametrize(
    ("typed", "kept"), [("  新标题 👩‍👩‍👧 ", "新标题 👩‍👩‍👧"), ("two\nlines\x1b", "two lines"), ("x" * 200, "x" * 200)]
)
async def test_a_title_is_kept_on_one_line(me: Viewer, mine: Conversation, typed: str, kept: str) -> None:
    await conversations.rename(me, mine.id, typed)
    renamed = await conversations.find(me, mine.id)
    assert (renamed.title, renamed.title_source) == (kept, "manual")


@pytest.mark.parametrize("typed", ["", "  ", "\0\n", "x" * 201])
async def test_a_title_that_is_none_changes_nothing(me: Viewer, mine: Conversation, typed: str) -> None:
    with pytest.raises(InvalidInput):
        await conversations.rename(me, mine.id, typed)
    assert (await conversations.find(me, mine.id)).title == "Alice's"


async def test_deleting_takes_every_message_along(runtime: Runtime, me: Viewer, mine: Conversation) -> None:
    await add_message(runtime.database, mine, "question")
    await add_message(runtime.database, mine, "answer", role=Author.ASSISTANT)
    await trash.put(me, [mine.id])
    await trash.destroy(me, [mine.id])
    async with runtime.database.read() as session:
        assert (await session.exec(select(Message))).all() == []
    with pytest.raises(NotFound):
        await conversations.find(me, mine.id)


async def test_deleting_ends_the_answer_that_is_being_written(runtime: Runtime, me: Viewer, mine: Conversation) -> None:
    answer = await add_message(runtime.database, mine, role=Author.ASSISTANT, status=Status.STREAMING)
    provider = ScriptedProvider(TextDelta("never ends"), asyncio.Event())
    runtime.hub.start(Job(answer.id, mine.id, me.user_id, provider, request))
    await trash.put(me, [mine.id])
    assert runtime.hub.live_in(mine.id) == []
    assert provider.open_streams == 0
