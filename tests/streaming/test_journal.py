"""Text reaches storage in few writes, each character once, whatever storage does meanwhile."""

import asyncio
import logging

import pytest

from chatapp.errors import StorageFault
from chatapp.llm.events import ReasoningDelta, TextDelta
from chatapp.settings import Settings
from chatapp.streaming.generation import Channel
from chatapp.streaming.hub import Hub
from chatapp.streaming.outcome import Ending
from tests.streaming.fakes import STOP, MemoryPersistence, Tab, job, locked, words
from tests.streaming.virtual_time import elapse, now

FLUSH_S = Settings().journal_flush_ms / 1000
ONE_PACE = FLUSH_S + 0.001


async def test_several_answers_are_written_in_one_append(hub: Hub, persistence: MemoryPersistence) -> None:
    jobs = [job(TextDelta(f"answer {n}"), asyncio.Event(), user_id=n) for n in range(5)]
    for each in jobs:
        hub.start(each)
    await elapse(ONE_PACE)
    (chunks,) = persistence.appends
    assert [chunk.message_id for chunk in chunks] == [each.message_id for each in jobs]


async def test_text_waits_no_longer_than_the_pace(hub: Hub, persistence: MemoryPersistence) -> None:
    slow = job(TextDelta("one "), FLUSH_S, TextDelta("two "), asyncio.Event())
    hub.start(slow)
    await elapse(ONE_PACE)
    assert persistence.written(slow.message_id).startswith("one ")
    await elapse(ONE_PACE)
    assert persistence.written(slow.message_id) == "one two "


async def test_a_long_fast_answer_takes_one_append_per_pace(hub: Hub, persistence: MemoryPersistence) -> None:
    fast = job(*words("word " * 1000, every_s=0.002))
    hub.start(fast)
    await elapse(2.1)
    assert len(persistence.appends) <= 2.1 / FLUSH_S
    whole = persistence.outcomes[fast.message_id].content
    assert whole.startswith(persistence.written(fast.message_id))


async def test_a_silent_model_costs_no_writes(hub: Hub, persistence: MemoryPersistence) -> None:
    hub.start(job(TextDelta("word"), asyncio.Event()))
    await elapse(60)
    assert len(persistence.appends) == 1


async def test_reasoning_and_content_are_kept_apart(hub: Hub, persistence: MemoryPersistence) -> None:
    both = job(ReasoningDelta("thought"), TextDelta("answer"), asyncio.Event())
    hub.start(both)
    await elapse(ONE_PACE)
    assert persistence.written(both.message_id) == "answer"
    assert persistence.written(both.message_id, Channel.REASONING) == "thought"


async def test_what_a_continued_answer_had_is_not_written_again(hub: Hub, persistence: MemoryPersistence) -> None:
    continued = job(TextDelta("new"), asyncio.Event(), content="old 😀 ")
    hub.start(continued)
    await elapse(ONE_PACE)
    assert persistence.written(continued.message_id) == "new"


async def test_what_could_not_be_written_is_written_once_storage_is_back(
    hub: Hub, persistence: MemoryPersistence, caplog: pytest.LogCaptureFixture
) -> None:
    persistence.append_failures = [None, *locked(5), None, *locked(2)]
    steady = job(*words("word " * 30, every_s=FLUSH_S / 2)[:-1], asyncio.Event())
    with caplog.at_level(logging.INFO):
        hub.start(steady)
        await elapse(30 * FLUSH_S)
    assert persistence.written(steady.message_id) == "word " * 30 + " "
    assert [record.message for record in caplog.records] == ["journal.append_failed", "journal.append_recovered"] * 2


async def test_an_append_that_breaks_unexpectedly_is_retried_too(hub: Hub, persistence: MemoryPersistence) -> None:
    persistence.append_failures = [ConnectionRefusedError()]
    steady = job(TextDelta("word"), asyncio.Event())
    hub.start(steady)
    await elapse(3 * FLUSH_S)
    assert persistence.written(steady.message_id) == "word"


async def test_text_that_comes_while_an_append_runs_is_in_the_next_one(
    hub: Hub, persistence: MemoryPersistence
) -> None:
    persistence.append_s = FLUSH_S
    growing = job(TextDelta("one "), 1.5 * FLUSH_S, TextDelta("two "), asyncio.Event())
    hub.start(growing)
    await elapse(5 * FLUSH_S)
    assert [chunk.text for chunks in persistence.appends for chunk in chunks] == ["one ", "two "]


async def test_no_chunk_lands_after_the_end_of_its_answer(hub: Hub, persistence: MemoryPersistence) -> None:
    persistence.append_s = 10 * FLUSH_S
    ending = job(TextDelta("word"), 1.5 * FLUSH_S, STOP)
    hub.start(ending)
    await elapse(20 * FLUSH_S)
    assert persistence.log == [("append", ending.message_id), ("finish", ending.message_id)]


async def test_an_outcome_is_tried_again_until_it_is_stored(
    hub: Hub, persistence: MemoryPersistence, caplog: pytest.LogCaptureFixture
) -> None:
    persistence.finish_failures = [*locked(3), OSError("disk")]
    ended = job(*words("whole answer"))
    tab = Tab(hub, ended.conversation_id)
    hub.start(ended)
    await tab.until_changed(ended.message_id)
    assert persistence.outcomes[ended.message_id].content == "whole answer "
    assert persistence.outcomes[ended.message_id].ending is Ending.COMPLETE
    assert now() >= 15 * FLUSH_S  # each wait twice as long as the one before
    assert [record.message for record in caplog.records] == ["journal.finish_failed"]


async def test_one_answer_that_cannot_be_stored_holds_up_no_other(hub: Hub, persistence: MemoryPersistence) -> None:
    persistence.finish_failures = [StorageFault("locked")]
    first, second = job(*words("first")), job(0.01, *words("second"))
    hub.start(first)
    hub.start(second)
    await elapse(0.1)
    assert list(persistence.outcomes) == [second.message_id]
    await elapse(ONE_PACE)
    assert set(persistence.outcomes) == {first.message_id, second.message_id}
