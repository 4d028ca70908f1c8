"""Conversations that are in memory alone, on installations of both databases."""

import asyncio
import uuid
from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import replace
from typing import Any

import pytest
from sqlmodel import SQLModel, func, select

from chatapp import runtime as running
from chatapp.errors import NotFound, StorageFault
from chatapp.models import Message
from chatapp.runtime import Runtime, current
from chatapp.services import (
    conversations,
    deletions,
    drafts,
    following,
    instructions,
    people,
    replies,
    sessions,
    setup,
    stopping,
    temporary,
    versions,
)
from chatapp.services.setup import Setup
from chatapp.services.viewer import COMMAND_LINE, Viewer
from chatapp.settings import Settings
from chatapp.store import messages
from tests.services.chats import ask, ended, follow, rows, told
from tests.services.people import known, person, register
from tests.services.test_versions import opened, path
from tests.support.patience import PATIENCE_S
from tests.support.scripted_provider import ScriptedProvider


async def counts() -> dict[str, int]:
    """Rows of each table of the database."""
    async with current().database.read() as session:
        tables = SQLModel.metadata.sorted_tables
        return {table.name: (await session.exec(select(func.count()).select_from(table))).one() for table in tables}


async def begun(viewer: Viewer, *prompts: str, model: str = "") -> uuid.UUID:
    """A temporary conversation with these prompts answered."""
    conversation_id = await temporary.begin(viewer, "echo")
    for prompt in prompts:
        await ask(viewer, prompt, model, to=conversation_id)
        await ended(conversation_id)
    return conversation_id


async def tree(viewer: Viewer, conversation_id: uuid.UUID) -> Sequence[dict[str, Any]]:
    """All its messages, wherever it is."""
    async with current().homes.read(conversation_id) as session:
        found = (await session.exec(select(Message).where(Message.conversation_id == conversation_id))).all()
    rows = [{name: getattr(message, name) for name in Message.model_fields} for message in found]
    return sorted(rows, key=lambda message: message["ordinal"])


async def branched(viewer: Viewer) -> uuid.UUID:
    """With versions of prompts and of answers, one in a person's words, one that failed and one stopped."""
    conversation_id = await begun(viewer, "first", "second")
    answers = [m["id"] for m in await tree(viewer, conversation_id) if m["role"] == "assistant"]
    await replies.regenerate(viewer, answers[1], "prv-10")
    await ended(conversation_id)
    prompt = (await opened(viewer, conversation_id)).messages[0]
    await replies.edit(viewer, prompt.id, "otherwise", "edit", "echo")
    await ended(conversation_id)
    await versions.edit_answer(viewer, answers[0], "in my words", "mine")
    await setup.save(viewer, conversation_id, Setup("be brief", {"temperature": 0.5}))
    await setup.switch(viewer, prompt.id, True)
    return conversation_id


async def test_nothing_of_it_reaches_a_table(asker: Viewer, provider: ScriptedProvider) -> None:
    before = await counts()
    conversation_id = await branched(asker)
    assert len(await tree(asker, conversation_id)) == 8
    with pytest.raises(NotFound):
        await drafts.keep(asker, conversation_id, "half a thought")
    await ask(asker, "to be stopped", "gated", to=conversation_id)
    provider.gate().release(3)
    await follow(asker, conversation_id, told("w00003 "))
    await stopping.stop(asker, conversation_id)
    assert (await opened(asker, conversation_id)).messages[-1].status == "stopped"
    assert await counts() == before
    assert (await conversations.history(asker)).items == []
    assert await conversations.search(asker, "first") == []


async def test_a_chat_goes_on_in_it_as_in_any_other(asker: Viewer, provider: ScriptedProvider) -> None:
    conversation_id = await begun(asker, "first", "second")
    assert await path(asker, conversation_id) == ["first", "first", "second", "second"]
    shown = await opened(asker, conversation_id)
    assert shown.temporary and shown.whole
    first = shown.messages[0]
    await replies.edit(asker, first.id, "otherwise", "e1", "echo")
    await ended(conversation_id)
    await versions.open_(asker, first.id)
    assert await path(asker, conversation_id) == ["first", "first", "second", "second"]
    last = (await opened(asker, conversation_id)).messages[-1]
    agreed = await deletions.plan(asker, last.id)
    await deletions.delete(asker, last.id, len(agreed.going))
    assert await path(asker, conversation_id) == ["first", "first"]


