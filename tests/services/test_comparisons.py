"""One prompt to several models: answers of one turn, side by side until one is chosen."""

from dataclasses import replace

import pytest

from chatapp import runtime as running
from chatapp.errors import InvalidInput, NotFound, TooManyRequests, TooManyRunning
from chatapp.llm.errors import ModelGone
from chatapp.models import Status
from chatapp.services import conversations, deletions, replies, stopping, versions
from chatapp.services.viewer import Viewer
from chatapp.settings import Settings
from chatapp.store import messages
from tests.services.chats import ask, ended, rows
from tests.services.people import known
from tests.services.test_versions import opened
from tests.support.scripted_provider import ScriptedProvider

NOBODYS = "00000000-0000-4000-8000-000000000000/model"


async def test_all_answer_the_same_prompt_and_stand_below_it(asker: Viewer, provider: ScriptedProvider) -> None:
    begun = (await ask(asker, "the stem")).conversation_id
    await ended(begun)
    await ask(asker, "which?", "echo", to=begun, beside=["words:200", "prv-10"])
    _, stem, prompt, *answers = await ended(begun)
    assert [(answer.model, answer.status) for answer in answers] == [
        ("echo", Status.COMPLETE),
        ("words:200", Status.COMPLETE),
        ("prv-10", Status.FAILED),
    ]
    assert {answer.parent_id for answer in answers} == {prompt.id}
    assert prompt.parent_id == stem.id
    sent = [request.messages for request in provider.requests if request.messages[-1]["content"] == "which?"]
    assert len(sent) == 3
    assert all(each == sent[0] for each in sent)
    shot = await opened(asker, begun)
    assert (shot.head, shot.sides) == (answers[0].id, [answer.id for answer in answers])
    assert {answer.id for answer in answers} <= {row.id for row in shot.messages}
    assert (await conversations.find(asker, begun)).model == "echo"


async def test_they_are_written_at_the_same_time_and_what_follows_waits_for_all(
    asker: Viewer, provider: ScriptedProvider
) -> None:
    begun = (await ask(asker, "which?", "gated:a", beside=["gated:b"])).conversation_id
    await provider.asked(2)
    await ask(asker, "and then?", "echo", to=begun)
    provider.gate("gated:a").open()
    provider.gate("gated:b").open()
    *_, last = await ended(begun)
    assert provider.requests[-1].model == "echo"
    assert [row.status for row in await rows(begun) if row.role == "assistant"] == [Status.COMPLETE] * 3
    assert (await opened(asker, begun)).sides == ()  # who wrote on has chosen
    assert last.parent_id


async def test_who_goes_on_with_one_has_the_others_as_versions(asker: Viewer) -> None:
    begun = (await ask(asker, "which?", "echo", beside=["words:200", "markdown"])).conversation_id
    _, first, second, third = await ended(begun)
    shown = await versions.open_(asker, second.id)
    assert (shown.head, shown.sides) == (second.id, ())
    shot = await opened(asker, begun)
    assert (shot.head, shot.sides) == (second.id, ())
    assert shot.versions[second.id] == [first.id, second.id, third.id]
    assert (await conversations.find(asker, begun)).model == "words:200"
    await ask(asker, "more", to=begun)
    assert (await ended(begun))[-2].parent_id == second.id


async def test_one_is_stopped_or_all(asker: Viewer, stranger: Viewer, provider: ScriptedProvider) -> None:
    begun = (await ask(asker, "which?", "gated:a", beside=["gated:b", "gated:c"])).conversation_id
    await provider.asked(3)
    _, _, second, _ = await rows(begun)
    with pytest.raises(NotFound):
        await stopping.stop_answer(stranger, second.id)
    await stopping.stop_answer(asker, second.id)
    assert [row.status for row in await rows(begun)][1:] == [Status.STREAMING, Status.STOPPED, Status.STREAMING]
    await stopping.stop(asker, begun)
    assert [row.status for row in await rows(begun)][1:] == [Status.STOPPED] * 3


async def test_after_the_end_of_the_process_each_keeps_what_it_had(answering: Settings) -> None:
    async with running.running(answering) as parts:
        asker = await known(parts.database, "alice")
        begun = (await ask(asker, "which?", "gated:a", beside=["gated:b"])).conversation_id
        async with parts.database.write() as session:  # as at a start after kill -9
            assert await messages.interrupt_orphans(session, "restart") == 2
        assert [row.status for row in await rows(begun)][1:] == [Status.INTERRUPTED] * 2
        assert len((await opened(asker, begun)).sides or ()) == 2


@pytest.mark.parametrize(
    ("model", "beside", "refused"),
    [
        ("echo", ["echo"], InvalidInput),
        ("echo", ["markdown", "markdown"], InvalidInput),
        ("", ["echo"], InvalidInput),  # which is the default
        ("echo", ["markdown", "prompt", "thinking", "reasoning"], InvalidInput),
        ("echo", [NOBODYS], ModelGone),
    ],
)
async def test_one_to_four_different_models_that_are_there(
    asker: Viewer, model: str, beside: list[str], refused: type[Exception]
) -> None:
    with pytest.raises(refused):
        await ask(asker, "which?", model, beside=beside)
    assert await rows() == []


async def test_a_comparison_is_one_turn_in_flight_and_as_many_prompts_as_answers(answering: Settings) -> None:
    async with running.running(replace(answering, max_running_per_user=1, max_prompts_per_minute=5)) as parts:
        asker = await known(parts.database, "alice")
        await ask(asker, "which?", "gated:a", beside=["gated:b", "gated:c", "gated:d"])
        with pytest.raises(TooManyRunning):
            await ask(asker, "more", "gated:a")
        await stopping.stop_all(asker.user_id)
        await ended((await ask(asker, "the fifth", "echo")).conversation_id)
        with pytest.raises(TooManyRequests):
            await ask(asker, "the sixth", "echo")


async def test_beyond_the_cap_they_wait_for_one_another(answering: Settings, provider: ScriptedProvider) -> None:
    async with running.running(replace(answering, max_running=1)) as parts:
        asker = await known(parts.database, "alice")
        begun = (await ask(asker, "which?", "gated:a", beside=["echo"])).conversation_id
        await provider.asked()
        assert [row.status for row in await rows(begun)][1:] == [Status.STREAMING] * 2
        provider.gate("gated:a").open()
        assert [row.status for row in await ended(begun)][1:] == [Status.COMPLETE] * 2


async def test_another_answer_or_the_loss_of_one_ends_what_stood_side_by_side(asker: Viewer) -> None:
    begun = (await ask(asker, "which?", "echo", beside=["markdown"])).conversation_id
    _, first, second = await ended(begun)
    await deletions.delete(asker, second.id, 1)
    assert (await opened(asker, begun)).sides == ()
    other = (await ask(asker, "which?", "echo", beside=["markdown"])).conversation_id
    _, first, second = await ended(other)
    await replies.regenerate(asker, first.id, "echo")
    await ended(other)
    assert (await opened(asker, other)).sides == ()
