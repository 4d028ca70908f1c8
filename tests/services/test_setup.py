"""Instructions and parameters: from the database into the request, and what is said of it beforehand."""

import uuid
from dataclasses import replace

import pytest

from chatapp import runtime as running
from chatapp.errors import InstructionsTooLong, NotAdministrator, NotFound
from chatapp.llm.errors import ParameterRefused
from chatapp.models import Message
from chatapp.runtime import Runtime
from chatapp.services import instructions, replies, setup
from chatapp.services.setup import Setup
from chatapp.services.turns import Fate
from chatapp.services.viewer import COMMAND_LINE, Actor, Viewer
from chatapp.settings import Settings
from tests.services.chats import ask, ended
from tests.services.people import known
from tests.support.scripted_provider import ScriptedProvider

NOTHING = Setup()


def said_by(provider: ScriptedProvider) -> list[tuple[str, str]]:
    return [(turn["role"], turn["content"]) for turn in provider.requests[-1].body["messages"]]


async def answer_to(viewer: Viewer, text: str, to: uuid.UUID | None = None, model: str = "") -> Message:
    asked = await ask(viewer, text, model, to)
    return (await ended(asked.conversation_id))[-1]


async def test_instructions_are_joined_from_the_app_to_the_conversation(
    asker: Viewer, provider: ScriptedProvider
) -> None:
    await instructions.keep_for_all(COMMAND_LINE, "Of the app.")
    await instructions.keep(asker, "Of alice.")
    begun = setup.checked("  Of this chat.\0 ", {"temperature": "0.5", "extra": '{"top_k": 5}'})
    asked = await replies.ask(asker, None, "Hi", "c-setup", "echo", begun)
    await ended(asked.conversation_id)
    assert said_by(provider) == [("system", "Of the app.\n\nOf alice.\n\nOf this chat."), ("user", "Hi")]
    assert provider.requests[-1].body["temperature"] == 0.5
    assert provider.requests[-1].body["top_k"] == 5
    assert await setup.find(asker, asked.conversation_id) == begun


async def test_they_are_read_when_the_turn_comes(asker: Viewer, provider: ScriptedProvider) -> None:
    first = await answer_to(asker, "Hi")
    assert said_by(provider)[0][0] == "user"
    await setup.save(asker, first.conversation_id, Setup("Be brief.", {"seed": 7}))
    await answer_to(asker, "Again", first.conversation_id)
    assert said_by(provider)[0] == ("system", "Be brief.")
    assert provider.requests[-1].body["seed"] == 7
    await setup.save(asker, first.conversation_id, NOTHING)
    await answer_to(asker, "Once more", first.conversation_id)
    assert said_by(provider)[0][0] == "user"
    assert "seed" not in provider.requests[-1].body


async def test_another_persons_conversation_is_not_there(asker: Viewer, stranger: Viewer) -> None:
    hers = await answer_to(asker, "Hi")
    with pytest.raises(NotFound):
        await setup.save(stranger, hers.conversation_id, Setup("Mine now."))
    with pytest.raises(NotFound):
        await setup.find(stranger, hers.conversation_id)
    with pytest.raises(NotFound):
        await setup.look(stranger, hers.conversation_id, NOTHING, "", "echo")
    with pytest.raises(NotFound):
        await setup.switch(stranger, hers.id, True)
    assert await setup.find(asker, hers.conversation_id) == NOTHING


async def test_only_administrators_speak_for_the_app(asker: Viewer, chat: Runtime) -> None:
    bob = await known(chat.database, "carol")
    with pytest.raises(NotAdministrator):
        await instructions.keep_for_all(Actor(bob.user_id, bob.name, ""), "Mine.")
    assert await instructions.of_app(COMMAND_LINE) == ""


async def test_what_is_too_long_or_no_parameter_is_refused(asker: Viewer) -> None:
    with pytest.raises(InstructionsTooLong):
        await instructions.keep(asker, "x" * 8_001)
    with pytest.raises(InstructionsTooLong):
        setup.checked("x" * 8_001, {})
    with pytest.raises(ParameterRefused):
        setup.checked("", {"temperature": "hot"})
    await instructions.keep_for_all(COMMAND_LINE, "x" * 8_000)  # longer than the log's column, and than a choice was


async def test_what_is_shown_is_what_is_sent(asker: Viewer, provider: ScriptedProvider) -> None:
    first = await answer_to(asker, "one")
    second = await answer_to(asker, "two", first.conversation_id)
    await setup.save(asker, first.conversation_id, Setup("Be brief."))
    await setup.switch(asker, first.id, True)
    seen = await setup.look(asker, first.conversation_id, NOTHING, "three", "echo")
    assert [share.fate for share in seen.prepared.plan.shares] == [
        Fate.SENT, Fate.OFF, Fate.SENT, Fate.SENT, Fate.SENT,
    ]  # fmt: skip
    assert seen.counted == second.prompt_tokens == 7
    await answer_to(asker, "three", first.conversation_id)
    assert said_by(provider) == [(turn.role, turn.content) for turn in seen.prepared.plan.turns]
    assert ("user", "one\n\ntwo") in said_by(provider)
    await setup.switch(asker, first.id, False)
    await answer_to(asker, "four", first.conversation_id)
    assert ("assistant", "one") in said_by(provider)


async def test_an_answer_says_that_turns_were_left_out_for_want_of_room(
    answering: Settings, provider: ScriptedProvider
) -> None:
    async with running.running(replace(answering, max_context_chars=20)) as parts:
        alice = await known(parts.database, "alice")
        first = await answer_to(alice, "a" * 15)
        second = await answer_to(alice, "b" * 15, first.conversation_id)
        assert (first.left_out, second.left_out) == (None, 2)
        assert said_by(provider) == [("user", "b" * 15)]


async def test_an_answer_says_what_its_model_refused(asker: Viewer) -> None:
    begun = setup.checked("", {"seed": "7"})
    asked = await replies.ask(asker, None, "Hi", "c-refused", "prv-refuses-seed", begun)
    answer = (await ended(asked.conversation_id))[-1]
    assert (answer.status, answer.dropped) == ("complete", "seed")


async def test_what_a_model_is_known_to_refuse_is_said_before_it_is_asked_again(asker: Viewer) -> None:
    begun = setup.checked("", {"seed": "7", "temperature": "0.5"})
    model = "prv-refuses-seed"
    assert not (await setup.look(asker, None, begun, "Hi", model)).refused, "nobody has asked it yet"
    asked = await replies.ask(asker, None, "Hi", "c-known", model, begun)
    await ended(asked.conversation_id)
    for conversation_id in (asked.conversation_id, None):
        seen = await setup.look(asker, conversation_id, begun, "Again", model)
        assert (set(seen.refused), seen.sent) == ({"seed"}, {"temperature": 0.5})
    assert not (await setup.look(asker, asked.conversation_id, begun, "Again", "echo")).refused
    other = setup.checked("", {"seed": "8"})
    assert not (await setup.look(asker, None, other, "Again", model)).refused, "another value may be right"


async def test_an_answer_has_its_numbers(asker: Viewer) -> None:
    answer = await answer_to(asker, "Hi", model="busy-once")
    assert (answer.prompt_tokens, answer.completion_tokens, answer.finish_reason, answer.retries) == (7, 11, "stop", 1)
    assert answer.cached_tokens is None