async def test_models_are_told_what_the_person_and_the_app_have_to_say(
    asker: Viewer, provider: ScriptedProvider
) -> None:
    await instructions.keep(asker, "I am Alice")
    conversation_id = await begun(asker)
    await setup.save(asker, conversation_id, Setup("be brief"))
    await ask(asker, "hello", to=conversation_id)
    sent = (await provider.asked()).messages
    assert sent[0] == {"role": "system", "content": "I am Alice\n\nbe brief"}
    await ended(conversation_id)


async def test_kept_it_is_the_same_tree_under_the_same_id(asker: Viewer) -> None:
    conversation_id = await branched(asker)
    before, shown = await tree(asker, conversation_id), await opened(asker, conversation_id)
    await temporary.keep(asker, conversation_id)
    assert await tree(asker, conversation_id) == before
    assert len(await rows(conversation_id)) == len(before)
    after = await opened(asker, conversation_id)
    assert (after.head, [m.id for m in after.messages]) == (shown.head, [m.id for m in shown.messages])
    assert after.versions == shown.versions
    assert not after.temporary
    found = await conversations.find(asker, conversation_id)
    assert (found.title, found.instructions, found.parameters) == ("first", "be brief", {"temperature": 0.5})
    assert [line.summary.id for line in (await conversations.history(asker)).items] == [conversation_id]
    await temporary.keep(asker, conversation_id)  # another tab was a moment later
    await ask(asker, "and on", to=conversation_id)
    assert (await ended(conversation_id))[-1].content == "and on"
    await drafts.keep(asker, conversation_id, "half a thought")
    async with current().homes.memory() as session:
        assert (await session.exec(select(Message))).all() == []


async def test_kept_while_an_answer_is_written_it_loses_no_letter(asker: Viewer, provider: ScriptedProvider) -> None:
    conversation_id = await begun(asker)
    await ask(asker, "hello", "gated", to=conversation_id)
    provider.gate().release(5)
    await follow(asker, conversation_id, told("w00005 "))
    await temporary.keep(asker, conversation_id)
    answer = (await rows(conversation_id))[-1]
    provider.gate().release(5)
    await follow(asker, conversation_id, told("w00010 "))

    async def journalled() -> str:
        async with current().database.read() as session:
            return (await messages.text_so_far(session, answer))[0]

    async with asyncio.timeout(PATIENCE_S):  # what a killed server would come back with
        while not (await journalled()).endswith("w00010 "):  # noqa: ASYNC110 (a database tells nobody)
            await asyncio.sleep(0.01)
    assert await journalled() == "".join(f"w{n:05d} " for n in range(1, 11))
    provider.gate().open()
    finished = (await ended(conversation_id))[-1]
    assert (finished.id, finished.status) == (answer.id, "complete")
    assert finished.content.startswith("w00001 w00002 ")


async def test_kept_while_much_is_written_in_many_each_is_whole(asker: Viewer) -> None:
    """Whoever waited for the memory meanwhile goes on in the database."""
    for _ in range(5):
        conversation_id = await begun(asker, "first")
        answer = (await opened(asker, conversation_id)).messages[-1]
        asked, kept, *_ = await asyncio.gather(
            ask(asker, "second", "words:200", to=conversation_id),
            temporary.keep(asker, conversation_id),
            versions.edit_answer(asker, answer.id, "mine", "mine"),
            opened(asker, conversation_id),
            return_exceptions=True,
        )
        assert kept is None and not isinstance(asked, BaseException), (asked, kept)
        stored = await ended(conversation_id)
        assert [m.ordinal for m in stored] == [1, 2, 3, 4, 5]
        assert {m.status for m in stored} == {"complete"}


async def test_ended_it_is_gone_with_what_is_being_written(asker: Viewer, provider: ScriptedProvider) -> None:
    before = await counts()
    conversation_id = await begun(asker, "hello")
    await ask(asker, "go on", "gated", to=conversation_id)
    await provider.asked(2)
    await temporary.end(asker, conversation_id)
    assert current().hub.live_in(conversation_id) == []
    for gone in (conversations.find, temporary.keep, temporary.end):
        with pytest.raises(NotFound):
            await gone(asker, conversation_id)
    assert await counts() == before


