import asyncio
import uuid
from dataclasses import replace

import pytest
from sqlalchemy.exc import DBAPIError
from sqlmodel import select

from chatapp import runtime as running
from chatapp.errors import (
    InvalidInput,
    NoModel,
    NotFound,
    PromptTooLong,
    ShuttingDown,
    StillRunning,
    TooManyConversations,
    TooManyRequests,
    TooManyRunning,
)
from chatapp.models import Conversation, Message
from chatapp.runtime import Runtime
from chatapp.services import conversations, replies, stopping
from chatapp.services.viewer import Viewer
from chatapp.settings import Settings
from tests.services.chats import ask, ended, follow, rows, told
from tests.services.people import known
from tests.support.scenarios import words
from tests.support.scripted_provider import ScriptedProvider


def shown(messages: list[Message]) -> list[tuple[str, str, str]]:
    return [(message.role, message.status, message.content) for message in messages]


async def all_conversations(chat: Runtime) -> list[Conversation]:
    async with chat.database.read() as session:
        return [*(await session.exec(select(Conversation))).all()]


async def head_of(asker: Viewer, conversation_id: uuid.UUID) -> uuid.UUID | None:
    return (await conversations.find(asker, conversation_id)).current_message_id


async def test_when_the_model_hears_of_a_prompt_both_rows_are_stored(asker: Viewer, provider: ScriptedProvider) -> None:
    await ask(asker, "Hello", "gated")
    await provider.asked()
    assert shown([*await rows()]) == [("user", "complete", "Hello"), ("assistant", "streaming", "")]


async def test_a_prompt_that_can_not_be_stored_is_not_sent(
    asker: Viewer, chat: Runtime, provider: ScriptedProvider
) -> None:
    async with chat.database.write() as session:
        await (await session.connection()).exec_driver_sql("ALTER TABLE message RENAME TO elsewhere")
    with pytest.raises(DBAPIError):
        await ask(asker, "Hello")
    assert (provider.requests, await all_conversations(chat)) == ([], [])


async def test_an_answer_is_stored_with_what_it_cost(asker: Viewer) -> None:
    asked = await ask(asker, "Tell me this again")
    prompt, answer = await ended(asked.conversation_id)
    assert shown([prompt, answer]) == [
        ("user", "complete", "Tell me this again"),
        ("assistant", "complete", "Tell me this again"),
    ]
    assert (answer.model, answer.prompt_tokens, answer.completion_tokens) == ("echo", 7, 11)
    assert answer.first_token_ms is not None and answer.duration_ms is not None
    assert asked.title == "Tell me this again"


async def test_an_answer_keeps_its_reasoning_apart(asker: Viewer) -> None:
    asked = await ask(asker, "Think", "reasoning")
    _, answer = await ended(asked.conversation_id)
    assert (answer.reasoning, answer.content) == (words(10), words(10))


async def test_what_a_model_is_sent_comes_from_the_database(asker: Viewer, provider: ScriptedProvider) -> None:
    asked = await ask(asker, "first")
    await ended(asked.conversation_id)
    await ask(asker, "second", to=asked.conversation_id)
    request = await provider.asked(2)
    assert [(turn["role"], turn["content"]) for turn in request.messages] == [
        ("user", "first"),
        ("assistant", "first"),
        ("user", "second"),
    ]


@pytest.mark.parametrize("times", ["in turn", "at once"])
async def test_a_prompt_that_is_sent_again_is_one_row(asker: Viewer, provider: ScriptedProvider, times: str) -> None:
    if times == "in turn":
        asked = [await ask(asker, "Hello", "gated", client_id="same") for _ in range(3)]
    else:
        asked = await asyncio.gather(*(ask(asker, "Hello", "gated", client_id="same") for _ in range(3)))
    assert len(set(asked)) == 1
    again = await ask(asker, "Hello", "gated", to=asked[0].conversation_id, client_id="same")
    assert again == asked[0]
    await provider.asked()
    assert (len(await rows()), len(provider.requests)) == (2, 1)


