"""An answer waits for its turn, or for a server that is busy, and says so."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import replace
from uuid import uuid4

import pytest

from chatapp.errors import FaultKind, ProviderFault
from chatapp.llm.events import Event, TextDelta
from chatapp.llm.provider import ChatRequest
from chatapp.settings import Settings
from chatapp.streaming.follower import Noted
from chatapp.streaming.generation import Job
from chatapp.streaming.hub import Hub
from chatapp.streaming.outcome import Ending
from chatapp.streaming.waiting import AfterAnother, Queued, Retrying, Waiting
from tests.streaming.fakes import MemoryPersistence, ScriptedProvider, Step, Tab, job, words
from tests.streaming.virtual_time import elapse, now

BUSY = ProviderFault(FaultKind.RATE)
DOWN = ProviderFault(FaultKind.SERVER, "503")


class Attempts(ScriptedProvider):
    """Plays one script after the other, the last one again and again."""

    def __init__(self, *scripts: tuple[Step, ...]) -> None:
        super().__init__()
        self.scripts = [*scripts]
        self.asked_at: list[float] = []

    async def stream(self, request: ChatRequest) -> AsyncGenerator[Event, None]:
        self.asked_at.append(now())
        self.script = self.scripts.pop(0) if len(self.scripts) > 1 else self.scripts[0]
        async for event in super().stream(request):
            yield event


def notes(tab: Tab, answer: Job) -> list[Waiting]:
    """What it was said to wait for; that it waits no longer is no news to whom text or the end is told."""
    noted = [item for _, item in tab.news if isinstance(item, Noted) and item.message_id == answer.message_id]
    return [item.waiting for item in noted if item.waiting]


async def ended(hub: Hub, answer: Job) -> Tab:
    tab = Tab(hub, answer.conversation_id)
    hub.start(answer)
    await tab.until_changed(answer.message_id)
    await tab.close()
    return tab


@pytest.mark.parametrize("fault", [BUSY, DOWN, *(ProviderFault(FaultKind.SERVER, s) for s in ("408", "500", "529"))])
async def test_a_passing_fault_is_tried_again_and_shown_meanwhile(
    hub: Hub, persistence: MemoryPersistence, fault: ProviderFault
) -> None:
    provider = Attempts((fault,), (fault,), (TextDelta("at last"), *words("")))
    answer = replace(job(), provider=provider)
    tab = await ended(hub, answer)
    assert provider.asked_at == [0, 1, 3]
    retries = [Retrying(fault.kind, fault.detail, 1, 1.0), Retrying(fault.kind, fault.detail, 2, 3.0)]
    assert notes(tab, answer) == retries
    assert persistence.outcomes[answer.message_id].ending is Ending.COMPLETE


async def test_a_pause_that_is_over_is_told(hub: Hub) -> None:
    provider = Attempts((BUSY,), (5.0, *words("at last")))
    answer = replace(job(), provider=provider)
    tab = await ended(hub, answer)
    assert [(at, item.waiting) for at, item in tab.news if isinstance(item, Noted)][-1] == (1, None)


async def test_after_two_retries_the_fault_stands(hub: Hub, persistence: MemoryPersistence) -> None:
    provider = Attempts((DOWN,))
    answer = replace(job(), provider=provider)
    await ended(hub, answer)
    assert len(provider.asked_at) == 3
    assert persistence.outcomes[answer.message_id].fault is FaultKind.SERVER


@pytest.mark.parametrize("kind", sorted(set(FaultKind) - {FaultKind.RATE, FaultKind.SERVER}))
async def test_other_faults_are_told_at_once(hub: Hub, kind: FaultKind) -> None:
    provider = Attempts((ProviderFault(kind),))
    await ended(hub, replace(job(), provider=provider))
    assert provider.asked_at == [0]


async def test_a_request_that_the_server_did_not_understand_is_not_sent_again(hub: Hub) -> None:
    provider = Attempts((ProviderFault(FaultKind.SERVER, "422"),))
    await ended(hub, replace(job(), provider=provider))
    assert provider.asked_at == [0]


@pytest.mark.parametrize(
    ("asked_for", "asked_at"), [("7", [0, 7, 14]), ("60", [0, 60, 120]), ("61", [0]), ("300", [0])]
)
async def test_a_server_may_say_when_to_come_back(hub: Hub, asked_for: str, asked_at: list[float]) -> None:
    provider = Attempts((ProviderFault(FaultKind.RATE, asked_for),))
    await ended(hub, replace(job(), provider=provider))
    assert provider.asked_at == pytest.approx(asked_at)


async def test_once_there_is_text_nothing_is_sent_again(hub: Hub, persistence: MemoryPersistence) -> None:
    provider = Attempts((TextDelta("so far"), BUSY))
    answer = replace(job(), provider=provider)
    await ended(hub, answer)
    assert provider.asked_at == [0]
    assert persistence.outcomes[answer.message_id].content == "so far"


async def test_a_pause_can_be_stopped(hub: Hub, persistence: MemoryPersistence) -> None:
    answer = replace(job(), provider=Attempts((ProviderFault(FaultKind.RATE, "50"),)))
    hub.start(answer)
    await elapse(1)
    assert await hub.stop(answer.message_id)
    assert now() == 1
    assert persistence.outcomes[answer.message_id].ending is Ending.STOPPED


async def test_answers_of_one_conversation_are_written_one_after_the_other(
    hub: Hub, persistence: MemoryPersistence
) -> None:
    first = job(*words("one two three", every_s=1))
    second = job(*words("four"), conversation_id=first.conversation_id)
    hub.start(first)
    tab = await ended(hub, second)
    assert notes(tab, second) == [AfterAnother()]
    assert [message_id for kind, message_id in persistence.log if kind == "finish"] == [
        first.message_id,
        second.message_id,
    ]


async def test_what_is_sent_to_the_model_is_read_when_its_turn_has_come(
    hub: Hub, persistence: MemoryPersistence
) -> None:
    first = job(*words("one", every_s=5))

    async def request() -> ChatRequest:
        assert first.message_id in persistence.outcomes
        return ChatRequest("scripted", ())

    second = replace(job(*words("two"), conversation_id=first.conversation_id), request=request)
    hub.start(first)
    await ended(hub, second)
    assert persistence.outcomes[second.message_id].ending is Ending.COMPLETE


async def test_beyond_the_cap_answers_wait_and_are_told_their_place(persistence: MemoryPersistence) -> None:
    hub = Hub(persistence, Settings(max_running=1))
    first, second, third = (job(*words("word", every_s=1), user_id=n) for n in range(3))
    hub.start(first)
    hub.start(second)
    tab = await ended(hub, third)
    assert notes(tab, third) == [Queued(2), Queued(1)]
    assert {outcome.ending for outcome in persistence.outcomes.values()} == {Ending.COMPLETE}
    assert now() == pytest.approx(3, abs=0.1)


async def test_a_model_of_few_places_has_a_queue_of_its_own(hub: Hub) -> None:
    small = ScriptedProvider(*words("word", every_s=1), slots=2)
    crowd = [replace(job(user_id=n), provider=small) for n in range(20)]
    for waiting in crowd:
        hub.start(waiting)
    await elapse(0.5)
    assert small.open_streams == 2
    other = job(*words("at once"))
    await ended(hub, other)
    assert now() < 0.6
    await elapse(10)
    assert len(small.requests) == 20


async def test_who_gives_up_waiting_lets_the_others_move_up(persistence: MemoryPersistence) -> None:
    hub = Hub(persistence, Settings(max_running=1))
    first, second, third = (job(TextDelta("word"), asyncio.Event(), user_id=n) for n in range(3))
    for answer in (first, second, third):
        hub.start(answer)
    tab = Tab(hub, third.conversation_id)
    await elapse(1)
    await hub.stop(second.message_id)
    await hub.stop(first.message_id)
    await elapse(1)
    assert notes(tab, third) == [Queued(2), Queued(1)]
    assert tab.text(third.message_id) == "word"
    await tab.close()
    await hub.drain(0)


async def test_a_turn_that_came_as_it_was_given_up_goes_to_the_next(persistence: MemoryPersistence) -> None:
    hub = Hub(persistence, Settings(max_running=1))
    first, second, third = (job(TextDelta("word"), asyncio.Event(), user_id=n) for n in range(3))
    for answer in (first, second, third):
        hub.start(answer)
    await elapse(1)
    await asyncio.gather(hub.stop(first.message_id), hub.stop(second.message_id))
    await elapse(1)
    assert persistence.written(third.message_id) == "word"
    await hub.drain(0)


async def test_who_comes_later_is_told_what_an_answer_waits_for(persistence: MemoryPersistence) -> None:
    hub = Hub(persistence, Settings(max_running=1))
    hub.start(job(asyncio.Event(), user_id=2))
    waiting = job(conversation_id=uuid4())
    hub.start(waiting)
    await elapse(5)
    tab = Tab(hub, waiting.conversation_id)
    await elapse(1)
    assert notes(tab, waiting) == [Queued(1)]
    await tab.close()
    await hub.drain(0)


async def test_who_comes_back_is_told_what_an_answer_waits_for_and_that_it_waits_no_longer(hub: Hub) -> None:
    answer = replace(job(), provider=Attempts((ProviderFault(FaultKind.RATE, "5"),), (asyncio.Event(),)))
    hub.start(answer)
    await elapse(1)
    waiting = Tab(hub, answer.conversation_id)
    await elapse(1)
    assert notes(waiting, answer) == [Retrying(FaultKind.RATE, "5", 1, 5.0)]
    await elapse(10)
    later = Tab(hub, answer.conversation_id)
    await elapse(1)
    assert later.at_once == {answer.message_id}
