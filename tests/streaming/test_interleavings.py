"""Nothing is lost or doubled, whatever the order of words, tabs, ends and failures of storage."""

import asyncio
from dataclasses import dataclass
from uuid import UUID, uuid4

from hypothesis import given, settings
from hypothesis import strategies as st

from chatapp.errors import FaultKind, ProviderFault
from chatapp.llm.events import ReasoningDelta, TextDelta
from chatapp.settings import Settings
from chatapp.streaming.generation import Channel, Job
from chatapp.streaming.hub import Hub
from chatapp.streaming.outcome import Ending, Outcome
from tests.streaming.fakes import STOP, MemoryPersistence, ScriptedProvider, Tab, job, locked, units
from tests.streaming.virtual_time import elapse, run

SECONDS = st.sampled_from([0.0, 0.001, 0.03, 0.05, 0.12, 0.2, 0.5])
TEXT = st.sampled_from(["a", "word ", "漢字", "🦊", "👩‍🚀 went\n"])
WORDS = st.lists(st.builds(TextDelta, TEXT) | st.builds(ReasoningDelta, TEXT) | SECONDS, max_size=30)
END = st.sampled_from([STOP, ProviderFault(FaultKind.CUT)])


@dataclass
class Visit:
    """A tab that comes `after_s` and takes `slow_s` for each item; a returning one has what the first tab saw."""

    after_s: float
    slow_s: float
    returns: bool


async def come(visit: Visit, hub: Hub, conversation_id: UUID, first_tab: Tab) -> None:
    await elapse(visit.after_s)
    live = hub.live_in(conversation_id)
    have = {id: units(first_tab.text(id)) for id in live} if visit.returns else {}
    tab = Tab(hub, conversation_id, have, visit.slow_s)
    await asyncio.sleep(0)  # its first step: from here on it follows
    for message_id in hub.live_in(conversation_id):
        await tab.until_changed(message_id)
        await first_tab.until_changed(message_id)  # either may be the last to hear of it
        seen = first_tab.text(message_id)
        start = have.get(message_id, 0)
        assert tab.text(message_id, start=start) == seen.encode("utf-16-le")[2 * start :].decode("utf-16-le")
    await tab.close()


def check(answer: Job, outcome: Outcome, persistence: MemoryPersistence, first_tab: Tab) -> None:
    assert isinstance(answer.provider, ScriptedProvider)
    said = "".join(step.text for step in answer.provider.script if isinstance(step, TextDelta))
    assert outcome.content == said if outcome.ending is not Ending.STOPPED else said.startswith(outcome.content)
    assert first_tab.text(answer.message_id) == outcome.content
    assert first_tab.text(answer.message_id, Channel.REASONING) == outcome.reasoning
    assert outcome.content.startswith(persistence.written(answer.message_id))
    assert outcome.reasoning.startswith(persistence.written(answer.message_id, Channel.REASONING))
    writes = [kind for kind, message_id in persistence.log if message_id == answer.message_id]
    assert writes.index("finish") == len(writes) - 1


async def play(answers: list[Job], visits: list[Visit], failures: list[bool], stop_after_s: float) -> None:
    persistence = MemoryPersistence()
    persistence.append_failures = [locked(1)[0] if fails else None for fails in failures]
    persistence.finish_failures = [locked(1)[0] if fails else None for fails in reversed(failures)]
    persistence.append_s = persistence.finish_s = 0.02
    hub = Hub(persistence, Settings(max_running_per_user=len(answers)))
    first_tab = Tab(hub, answers[0].conversation_id)
    for answer in answers:
        hub.start(answer)
    async with asyncio.TaskGroup() as coming:
        for visit in visits:
            coming.create_task(come(visit, hub, answers[0].conversation_id, first_tab))
        await elapse(stop_after_s)
        await hub.stop(answers[-1].message_id)
    for answer in answers:
        await first_tab.until_changed(answer.message_id)
        check(answer, persistence.outcomes[answer.message_id], persistence, first_tab)
    await hub.drain(0)


@settings(max_examples=150)
@given(
    scripts=st.lists(st.tuples(WORDS, END), min_size=1, max_size=3),
    visits=st.lists(st.builds(Visit, SECONDS, SECONDS, st.booleans()), max_size=3),
    failures=st.lists(st.booleans(), max_size=6),
    stop_after_s=SECONDS,
)
def test_every_tab_and_the_storage_get_each_character_once(
    scripts: list[tuple[list[TextDelta | ReasoningDelta | float], BaseException]],
    visits: list[Visit],
    failures: list[bool],
    stop_after_s: float,
) -> None:
    conversation_id = uuid4()
    answers = [job(*words, end, conversation_id=conversation_id) for words, end in scripts]
    run(play(answers, visits, failures, stop_after_s))
