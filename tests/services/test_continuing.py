"""An answer that broke off goes on in its own row, from its last letter."""

import asyncio
import uuid
from typing import Any

import pytest

from chatapp.errors import FaultKind, InvalidInput, NotFound, StillRunning
from chatapp.models import Author, Message, Status
from chatapp.runtime import Runtime
from chatapp.services import conversations, replies, stopping
from chatapp.services.following import Piece, Update
from chatapp.services.viewer import Viewer
from chatapp.store import messages
from tests.services.chats import answered, ask, ended, follow, rows, text_of, told
from tests.services.test_versions import path
from tests.support.fault_scenarios import TEXT
from tests.support.scenarios import words
from tests.support.scripted_provider import ScriptedProvider


async def stopped(asker: Viewer, provider: ScriptedProvider, after: int = 3) -> Message:
    """An answer of `gated` that was stopped after so many words."""
    asked = (await ask(asker, "Count", "gated")).conversation_id
    provider.gate().release(after)
    await follow(asker, asked, until=told(words(after)[-7:]))
    await stopping.stop(asker, asked)
    return (await rows(asked))[-1]


async def become(chat: Runtime, message: Message, **values: object) -> None:
    async with chat.database.write() as session:
        row = await session.get_one(Message, message.id)
        for name, value in values.items():
            setattr(row, name, value)


async def test_it_goes_on_in_the_same_row(asker: Viewer, provider: ScriptedProvider, chat: Runtime) -> None:
    broken = await stopped(asker, provider)
    provider.gate().open()
    await replies.continue_(asker, broken.id)
    _, answer = await ended(broken.conversation_id)
    assert (answer.id, answer.status, answer.content) == (broken.id, "complete", words(20))  # begun anew, but said once
    assert broken.duration_ms is not None and answer.duration_ms is not None
    assert answer.duration_ms >= broken.duration_ms
    assert answer.first_token_ms == broken.first_token_ms


async def test_the_model_is_sent_what_it_had_said(asker: Viewer, provider: ScriptedProvider) -> None:
    broken = await stopped(asker, provider)
    await replies.continue_(asker, broken.id)
    request = await provider.asked(2)
    assert [(turn["role"], turn["content"]) for turn in request.messages[:2]] == [
        ("user", "Count"),
        ("assistant", words(3)),
    ]


async def test_an_open_tab_is_sent_what_is_new_alone(asker: Viewer, provider: ScriptedProvider) -> None:
    broken = await stopped(asker, provider)
    opened = asyncio.Event()

    def the_end(updates: list[Update]) -> bool:
        opened.set()
        provider.gate().open()
        return any(isinstance(update, Piece) for update in updates) and answered(updates[-1:])

    following = asyncio.create_task(follow(asker, broken.conversation_id, until=the_end))
    await opened.wait()
    await replies.continue_(asker, broken.id)
    assert text_of(await following) == words(20)[len(words(3)) :]


async def test_a_tab_with_other_text_than_was_stored_gets_all_of_it(asker: Viewer, provider: ScriptedProvider) -> None:
    broken = await stopped(asker, provider)
    prompt, _ = await rows(broken.conversation_id)
    await replies.continue_(asker, broken.id)
    provider.gate().open()
    have = {prompt.id: (5, 0), broken.id: (len(broken.content) + 9, 0)}  # of what a killed server had not stored
    assert text_of(await follow(asker, broken.conversation_id, until=answered, have=have)) == words(20)


async def test_tokens_that_were_counted_before_are_not_forgotten(
    asker: Viewer, provider: ScriptedProvider, chat: Runtime
) -> None:
    broken = await stopped(asker, provider)
    await become(chat, broken, model="prv-25", prompt_tokens=5, completion_tokens=512)
    await replies.continue_(asker, broken.id)
    answer = (await ended(broken.conversation_id))[-1]
    assert (answer.prompt_tokens, answer.completion_tokens) == (5, 512)


async def test_what_a_killed_server_had_of_both_parts_is_kept(
    asker: Viewer, provider: ScriptedProvider, chat: Runtime
) -> None:
    broken = await stopped(asker, provider)
    async with chat.database.write() as session:
        await messages.reopen(session, broken.id)
        await messages.append_chunks(session, [(broken.id, "content", "and on")])
        await messages.interrupt_orphans(session, FaultKind.RESTART)
    assert (await rows(broken.conversation_id))[-1].content == words(3) + "and on"


