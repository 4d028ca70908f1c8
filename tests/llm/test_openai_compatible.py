"""What one endpoint is asked, and what happens when nobody listens any more."""

import asyncio
from contextlib import aclosing

import pytest

from chatapp.errors import FaultKind, ProviderFault
from chatapp.llm.events import Dropped, TextDelta
from chatapp.llm.provider import ChatRequest, Turn
from chatapp.llm.upstream import STEPS_PER_TURN
from tests.llm.support import ask, connect, hear
from tests.support.fault_scenarios import BY_NAME
from tests.support.scenarios import MARKDOWN, NAMES, TITLE, words
from tests.support.scripted_provider import ScriptedProvider

HI = (Turn("user", "Hi"),)


async def test_an_answer_arrives_whole_and_in_order(scripted: ScriptedProvider) -> None:
    heard = await hear(connect(scripted.base_url), ask("words:4000"))
    assert heard.text == words(4000)
    assert len(heard.pieces) == 4000


async def test_pieces_arrive_as_they_are_sent(scripted: ScriptedProvider) -> None:
    async with aclosing(connect(scripted.base_url, stall_timeout_s=5).stream(ask("gated"))) as events:
        for count in range(1, 4):
            scripted.gate().release()
            assert await anext(events) == TextDelta(f"w{count:05d} ")


async def test_the_conversation_is_sent_as_it_is(scripted: ScriptedProvider) -> None:
    turns = (Turn("system", "Be brief."), Turn("user", "One"), Turn("assistant", "1"), Turn("user", "Two"))
    await hear(connect(scripted.base_url), ChatRequest("echo", turns, {"max_tokens": 500}))
    body = scripted.requests[0].body
    assert [(m["role"], m["content"]) for m in body["messages"]] == [(turn.role, turn.content) for turn in turns]
    assert (body["stream"], body["max_tokens"], body["stream_options"]) == (True, 500, {"include_usage": True})


async def test_closing_the_stream_closes_the_request(scripted: ScriptedProvider) -> None:
    events = connect(scripted.base_url, stall_timeout_s=5).stream(ask("gated"))
    scripted.gate().release()
    await anext(events)
    await events.aclose()
    async with asyncio.timeout(10):
        await scripted.requests[0].ended.wait()
    assert scripted.requests[0].closed_early


@pytest.mark.parametrize("model", ["prv-44", "prv-44-headers", "prv-45", "prv-46", "prv-49"])
async def test_cancelling_the_reader_closes_the_request(scripted: ScriptedProvider, model: str) -> None:
    reader = asyncio.create_task(hear(connect(scripted.base_url, stall_timeout_s=5), ask(model)))
    request = await scripted.asked()
    reader.cancel()
    async with asyncio.timeout(10):
        await request.ended.wait()
    assert request.closed_early


async def test_a_fault_closes_the_request(scripted: ScriptedProvider) -> None:
    await hear(connect(scripted.base_url), ask("prv-46"))
    async with asyncio.timeout(10):
        await scripted.requests[0].ended.wait()
    assert scripted.requests[0].closed_early


async def test_silence_counts_from_the_last_text_not_from_the_start(scripted: ScriptedProvider) -> None:
    heard = await hear(connect(scripted.base_url, stall_timeout_s=1.2), ask("words:8@5"))
    assert heard.text == words(8)


async def test_a_slow_reader_is_not_a_silent_server(scripted: ScriptedProvider) -> None:
    events = connect(scripted.base_url, stall_timeout_s=0.5, first_byte_timeout_s=60).stream(ask("words:20"))
    text = ""
    async for event in events:
        if isinstance(event, TextDelta):
            text += event.text
            await asyncio.sleep(0.6 if len(text) < 20 else 0)
    assert text == words(20)


async def test_a_longer_wait_for_the_first_text_can_be_granted(scripted: ScriptedProvider) -> None:
    provider = connect(scripted.base_url, stall_timeout_s=0.1, first_byte_timeout_s=60)
    answer = asyncio.create_task(hear(provider, ask("gated")))
    await scripted.asked()
    await asyncio.wait({answer}, timeout=0.3)
    scripted.gate().open()
    assert (await answer).text == words(20)


async def test_an_answer_that_never_ends_is_cut_off_and_called_long(scripted: ScriptedProvider) -> None:
    heard = await hear(connect(scripted.base_url, stall_timeout_s=60, max_answer_s=2), ask("words:4000@100"))
    assert heard.outcome == FaultKind.TOO_LONG
    assert heard.text.startswith("w00001 ")


async def test_a_burst_lets_others_work(scripted: ScriptedProvider) -> None:
    pieces, longest_run, run = 0, 0, 0
    others_turn = asyncio.Event()

    async def others() -> None:
        while True:
            await asyncio.sleep(0)
            others_turn.set()

    working = asyncio.create_task(others())
    async for _ in connect(scripted.base_url).stream(ask("prv-47")):
        run = 0 if others_turn.is_set() else run + 1
        others_turn.clear()
        pieces, longest_run = pieces + 1, max(longest_run, run)
    working.cancel()
    assert pieces > 1000
    assert longest_run <= 2 * STEPS_PER_TURN


async def test_an_answer_is_cut_off_at_its_greatest_length(scripted: ScriptedProvider) -> None:
    heard = await hear(connect(scripted.base_url, max_answer_chars=20), ask("words:100"))
    assert heard.outcome == FaultKind.TOO_LONG
    assert heard.text == words(100)[:20]


