"""A conversation that goes on elsewhere from one of its answers."""

import uuid
from dataclasses import replace

import pytest

from chatapp import runtime as running
from chatapp.errors import NotFound, TooManyConversations
from chatapp.runtime import current
from chatapp.services import conversations, forks, replies
from chatapp.services.viewer import Viewer
from chatapp.settings import Settings
from tests.services.chats import ask, ended, rows, told
from tests.services.chats import follow as followed
from tests.services.people import known
from tests.services.test_versions import conversed, opened, path
from tests.support.scripted_provider import ScriptedProvider


async def test_a_fork_has_the_way_down_to_its_message_and_goes_on_by_itself(asker: Viewer) -> None:
    begun, (_, answer, *_) = await conversed(asker)
    fork = await forks.fork(asker, answer.id)
    assert await path(asker, fork) == ["first", "first"]
    await ask(asker, "otherwise", to=fork)
    await ended(fork)
    assert await path(asker, fork) == ["first", "first", "otherwise", "otherwise"]
    assert await path(asker, begun) == ["first", "first", "second", "second"]


async def test_a_fork_remembers_its_origin_until_that_is_deleted(asker: Viewer) -> None:
    begun, (_, answer, *_) = await conversed(asker)
    fork = await forks.fork(asker, answer.id)
    origin = (await opened(asker, fork)).origin
    assert origin is not None and (origin.id, origin.title) == (begun, "first")
    assert [(await conversations.find(asker, each)).title for each in (fork, await forks.fork(asker, answer.id))] == [
        "first (2)",
        "first (2)",
    ]
    await conversations.delete(asker, begun)
    assert (await opened(asker, fork)).origin is None
    assert await path(asker, fork) == ["first", "first"]


async def test_an_unfinished_answer_is_copied_as_far_as_it_is(asker: Viewer, provider: ScriptedProvider) -> None:
    begun = (await ask(asker, "hello", "gated")).conversation_id
    provider.gate().release(5)
    await followed(asker, begun, told("w00005 "))
    answer = (await rows(begun))[-1]
    fork = await forks.fork(asker, answer.id)
    copy = (await rows(fork))[-1]
    assert (copy.status, replies.can_continue(copy)) == ("interrupted", bool(copy.content))
    assert current().hub.live_in(fork) == []
    provider.gate().open()


async def test_only_ones_own_answers_are_forked(asker: Viewer, stranger: Viewer) -> None:
    _, (first, answer, *_) = await conversed(asker)
    for who, what in ((stranger, answer.id), (asker, first.id), (asker, uuid.uuid4())):
        with pytest.raises(NotFound):
            await forks.fork(who, what)


async def test_a_fork_is_a_conversation_and_counts_as_one(answering: Settings) -> None:
    async with running.running(replace(answering, max_conversations_per_user=1)) as run:
        asker = await known(run.database, "alice")
        _, (_, answer, *_) = await conversed(asker)
        with pytest.raises(TooManyConversations):
            await forks.fork(asker, answer.id)