async def test_two_prompts_at_once_are_two_turns_one_after_the_other(asker: Viewer, provider: ScriptedProvider) -> None:
    begun = (await ask(asker, "first")).conversation_id
    await ended(begun)
    await asyncio.gather(*(ask(asker, text, to=begun) for text in ("left", "right")))
    *_, prompt, answer, second_prompt, second_answer = path = await ended(begun)
    assert {prompt.content, second_prompt.content} == {"left", "right"}
    assert (answer.content, second_answer.content) == (prompt.content, second_prompt.content)
    assert [row.parent_id for row in path] == [None, *(row.id for row in path[:-1])]
    assert [turn["content"] for turn in provider.requests[2].messages] == [row.content for row in path[:-1]]


async def test_prompts_at_once_wait_no_more_than_a_person_may_have_in_flight(asker: Viewer) -> None:
    begun = (await ask(asker, "first")).conversation_id
    await ended(begun)
    outcomes = await asyncio.gather(
        *(ask(asker, f"number {n}", "gated", to=begun) for n in range(5)), return_exceptions=True
    )
    assert sum(isinstance(outcome, TooManyRunning) for outcome in outcomes) == 3
    assert len(await rows()) == 6


@pytest.mark.parametrize(
    ("text", "client_id"), [("", "c"), (" \n\t", "c"), ("\0", "c"), ("Hello", "c" * 65), ("x" * 50_001, "c")]
)
async def test_what_is_no_prompt_is_refused(
    asker: Viewer, provider: ScriptedProvider, text: str, client_id: str
) -> None:
    with pytest.raises(InvalidInput):
        await ask(asker, text, client_id=client_id)
    assert (await rows(), provider.requests) == ([], [])


async def test_a_prompt_that_is_too_long_says_by_how_much(asker: Viewer) -> None:
    with pytest.raises(PromptTooLong) as refused:
        await ask(asker, "x" * 50_001)
    assert refused.value.args_ == {"length": 50_001, "limit": 50_000}
    assert await ask(asker, "字" * 50_000, "gated")


async def test_one_answer_too_many_leaves_nothing_behind(asker: Viewer, chat: Runtime) -> None:
    old = (await ask(asker, "first")).conversation_id
    before = [*await ended(old)]
    busy = [(await ask(asker, "Hello", "gated")).conversation_id for _ in range(2)]
    with pytest.raises(TooManyRunning):
        await ask(asker, "a new one")
    with pytest.raises(TooManyRunning):
        await ask(asker, "one more", to=old)
    with pytest.raises(TooManyRunning):
        await replies.regenerate(asker, before[1].id, "")
    assert {conversation.id for conversation in await all_conversations(chat)} == {old, *busy}
    assert [*await rows(old)] == before
    assert await head_of(asker, old) == before[1].id


async def test_another_answer_stands_beside_the_old_one(asker: Viewer, provider: ScriptedProvider) -> None:
    asked = (await ask(asker, "Hello")).conversation_id
    prompt, old = await ended(asked)
    await replies.regenerate(asker, old.id, "words:3")
    kept, still, new = await ended(asked)
    assert (kept.id, still.content) == (prompt.id, "Hello")
    assert (new.content, new.parent_id, new.model) == (words(3), prompt.id, "words:3")
    assert await head_of(asker, asked) == new.id
    assert [turn["content"] for turn in (await provider.asked(2)).messages] == ["Hello"]


async def test_only_an_answer_can_be_given_again(asker: Viewer) -> None:
    asked = (await ask(asker, "Hello")).conversation_id
    prompt, _ = await ended(asked)
    for message_id in (prompt.id, uuid.uuid4()):
        with pytest.raises(NotFound):
            await replies.regenerate(asker, message_id, "")
    assert len(await rows()) == 2


async def test_an_answer_that_is_being_written_is_not_begun_again(asker: Viewer) -> None:
    asked = await ask(asker, "Hello", "gated")
    _, answer = await rows(asked.conversation_id)
    with pytest.raises(StillRunning):
        await replies.regenerate(asker, answer.id, "")