async def test_somebody_elses_is_not_there(asker: Viewer, stranger: Viewer) -> None:
    conversation_id = await begun(asker, "hers")
    await begun(stranger, "his")
    answer = (await opened(asker, conversation_id)).messages[-1]
    for missing, message in ((conversation_id, answer.id), (uuid.uuid4(), uuid.uuid4())):
        for act in (
            conversations.find(stranger, missing),
            temporary.keep(stranger, missing),
            temporary.end(stranger, missing),
            ask(stranger, "mine now", to=missing),
            stopping.stop(stranger, missing),
            opened(stranger, missing),
            replies.regenerate(stranger, message, "echo"),
            versions.open_(stranger, message),
            setup.switch(stranger, message, True),
            deletions.plan(stranger, message),
        ):
            with pytest.raises(NotFound):
                await act
    assert await path(asker, conversation_id) == ["hers", "hers"]


async def test_of_too_many_the_oldest_makes_room(answering: Settings) -> None:
    async with running.running(replace(answering, max_temporary_per_user=2)) as chat:
        asker, other = await known(chat.database, "alice"), await known(chat.database, "bob")
        his = await begun(other, "his")
        first, second, third = [await begun(asker, text) for text in ("first", "second", "third")]
        with pytest.raises(NotFound):
            await conversations.find(asker, first)
        assert [await path(asker, each) for each in (second, third)] == [["second"] * 2, ["third"] * 2]
        assert await path(other, his) == ["his", "his"]


async def test_what_does_not_fit_into_memory_is_refused(answering: Settings) -> None:
    async with running.running(replace(answering, max_temporary_mb=1)) as chat:
        asker = await known(chat.database, "alice")
        conversation_id = await begun(asker, *(f"{number}{'x' * 45_000}" for number in range(8)))
        with pytest.raises(StorageFault) as refused:
            await begun(asker, *(f"{number}{'x' * 45_000}" for number in range(8)))
        assert refused.value.key == "error.storage_memory"
        await temporary.end(asker, conversation_id)
        await begun(asker, "there is room again")


async def test_those_that_nobody_has_open_end_in_time(answering: Settings) -> None:
    async with running.running(replace(answering, temporary_hours=0)):
        asker = await person("alice")
        left, looked_at = await begun(asker, "left"), await begun(asker, "looked at")
        async with aclosing(following.follow(asker, looked_at, {})) as updates:
            await anext(updates)
            await temporary.sweep()
        with pytest.raises(NotFound):
            await conversations.find(asker, left)
        assert await path(asker, looked_at) == ["looked at", "looked at"]
        await temporary.sweep()
        with pytest.raises(NotFound):
            await conversations.find(asker, looked_at)


@pytest.mark.parametrize("how", ["sign out", "disable", "delete"])
async def test_they_end_with_the_last_session(how: str, chat: Runtime) -> None:
    await register("admin")
    tokens = [await register("alice")]
    alice = await sessions.resolve(tokens[0])
    bob = await person("bob")
    assert alice is not None
    hers, his = await begun(alice, "hers"), await begun(bob, "his")
    await temporary.sweep()
    assert await path(alice, hers) == ["hers", "hers"]
    match how:
        case "sign out":
            await sessions.sign_out(tokens[0])
        case "disable":
            await people.disable(COMMAND_LINE, alice.user_id)
        case _:
            await people.delete(COMMAND_LINE, alice.user_id)
    await temporary.sweep()
    with pytest.raises(NotFound):
        await conversations.find(alice, hers)
    assert await path(bob, his) == ["his", "his"]


async def test_pages_that_show_one_are_told_of_its_end(asker: Viewer) -> None:
    conversation_id = await begun(asker, "hello")
    async with aclosing(following.follow(asker, conversation_id, {})) as updates:
        await anext(updates)
        await temporary.end(asker, conversation_id)
        async with asyncio.timeout(PATIENCE_S):
            *_, last = [update async for update in updates]
    assert last == following.Gone(conversation_id)
