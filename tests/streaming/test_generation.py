"""However an answer ends, there is one outcome, and it has all the text that came."""

import asyncio
import logging
from collections.abc import AsyncGenerator
from dataclasses import replace

import pytest

from chatapp.errors import FaultKind, ProviderFault
from chatapp.llm.events import Dropped, Event, Finished, FinishReason, ReasoningDelta, TextDelta, Usage
from chatapp.llm.provider import ChatRequest
from chatapp.streaming.generation import Generation, Job, Turns
from chatapp.streaming.outcome import INTERRUPTED, STOPPED, Ending, Outcome, Verdict
from tests.streaming.fakes import STOP, ScriptedProvider, Step, job
from tests.streaming.virtual_time import elapse

HELLO = TextDelta("Hello")


def generation_of(job: Job) -> Generation:
    return Generation(job, lambda: None, Turns(), retry_pause_s=1.0)


async def outcome_of(*script: Step, content: str = "") -> Outcome:
    return await generation_of(job(*script, content=content)).run()


def open_streams(job: Job) -> int:
    assert isinstance(job.provider, ScriptedProvider)
    return job.provider.open_streams


async def test_an_answer_that_the_model_ends_is_complete() -> None:
    outcome = await outcome_of(ReasoningDelta("Hm. "), TextDelta("Hi "), TextDelta("there"), Usage(7, 3), STOP)
    assert (outcome.ending, outcome.fault) == (Ending.COMPLETE, None)
    assert (outcome.content, outcome.reasoning) == ("Hi there", "Hm. ")
    assert (outcome.prompt_tokens, outcome.completion_tokens) == (7, 3)


async def test_an_answer_has_all_that_was_counted_of_it() -> None:
    usage = Usage(7, 11, cached_tokens=5, reasoning_tokens=1)
    outcome = await outcome_of(Dropped(("seed",)), TextDelta("a"), 1.0, TextDelta("b"), 5.0, usage, STOP)
    assert (outcome.cached_tokens, outcome.reasoning_tokens) == (5, 1)
    assert (outcome.finish_reason, outcome.retries, outcome.dropped) == (FinishReason.STOP, 0, ("seed",))
    assert outcome.tokens_per_s == 9.0  # 10 tokens, the hidden one not among them, after the first one's time


@pytest.mark.parametrize("script", [(HELLO, Usage(7, 11), STOP), (HELLO, 1.0, HELLO, STOP), (HELLO, 1.0, HELLO)])
async def test_a_speed_that_nobody_can_know_is_not_said(script: tuple[Step, ...]) -> None:
    assert (await outcome_of(*script)).tokens_per_s is None


@pytest.mark.parametrize(
    ("reason", "ending", "fault"),
    [
        (FinishReason.LENGTH, Ending.COMPLETE, FaultKind.LENGTH),
        (FinishReason.FILTER, Ending.COMPLETE, FaultKind.FILTER),
        (FinishReason.TOOL, Ending.FAILED, FaultKind.TOOL),
    ],
)
async def test_an_unusual_finish_is_named(reason: FinishReason, ending: Ending, fault: FaultKind) -> None:
    outcome = await outcome_of(HELLO, Finished(reason))
    assert (outcome.ending, outcome.fault, outcome.content) == (ending, fault, "Hello")


@pytest.mark.parametrize("kind", list(FaultKind))
async def test_a_fault_of_the_provider_keeps_the_text_and_says_why(kind: FaultKind) -> None:
    outcome = await outcome_of(HELLO, ProviderFault(kind, "localhost:8080"))
    assert (outcome.ending, outcome.fault, outcome.detail) == (Ending.FAILED, kind, "localhost:8080")
    assert outcome.content == "Hello"


async def test_a_fault_before_the_first_word_is_an_outcome_too() -> None:
    outcome = await outcome_of(ProviderFault(FaultKind.CONN))
    assert (outcome.ending, outcome.fault, outcome.content) == (Ending.FAILED, FaultKind.CONN, "")
    assert outcome.first_token_ms is None