async def test_a_stranger_neither_asks_nor_regenerates_nor_stops(
    asker: Viewer, stranger: Viewer, provider: ScriptedProvider
) -> None:
    asked = (await ask(asker, "secret", "gated")).conversation_id
    _, answer = await rows()
    await provider.asked()
    with pytest.raises(NotFound):
        await ask(stranger, "and now?", to=asked)
    with pytest.raises(NotFound):
        await replies.regenerate(stranger, answer.id, "")
    with pytest.raises(NotFound):
        await stopping.stop(stranger, asked)
    provider.gate().open()
    assert shown([*await ended(asked)]) == [("user", "complete", "secret"), ("assistant", "complete", words(20))]


async def test_stopping_keeps_the_text_and_hangs_up(asker: Viewer, provider: ScriptedProvider) -> None:
    asked = (await ask(asker, "Hello", "gated")).conversation_id
    request = await provider.asked()
    provider.gate().release(3)
    await follow(asker, asked, until=told("w00003 "))
    await stopping.stop(asker, asked)
    _, answer = await rows(asked)
    assert (answer.status, answer.content, answer.error_kind) == ("stopped", words(3), None)
    await asyncio.wait_for(request.ended.wait(), 1)
    assert request.closed_early


async def test_stopping_what_has_ended_changes_nothing(asker: Viewer) -> None:
    asked = (await ask(asker, "Hello")).conversation_id
    await ended(asked)
    await stopping.stop(asker, asked)
    assert (await rows(asked))[1].status == "complete"


async def test_after_a_fault_the_same_question_can_be_asked_again(asker: Viewer, provider: ScriptedProvider) -> None:
    asked = (await ask(asker, "Hello", "prv-07")).conversation_id
    _, failed = await ended(asked)
    await replies.regenerate(asker, failed.id, "echo")
    assert shown([*await ended(asked)])[1:] == [("assistant", "failed", ""), ("assistant", "complete", "Hello")]
    assert [turn["content"] for turn in provider.requests[1].messages] == ["Hello"]


async def test_the_default_model_answers_when_none_is_chosen(asker: Viewer) -> None:
    asked = (await ask(asker, "Hello", model="")).conversation_id
    assert (await ended(asked))[1].model == "echo"


async def test_without_any_model_nothing_is_stored(runtime: Runtime) -> None:
    with pytest.raises(NoModel):
        await ask(await known(runtime.database, "alice"), "Hello", "some model")
    assert await rows() == []


async def test_prompts_in_a_minute_are_limited(answering: Settings) -> None:
    async with running.running(replace(answering, max_prompts_per_minute=2)) as chat:
        asker = await known(chat.database, "alice")
        for _ in range(2):
            await ended((await ask(asker, "Hello")).conversation_id)
        with pytest.raises(TooManyRequests):
            await ask(asker, "Hello")
        assert len(await rows()) == 4
        assert await ask(await known(chat.database, "bob"), "Hello")


async def test_a_person_keeps_so_many_conversations_and_may_go_on_in_each(answering: Settings) -> None:
    async with running.running(replace(answering, max_conversations_per_user=2)) as chat:
        asker = await known(chat.database, "alice")
        asked = [await ask(asker, "Hello") for _ in range(2)]
        for each in asked:
            await ended(each.conversation_id)
        with pytest.raises(TooManyConversations):
            await ask(asker, "Hello")
        await ended((await ask(asker, "And?", to=asked[0].conversation_id)).conversation_id)
        await conversations.delete(asker, asked[1].conversation_id)
        assert await ask(asker, "Hello")
        assert await ask(await known(chat.database, "bob"), "Hello")


async def test_a_server_that_is_ending_takes_no_prompt(asker: Viewer, chat: Runtime) -> None:
    await chat.hub.drain(0)
    with pytest.raises(ShuttingDown):
        await ask(asker, "Hello")
    assert (await rows(), await all_conversations(chat)) == ([], [])
