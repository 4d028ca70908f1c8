"""An answer belongs to the hub: limits at its start, an end on demand, a drain when the server goes."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Sequence
from contextvars import ContextVar
from dataclasses import replace
from uuid import UUID, uuid4

import pytest

from chatapp.errors import FaultKind, ShuttingDown, TooManyRunning
from chatapp.llm.events import Event, TextDelta
from chatapp.llm.provider import ChatRequest
from chatapp.settings import Settings
from chatapp.streaming.generation import Job
from chatapp.streaming.hub import Hub
from chatapp.streaming.journal import Chunk
from chatapp.streaming.outcome import Ending
from tests.streaming.fakes import MemoryPersistence, ScriptedProvider, Tab, job, locked, words
from tests.streaming.virtual_time import elapse, now


def endless(user_id: int = 1) -> Job:
    return job(TextDelta("so far"), asyncio.Event(), user_id=user_id)


async def test_stopping_an_answer_keeps_the_words_already_written(hub: Hub, persistence: MemoryPersistence) -> None:
    running = endless()
    hub.start(running)
    await elapse(1)
    assert await hub.stop(running.message_id)
    outcome = persistence.outcomes[running.message_id]
    assert (outcome.ending, outcome.fault, outcome.content) == (Ending.STOPPED, None, "so far")


async def test_stopping_closes_the_upstream_request(hub: Hub) -> None:
    provider = ScriptedProvider(TextDelta("so far"), asyncio.Event())
    running = replace(job(), provider=provider)
    hub.start(running)
    await elapse(1)
    assert provider.open_streams == 1
    await hub.stop(running.message_id)
    assert provider.open_streams == 0


async def test_an_answer_can_be_stopped_at_once(hub: Hub, persistence: MemoryPersistence) -> None:
    running = endless()
    hub.start(running)
    assert await hub.stop(running.message_id)
    assert persistence.outcomes[running.message_id].ending is Ending.STOPPED


async def test_two_tabs_may_stop_the_same_answer(hub: Hub, persistence: MemoryPersistence) -> None:
    running = endless()
    hub.start(running)
    await elapse(1)
    assert await asyncio.gather(hub.stop(running.message_id), hub.stop(running.message_id)) == [True, True]
    assert persistence.outcomes[running.message_id].ending is Ending.STOPPED


async def test_what_is_not_running_cannot_be_stopped(hub: Hub) -> None:
    ended = job(*words("short"))
    hub.start(ended)
    await elapse(1)
    assert not await hub.stop(ended.message_id)
    assert not await hub.stop(uuid4())


async def test_who_gives_up_waiting_for_a_stop_does_not_undo_it(hub: Hub, persistence: MemoryPersistence) -> None:
    persistence.finish_failures = locked(3)
    running = endless()
    hub.start(running)
    await elapse(1)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.1):
            await hub.stop(running.message_id)
    await elapse(10)
    assert persistence.outcomes[running.message_id].ending is Ending.STOPPED


async def test_a_person_has_only_so_many_answers_in_flight(persistence: MemoryPersistence) -> None:
    hub = Hub(persistence, Settings(max_running_per_user=2))
    first = endless()
    hub.start(first)
    async with hub.place(1, uuid4()):  # one that is about to start counts as one that runs
        with pytest.raises(TooManyRunning):
            async with hub.place(1, uuid4()):
                pass
        async with hub.place(2, uuid4()):
            hub.start(endless(user_id=2))
        hub.start(endless())
    with pytest.raises(TooManyRunning):
        async with hub.place(1, uuid4()):
            pass
    assert (hub.running(1), hub.running(2)) == (2, 1)
    await hub.stop(first.message_id)
    for _ in range(2):
        async with hub.place(1, uuid4()):
            pass
    await hub.drain(0)


async def test_turns_of_one_conversation_are_stored_and_started_one_after_the_other(hub: Hub) -> None:
    first = endless()
    second = replace(endless(), conversation_id=first.conversation_id)
    seen_by_second: list[UUID] = []

    async def begin_second() -> None:
        async with hub.place(1, first.conversation_id):
            seen_by_second.extend(hub.live_in(first.conversation_id))
            hub.start(second)

    async with hub.place(1, first.conversation_id):
        beginning = asyncio.create_task(begin_second())
        await elapse(0.1)
        hub.start(first)
    await beginning
    assert seen_by_second == [first.message_id]


async def test_a_message_is_written_by_one_answer_only(hub: Hub) -> None:
    running = endless()
    hub.start(running)
    with pytest.raises(ValueError, match=str(running.message_id)):
        hub.start(running)


async def test_live_answers_are_known_by_conversation(hub: Hub) -> None:
    one, other = endless(), endless()
    hub.start(one)
    hub.start(other)
    assert hub.live_in(one.conversation_id) == [one.message_id]
    assert one.message_id in hub.live_in(one.conversation_id)
    await hub.stop(one.message_id)
    assert hub.live_in(one.conversation_id) == []
    assert one.message_id not in hub.live_in(one.conversation_id)


asked_by = ContextVar("asked_by", default="nobody")


class SeesItsContext(ScriptedProvider):
    async def stream(self, request: ChatRequest) -> AsyncGenerator[Event, None]:
        yield TextDelta(asked_by.get())
        async for event in super().stream(request):
            yield event


async def test_an_answer_does_not_see_the_context_of_its_caller(hub: Hub, persistence: MemoryPersistence) -> None:
    asked_by.set("an event")
    detached = replace(job(), provider=SeesItsContext())
    hub.start(detached)
    await elapse(1)
    assert persistence.outcomes[detached.message_id].content == "nobody"


class SeesWhoAppends(MemoryPersistence):
    async def append(self, chunks: Sequence[Chunk]) -> None:
        assert asked_by.get() == "nobody"
        await super().append(chunks)


async def test_storage_does_not_see_the_context_of_whoever_came_first() -> None:
    persistence = SeesWhoAppends()
    hub = Hub(persistence, Settings())
    asked_by.set("an event")
    hub.start(endless())
    await elapse(1)
    assert persistence.appends
    await hub.drain(0)


async def test_an_answer_outlives_its_caller(hub: Hub, persistence: MemoryPersistence) -> None:
    detached = job(*words("still here", every_s=0.1))

    async def handler() -> None:
        hub.start(detached)
        await asyncio.Event().wait()

    caller = asyncio.create_task(handler())
    await elapse(0.05)
    caller.cancel()
    await elapse(1)
    assert caller.cancelled()
    assert persistence.outcomes[detached.message_id].ending is Ending.COMPLETE


async def test_a_drain_lets_short_answers_end_and_interrupts_long_ones(
    hub: Hub, persistence: MemoryPersistence
) -> None:
    short, long = job(*words("short answer", every_s=1.0)), endless()
    tab = Tab(hub, long.conversation_id)
    hub.start(short)
    hub.start(long)
    await hub.drain(10)
    assert persistence.outcomes[short.message_id].ending is Ending.COMPLETE
    outcome = persistence.outcomes[long.message_id]
    assert (outcome.ending, outcome.fault, outcome.content) == (Ending.INTERRUPTED, FaultKind.RESTART, "so far")
    await tab.until_changed(long.message_id)
    assert now() == pytest.approx(10)


async def test_a_drain_ends_when_the_last_answer_does(hub: Hub) -> None:
    hub.start(job(*words("short answer", every_s=1.0)))
    await hub.drain(10)
    assert now() == pytest.approx(2)


async def test_an_idle_hub_drains_at_once(hub: Hub) -> None:
    await hub.drain(10)
    assert now() == 0


async def test_nothing_starts_once_a_drain_has_begun(hub: Hub) -> None:
    hub.start(job(*words("short answer", every_s=1.0)))
    draining = asyncio.create_task(hub.drain(10))
    await elapse(0.1)
    with pytest.raises(ShuttingDown):
        async with hub.place(1, uuid4()):
            pass
    await draining


async def test_what_has_its_place_when_a_drain_begins_is_stored_like_the_rest(
    hub: Hub, persistence: MemoryPersistence
) -> None:
    late = endless()
    async with hub.place(1, uuid4()):
        draining = asyncio.create_task(hub.drain(10))
        await elapse(0.1)
        hub.start(late)
    await draining
    assert persistence.outcomes[late.message_id].ending is Ending.INTERRUPTED


async def test_stopping_waits_only_so_long_for_storage(hub: Hub, persistence: MemoryPersistence) -> None:
    persistence.finish_failures = locked(1000)
    running = endless()
    hub.start(running)
    await elapse(1)
    begun = now()
    assert await hub.stop(running.message_id)
    assert now() - begun <= 2
    assert hub.live_in(running.conversation_id) == [running.message_id]


async def test_a_drain_gives_up_on_storage_that_stays_away(
    hub: Hub, persistence: MemoryPersistence, caplog: pytest.LogCaptureFixture
) -> None:
    persistence.finish_failures = locked(1000)
    hub.start(endless())
    with caplog.at_level(logging.ERROR):
        await hub.drain(10)
    assert now() <= 14
    assert caplog.records[-1].message == "drain.not_stored"
    assert asyncio.all_tasks() == {asyncio.current_task()}


async def test_a_drain_leaves_no_task_behind(hub: Hub) -> None:
    for _ in range(3):
        hub.start(endless())
    await hub.drain(1)
    assert asyncio.all_tasks() == {asyncio.current_task()}