async def test_a_stream_that_just_ends_was_cut() -> None:
    outcome = await outcome_of(HELLO)
    assert (outcome.ending, outcome.fault, outcome.content) == (Ending.FAILED, FaultKind.CUT, "Hello")


async def test_a_bug_is_logged_and_told_as_a_fault_of_the_server(caplog: pytest.LogCaptureFixture) -> None:
    outcome = await outcome_of(HELLO, ZeroDivisionError("bug"))
    assert (outcome.ending, outcome.fault, outcome.content) == (Ending.FAILED, FaultKind.INTERNAL, "Hello")
    (record,) = caplog.records
    assert record.exc_info
    assert isinstance(record.exc_info[1], ZeroDivisionError)


async def test_a_fault_of_the_provider_is_no_bug_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        await outcome_of(HELLO, ProviderFault(FaultKind.STALL))
    assert not caplog.records


async def test_times_are_counted_from_the_start() -> None:
    outcome = await outcome_of(0.25, ReasoningDelta("Hm"), 0.5, HELLO, STOP)
    assert (outcome.first_token_ms, outcome.duration_ms) == (250, 750)


async def test_the_time_of_thinking_ends_with_the_first_word_of_the_answer() -> None:
    outcome = await outcome_of(0.25, ReasoningDelta("Hm"), 0.5, ReasoningDelta("so"), 1.5, HELLO, 3.0, STOP)
    assert outcome.reasoning_ms == 2000
    assert (await outcome_of(ReasoningDelta("Hm"), 0.5, ProviderFault(FaultKind.STALL))).reasoning_ms == 500
    assert (await outcome_of(0.5, HELLO, STOP)).reasoning_ms is None


async def test_a_continued_answer_keeps_what_it_had() -> None:
    outcome = await outcome_of(TextDelta(", world"), STOP, content="Hello")
    assert outcome.content == "Hello, world"


@pytest.mark.parametrize(("order", "ending"), [(STOPPED, Ending.STOPPED), (INTERRUPTED, Ending.INTERRUPTED)])
async def test_an_order_to_end_closes_the_upstream_request_and_keeps_the_text(order: Verdict, ending: Ending) -> None:
    ordered = job(HELLO, asyncio.Event())
    generation = generation_of(ordered)
    running = asyncio.create_task(generation.run())
    await elapse(0.1)
    assert open_streams(ordered) == 1
    generation.end(order)
    outcome = await running
    assert (outcome.ending, outcome.content) == (ending, "Hello")
    assert open_streams(ordered) == 0


async def test_an_order_before_the_first_step_counts() -> None:
    generation = generation_of(job(HELLO, STOP))
    generation.end(STOPPED)
    outcome = await generation.run()
    assert (outcome.ending, outcome.content) == (Ending.STOPPED, "")


async def test_the_first_order_counts() -> None:
    generation = generation_of(job(HELLO, asyncio.Event()))
    running = asyncio.create_task(generation.run())
    await elapse(0.1)
    generation.end(STOPPED)
    generation.end(INTERRUPTED)
    assert (await running).ending is Ending.STOPPED


async def test_an_order_after_the_last_word_changes_nothing() -> None:
    generation = generation_of(job(HELLO, STOP))
    outcome = await generation.run()
    generation.end(STOPPED)
    assert outcome.ending is Ending.COMPLETE


class FailsToClose(ScriptedProvider):
    async def stream(self, request: ChatRequest) -> AsyncGenerator[Event, None]:
        try:
            async for event in super().stream(request):
                yield event
        finally:
            raise ConnectionResetError


async def test_an_answer_that_came_to_its_end_is_complete_though_closing_failed() -> None:
    whole = replace(job(), provider=FailsToClose(HELLO, STOP))
    outcome = await generation_of(whole).run()
    assert (outcome.ending, outcome.content) == (Ending.COMPLETE, "Hello")


async def test_a_stopped_answer_is_stopped_though_closing_failed() -> None:
    stopped = replace(job(), provider=FailsToClose(HELLO, asyncio.Event()))
    generation = generation_of(stopped)
    running = asyncio.create_task(generation.run())
    await elapse(0.1)
    generation.end(STOPPED)
    assert (await running).ending is Ending.STOPPED
