import asyncio
import uuid
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from dataclasses import replace

import pytest
from sqlmodel import select

from chatapp import runtime as running
from chatapp.db import Database
from chatapp.llm.events import TextDelta
from chatapp.models import Author, Conversation, Message, MessageChunk, Status
from chatapp.runtime import Runtime
from chatapp.settings import Settings
from chatapp.store import messages
from chatapp.streaming.follower import Piece
from chatapp.streaming.generation import Job
from tests.streaming.fakes import STOP, ScriptedProvider, Step, request
from tests.support.rows import add_message


class OutOfOrder(Exception):
    pass


async def begin(parts: Runtime, to: Conversation, *script: Step) -> Message:
    """An answer in flight that has said something."""
    answer = await add_message(parts.database, to, role=Author.ASSISTANT, status=Status.STREAMING)
    provider = ScriptedProvider(*script)
    parts.hub.start(Job(answer.id, to.id, to.user_id, provider, request))
    async with aclosing(parts.hub.follow(to.user_id, to.id, {})) as changes:
        async for change in changes:
            if isinstance(change, Piece):
                break
    return answer


async def stored(database: Database, message_id: uuid.UUID) -> tuple[str, str, str | None]:
    async with database.read() as session:
        row = await session.get_one(Message, message_id)
    return row.status, row.content, row.error_kind


async def test_answers_that_a_dead_process_left_keep_their_text(
    settings: Settings, database: Database, conversation: Conversation
) -> None:
    left = await add_message(database, conversation, role=Author.ASSISTANT, status=Status.STREAMING)
    for piece in ("so ", "far 😀"):
        async with database.write() as session:
            await messages.append_chunks(session, [(left.id, "content", piece)])
    async with running.running(settings):
        assert await stored(database, left.id) == ("interrupted", "so far 😀", "restart")
    async with database.read() as session:
        assert (await session.exec(select(MessageChunk))).all() == []


async def test_what_another_living_server_writes_is_left_alone(
    settings: Settings, database: Database, conversation: Conversation
) -> None:
    rest = asyncio.Event()
    async with running.running(settings) as first:
        answer = await begin(first, conversation, TextDelta("so "), rest, TextDelta("far"), STOP)
        async with running.running(settings):
            assert (await stored(database, answer.id))[0] == "streaming"
        async with running.running(settings):  # nor does the end of the second make the first one less alive
            assert (await stored(database, answer.id))[0] == "streaming"
        rest.set()
    assert await stored(database, answer.id) == ("complete", "so far", None)


async def test_the_mark_of_a_server_ends_with_it(
    settings: Settings, database: Database, conversation: Conversation
) -> None:
    async with running.running(settings), running.running(settings):
        pass
    left = await add_message(database, conversation, "left", role=Author.ASSISTANT, status=Status.STREAMING)
    async with running.running(settings):
        assert (await stored(database, left.id))[0] == "interrupted"


async def test_an_answer_that_was_being_continued_keeps_what_it_had(
    settings: Settings, database: Database, conversation: Conversation
) -> None:
    left = await add_message(database, conversation, "begun ", role=Author.ASSISTANT, status=Status.STREAMING)
    async with database.write() as session:
        await messages.append_chunks(session, [(left.id, "content", "continued")])
    async with running.running(settings):
        assert await stored(database, left.id) == ("interrupted", "begun continued", "restart")


async def test_an_answer_in_flight_gets_its_time_when_the_server_ends(
    settings: Settings, database: Database, conversation: Conversation
) -> None:
    rest = asyncio.Event()
    async with running.running(settings) as parts:
        answer = await begin(parts, conversation, TextDelta("so "), rest, TextDelta("far"), STOP)
        asyncio.get_running_loop().call_soon(rest.set)  # runs when the end first waits
        assert answer.id in parts.hub.live_in(answer.conversation_id)
    assert await stored(database, answer.id) == ("complete", "so far", None)


async def leave_by_return() -> None:
    return


async def leave_by_error() -> None:
    raise OutOfOrder


async def leave_by_cancellation() -> None:
    task = asyncio.current_task()
    assert task is not None
    task.cancel()
    await asyncio.Event().wait()


@pytest.mark.parametrize("leave", [leave_by_return, leave_by_error, leave_by_cancellation])
async def test_an_answer_that_can_not_end_in_time_is_stored_however_the_server_ends(
    settings: Settings, database: Database, conversation: Conversation, leave: Callable[[], Awaitable[None]]
) -> None:
    begun: list[Message] = []

    async def serve() -> None:
        async with running.running(replace(settings, drain_s=0)) as parts:
            begun.append(await begin(parts, conversation, TextDelta("so far"), asyncio.Event()))
            await leave()

    serving = asyncio.create_task(serve())
    await asyncio.wait({serving})
    assert serving.cancelled() == (leave is leave_by_cancellation)
    assert await stored(database, begun[0].id) == ("interrupted", "so far", "restart")


async def test_nothing_runs_before_the_start_or_after_the_end(settings: Settings) -> None:
    async with running.running(settings) as parts:
        assert running.current() is parts
    with pytest.raises(RuntimeError, match="before the server has started"):
        running.current()
