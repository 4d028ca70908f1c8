"""The contract of `Provider`, on everything that keeps it."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from chatapp.llm.events import FinishReason, TextDelta
from chatapp.llm.model_file import SMOLLM2
from chatapp.llm.provider import Provider
from tests.llm.support import ask, connect, hear
from tests.support.scripted_provider import ScriptedProvider


@dataclass
class Kept:
    provider: Provider
    model: str
    endless: str


@pytest.fixture(params=["scripted", "builtin"])
def kept(request: pytest.FixtureRequest, scripted: ScriptedProvider) -> Iterator[Kept]:
    if request.param == "builtin":
        yield Kept(request.getfixturevalue("builtin_model"), SMOLLM2.name, SMOLLM2.name)
    else:
        yield Kept(connect(scripted.base_url, stall_timeout_s=5), "echo", "slow")


async def test_an_answer_is_text_then_usage_then_finished(kept: Kept) -> None:
    heard = await hear(kept.provider, ask(kept.model, "Say hello."))
    assert heard.fault is None
    assert heard.text.strip()
    assert heard.usage is not None
    assert heard.usage.completion_tokens
    assert heard.finish is FinishReason.STOP


async def test_the_model_is_among_those_listed(kept: Kept) -> None:
    assert kept.model in await kept.provider.models()


async def test_text_of_any_script_is_taken(kept: Kept) -> None:
    heard = await hear(kept.provider, ask(kept.model, "你好 😀 \ud83d\x00", max_tokens=20))
    assert heard.fault is None
    assert heard.text


async def test_a_closed_stream_makes_room_for_the_next(kept: Kept) -> None:
    for _ in range(4):  # more than the built-in model answers at a time
        events = kept.provider.stream(ask(kept.endless, "Count from 1 to 500 and write every number."))
        assert isinstance(await anext(events), TextDelta)
        await events.aclose()
    async with asyncio.timeout(10):
        assert (await hear(kept.provider, ask(kept.model, "Hi", max_tokens=3))).text


async def test_several_questions_at_once_are_all_answered(kept: Kept) -> None:
    answers = await asyncio.gather(*(hear(kept.provider, ask(kept.model, "Hi", max_tokens=5)) for _ in range(6)))
    assert all(heard.text and heard.fault is None for heard in answers)
