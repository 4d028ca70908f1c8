"""Taking a turn or a version out: what stays is a chain, and everything that stays can be reached."""

import asyncio
import uuid

import pytest

from chatapp.errors import ChangedMeanwhile, NotFound
from chatapp.models import Message
from chatapp.runtime import current
from chatapp.services import conversations, deletions, replies, versions
from chatapp.services.viewer import Viewer
from tests.services.chats import ask, ended, rows
from tests.services.test_versions import conversed, path
from tests.support.scripted_provider import ScriptedProvider


async def delete(viewer: Viewer, message: Message) -> int:
    """As a person does who agrees to what they are told."""
    going = len((await deletions.plan(viewer, message.id)).going)
    await deletions.delete(viewer, message.id, going)
    return going


async def test_what_follows_a_turn_joins_what_came_before_it(asker: Viewer) -> None:
    begun, (first, _, second, last) = await conversed(asker)
    await ask(asker, "third", to=begun)
    await ended(begun)
    assert await delete(asker, last) == 2
    assert await path(asker, begun) == ["first", "first", "third", "third"]
    assert await delete(asker, first) == 2
    assert await path(asker, begun) == ["third", "third"]
    with pytest.raises(NotFound):
        await deletions.plan(asker, second.id)


async def test_a_conversation_without_its_last_turn_is_empty_and_goes_on(asker: Viewer) -> None:
    begun = (await ask(asker, "only")).conversation_id
    [prompt, _] = await ended(begun)
    await delete(asker, prompt)
    assert await path(asker, begun) == []
    await ask(asker, "anew", to=begun)
    await ended(begun)
    assert await path(asker, begun) == ["anew", "anew"]


async def test_a_turn_of_several_answers_leaves_what_came_after_each(asker: Viewer) -> None:
    begun, (_, answer, *_) = await conversed(asker)
    await replies.regenerate(asker, answer.id, "")
    await ended(begun)
    await ask(asker, "otherwise", to=begun)
    await ended(begun)
    assert await delete(asker, (await rows(begun))[0]) == 3
    *_, prompt, _ = await rows(begun)
    assert await path(asker, begun) == ["otherwise", "otherwise"]
    assert [row.content for row in await rows(begun) if row.parent_id is None] == ["second", "otherwise"]
    assert prompt.parent_id is None


async def test_a_version_goes_with_what_came_after_it_and_the_one_beside_it_opens(asker: Viewer) -> None:
    begun, (first, *_) = await conversed(asker)
    await replies.edit(asker, first.id, "other words", "c-edit", "")
    await ended(begun)
    await versions.open_(asker, first.id)
    assert await delete(asker, first) == 4
    assert await path(asker, begun) == ["other words", "other words"]


async def test_the_only_answer_of_a_version_takes_its_prompt_along(asker: Viewer) -> None:
    begun, (first, *_) = await conversed(asker)
    await replies.edit(asker, first.id, "other words", "c-edit", "")
    *_, answer = await ended(begun)
    assert await delete(asker, answer) == 2
    assert await path(asker, begun) == ["first", "first", "second", "second"]


async def test_an_answer_being_written_is_stopped_first(asker: Viewer, provider: ScriptedProvider) -> None:
    begun, (first, *_) = await conversed(asker)
    await replies.edit(asker, first.id, "other words", "c-edit", "gated")
    await provider.asked(3)
    await delete(asker, (await rows(begun))[-2])
    assert current().hub.live_in(begun) == []
    assert await path(asker, begun) == ["first", "first", "second", "second"]


async def test_what_nobody_agreed_to_is_not_deleted(asker: Viewer) -> None:
    begun, (first, *_) = await conversed(asker)
    await replies.edit(asker, first.id, "other words", "c-edit", "")
    *_, edited, _ = await ended(begun)
    agreed = len((await deletions.plan(asker, edited.id)).going)
    await ask(asker, "and more", to=begun)
    await ended(begun)
    with pytest.raises(ChangedMeanwhile):
        await deletions.delete(asker, edited.id, agreed)
    assert len(await rows(begun)) == 8


async def test_nobody_else_deletes(asker: Viewer, stranger: Viewer) -> None:
    begun, (first, *_) = await conversed(asker)
    for attempt in (
        deletions.plan(stranger, first.id),
        deletions.delete(stranger, first.id, 2),
        deletions.delete(asker, uuid.uuid4(), 2),
    ):
        with pytest.raises(NotFound):
            await attempt
    assert len(await rows(begun)) == 4


async def test_deleting_and_sending_at_once_break_nothing(asker: Viewer) -> None:
    begun = (await ask(asker, "0")).conversation_id
    for number in range(1, 6):
        await ended(begun)
        await ask(asker, str(number), to=begun)
    *prompts, last = [row for row in await ended(begun) if row.role == "user"]
    await asyncio.gather(
        *(deletions.delete(asker, prompt.id, 2) for prompt in prompts),
        replies.edit(asker, last.id, "edited", "c-edit", ""),
        deletions.delete(asker, last.id, 2),
        versions.open_(asker, last.id),
        ask(asker, "sent", to=begun),
        return_exceptions=True,
    )
    stored = await ended(begun)
    ids = {row.id for row in stored}
    head = (await conversations.find(asker, begun)).current_message_id
    assert head in ids
    assert all(row.parent_id in ids for row in stored if row.parent_id)
    contents = await path(asker, begun)
    assert contents[::2] == contents[1::2]