@pytest.mark.parametrize(
    ("refused", "stated"),
    [
        ("prv-refuses-stream-options", {"stream_options": None, "max_tokens": 500}),
        ("prv-refuses-max-tokens", {"max_tokens": None, "max_completion_tokens": 500}),
    ],
)
async def test_a_field_that_a_server_refuses_is_left_out_from_then_on(
    scripted: ScriptedProvider, refused: str, stated: dict[str, int | None]
) -> None:
    provider = connect(scripted.base_url)
    for _ in range(2):
        assert (await hear(provider, ask(refused, max_tokens=500))).text == "so far "
    assert len(scripted.requests) == 3
    assert {name: scripted.requests[2].body.get(name) for name in stated} == stated


async def test_a_parameter_that_a_model_refuses_is_dropped_said_and_remembered(scripted: ScriptedProvider) -> None:
    provider, asked = connect(scripted.base_url), {"seed": 7, "temperature": 0.5}
    for _ in range(2):
        heard = [event async for event in provider.stream(ChatRequest("prv-refuses-seed", HI, asked))]
        assert heard[0] == Dropped(("seed",))
    assert [set(asked) & set(each.body) for each in scripted.requests] == [{*asked}, {"temperature"}, {"temperature"}]


async def test_what_one_model_refuses_another_is_still_sent(scripted: ScriptedProvider) -> None:
    provider = connect(scripted.base_url)
    await hear(provider, ChatRequest("prv-refuses-seed", HI, {"seed": 7}))
    await hear(provider, ChatRequest("echo", HI, {"seed": 7}))
    assert scripted.requests[-1].body["seed"] == 7


async def test_a_refusal_for_another_reason_drops_no_parameter(scripted: ScriptedProvider) -> None:
    heard = await hear(connect(scripted.base_url), ChatRequest("prv-11-openai", HI, {"seed": 7}))
    assert heard.fault
    assert len(scripted.requests) == 1


async def test_a_model_that_knows_no_system_is_told_by_the_first_prompt(scripted: ScriptedProvider) -> None:
    provider, turns = connect(scripted.base_url), (Turn("system", "Be brief."), *HI)
    for _ in range(2):
        assert (await hear(provider, ChatRequest("prv-refuses-system", turns))).finish
    assert len(scripted.requests) == 3
    assert scripted.requests[-1].body["messages"] == [{"role": "user", "content": "Be brief.\n\nHi"}]


async def test_free_parameters_never_replace_what_is_ours(scripted: ScriptedProvider) -> None:
    await hear(connect(scripted.base_url), ChatRequest("echo", HI, {"model": "other", "stream": False, "top_k": 5}))
    (request,) = scripted.requests
    assert (request.body["model"], request.body["stream"], request.body["top_k"]) == ("echo", True, 5)


async def test_two_first_requests_at_once_both_survive_a_refused_field(scripted: ScriptedProvider) -> None:
    provider, request = connect(scripted.base_url), ask("prv-refuses-stream-options")
    both = await asyncio.gather(hear(provider, request), hear(provider, request))
    assert [heard.fault for heard in both] == [None, None]


async def test_models_are_listed_as_the_server_lists_them(scripted: ScriptedProvider) -> None:
    assert list(await connect(scripted.base_url).models()) == [*NAMES, *BY_NAME]


async def test_a_list_of_models_from_a_dead_server_is_a_fault() -> None:
    with pytest.raises(ProviderFault) as caught:
        await connect("http://127.0.0.1:9/v1").models()
    assert caught.value.kind == FaultKind.CONN


async def test_the_fault_carries_no_trace_of_the_refusal(scripted: ScriptedProvider) -> None:
    """The body of a 401 may repeat the key, and a logged traceback would show it."""
    heard = await hear(connect(scripted.base_url, "sk-canary-0123456789"), ask("prv-07"))
    assert heard.fault is not None
    assert heard.fault.__cause__ is None
    assert heard.fault.__context__ is None


@pytest.mark.parametrize(("model", "text"), [("markdown", MARKDOWN), ("echo", "Hello  你好\n👩‍👩‍👧")])
async def test_the_scripted_provider_says_what_it_should(scripted: ScriptedProvider, model: str, text: str) -> None:
    assert (await hear(connect(scripted.base_url), ask(model, text))).text == text


async def test_the_scripted_provider_gives_titles_at_once(scripted: ScriptedProvider) -> None:
    assert (await hear(connect(scripted.base_url), ask("gated", max_tokens=30))).text == TITLE


@pytest.mark.parametrize(
    ("server", "requests", "last_role"),
    [("nothing", 1, "assistant"), ("flags", 2, "assistant"), ("prefill", 3, "user")],
)
async def test_a_server_goes_on_with_an_answer_in_the_surest_way_it_knows(
    scripted: ScriptedProvider, server: str, requests: int, last_role: str
) -> None:
    provider = connect(scripted.base_url)
    broken = ChatRequest(f"prv-refuses-{server}", (Turn("user", "Tell"), Turn("assistant", "so far ")), continues=True)
    assert (await hear(provider, broken)).text == "and on."
    assert (len(scripted.requests), scripted.requests[-1].messages[-1]["role"]) == (requests, last_role)
    await hear(provider, broken)
    assert len(scripted.requests) == requests + 1  # what it refused once is not tried again


async def test_an_answer_too_long_to_go_on_with_is_told_at_once(scripted: ScriptedProvider) -> None:
    broken = ChatRequest("prv-11-openai", (Turn("user", "Tell"), Turn("assistant", "so far ")), continues=True)
    heard = await hear(connect(scripted.base_url), broken)
    assert (heard.outcome, len(scripted.requests)) == (FaultKind.CONTEXT, 1)