async def test_a_fault_while_it_goes_on_keeps_all_of_it(
    asker: Viewer, provider: ScriptedProvider, chat: Runtime
) -> None:
    broken = await stopped(asker, provider)
    await become(chat, broken, model="prv-25")
    await replies.continue_(asker, broken.id)
    answer = (await ended(broken.conversation_id))[-1]
    assert (answer.status, answer.error_kind, answer.content) == ("failed", "cut", words(3) + TEXT)


async def test_a_model_that_has_nothing_to_add_has_completed_it(
    asker: Viewer, provider: ScriptedProvider, chat: Runtime
) -> None:
    broken = await stopped(asker, provider)
    await become(chat, broken, model="prv-39")
    await replies.continue_(asker, broken.id)
    answer = (await ended(broken.conversation_id))[-1]
    assert (answer.status, answer.error_kind, answer.content) == ("complete", None, words(3))


@pytest.mark.parametrize(
    ("values", "can"),
    [
        ({"status": Status.STOPPED}, True),
        ({"status": Status.INTERRUPTED, "error_kind": FaultKind.RESTART}, True),
        ({"status": Status.FAILED, "error_kind": FaultKind.CUT}, True),
        ({"status": Status.FAILED, "error_kind": FaultKind.STALL}, True),
        ({"status": Status.COMPLETE, "error_kind": FaultKind.LENGTH}, True),
        ({"status": Status.COMPLETE}, False),
        ({"status": Status.COMPLETE, "error_kind": FaultKind.FILTER}, False),
        ({"status": Status.FAILED, "error_kind": FaultKind.TOOL}, False),
        ({"status": Status.STREAMING}, False),
        ({"status": Status.STOPPED, "content": ""}, False),
        ({"status": Status.STOPPED, "role": Author.USER}, False),
        ({"status": Status.STOPPED, "content": "x" * 1_000_000}, False),
    ],
)
async def test_only_what_broke_off_can_go_on(asker: Viewer, values: dict[str, str], can: bool) -> None:
    whole: dict[str, Any] = {"role": Author.ASSISTANT, "content": "so far", **values}
    assert replies.can_continue(Message(conversation_id=uuid.uuid4(), ordinal=2, **whole)) is can


async def test_a_complete_answer_is_left_alone(asker: Viewer) -> None:
    asked = (await ask(asker, "Hello")).conversation_id
    answer = (await ended(asked))[-1]
    with pytest.raises(InvalidInput):
        await replies.continue_(asker, answer.id)
    assert (await rows(asked))[-1] == answer


async def test_an_answer_that_is_not_open_goes_on_and_is_open_then(asker: Viewer, provider: ScriptedProvider) -> None:
    broken = await stopped(asker, provider)
    await replies.regenerate(asker, broken.id, "echo")
    await ended(broken.conversation_id)
    assert await path(asker, broken.conversation_id) == ["Count", "Count"]
    provider.gate().open()
    await replies.continue_(asker, broken.id)
    await ended(broken.conversation_id)
    assert await path(asker, broken.conversation_id) == ["Count", words(20)]


async def test_only_an_answer_that_nothing_follows_goes_on(asker: Viewer, provider: ScriptedProvider) -> None:
    broken = await stopped(asker, provider)
    await ask(asker, "Never mind", to=broken.conversation_id)
    await ended(broken.conversation_id)
    with pytest.raises(InvalidInput):
        await replies.continue_(asker, broken.id)


async def test_an_answer_goes_on_once(asker: Viewer, provider: ScriptedProvider) -> None:
    broken = await stopped(asker, provider)
    await replies.continue_(asker, broken.id)
    with pytest.raises(StillRunning):
        await replies.continue_(asker, broken.id)


async def test_a_stranger_can_not_make_it_go_on(asker: Viewer, stranger: Viewer, provider: ScriptedProvider) -> None:
    broken = await stopped(asker, provider)
    with pytest.raises(NotFound):
        await replies.continue_(stranger, broken.id)
    assert (await conversations.find(asker, broken.conversation_id)).current_message_id == broken.id
