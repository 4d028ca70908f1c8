"""Another wording and another answer: nothing is lost, and what is open is the same for everybody who looks."""

import uuid

import pytest
from sqlalchemy import update
from sqlmodel import col

from chatapp.errors import InvalidInput, NotFound, StillRunning
from chatapp.models import Message
from chatapp.runtime import Runtime
from chatapp.services import conversations, following, outlines, places, replies, versions
from chatapp.services.following import Snapshot
from chatapp.services.viewer import Viewer
from tests.services.chats import ask, ended, follow, rows, snapshots
from tests.support.rows import add_message
from tests.support.scripted_provider import ScriptedProvider


async def opened(viewer: Viewer, conversation_id: uuid.UUID) -> Snapshot:
    """What a page that opens the conversation now is sent first."""
    return snapshots(await follow(viewer, conversation_id, lambda updates: bool(snapshots(updates))))[0]


async def path(viewer: Viewer, conversation_id: uuid.UUID) -> list[str]:
    return [message.content for message in (await opened(viewer, conversation_id)).messages]


async def conversed(viewer: Viewer) -> tuple[uuid.UUID, list[Message]]:
    begun = (await ask(viewer, "first")).conversation_id
    await ended(begun)
    await ask(viewer, "second", to=begun)
    return begun, [*await ended(begun)]


async def test_an_edited_first_prompt_begins_a_path_of_its_own(asker: Viewer, provider: ScriptedProvider) -> None:
    begun, (first, *_) = await conversed(asker)
    await replies.edit(asker, first.id, "other words", "c-edit", "")
    *_, prompt, answer = await ended(begun)
    assert (prompt.content, prompt.parent_id, answer.parent_id) == ("other words", None, prompt.id)
    assert [turn["content"] for turn in provider.requests[-1].messages] == ["other words"]
    assert await path(asker, begun) == ["other words", "other words"]


async def test_an_edited_later_prompt_keeps_what_came_before_it(asker: Viewer, provider: ScriptedProvider) -> None:
    begun, (_, answer, second, _) = await conversed(asker)
    await replies.edit(asker, second.id, "other words", "c-edit", "")
    assert (await ended(begun))[4].parent_id == answer.id
    assert [turn["content"] for turn in provider.requests[-1].messages] == ["first", "first", "other words"]


async def test_the_same_edit_sent_twice_is_one_version(asker: Viewer) -> None:
    begun, (first, *_) = await conversed(asker)
    for _ in range(2):
        await replies.edit(asker, first.id, "other words", "c-edit", "")
    assert len(await ended(begun)) == 6


async def test_a_version_opens_with_all_that_came_after_it(asker: Viewer) -> None:
    begun, (first, *_) = await conversed(asker)
    await replies.edit(asker, first.id, "other words", "c-edit", "")
    *_, edited, _ = await ended(begun)
    await versions.open_(asker, first.id)
    assert await path(asker, begun) == ["first", "first", "second", "second"]
    await versions.open_(asker, edited.id)
    assert await path(asker, begun) == ["other words", "other words"]


async def test_each_message_of_a_page_knows_those_beside_it(asker: Viewer) -> None:
    begun, (first, answer, *_) = await conversed(asker)
    await replies.regenerate(asker, answer.id, "")
    again = (await ended(begun))[-1]
    await replies.edit(asker, first.id, "other words", "c-edit", "")
    edited = (await ended(begun))[-2]
    await versions.open_(asker, again.id)
    assert (await opened(asker, begun)).versions == {
        first.id: [first.id, edited.id],
        again.id: [answer.id, again.id],
    }


async def test_earlier_messages_know_those_beside_them(asker: Viewer) -> None:
    begun, (first, answer, second, _) = await conversed(asker)
    await replies.edit(asker, first.id, "other words", "c-edit", "")
    edited = (await ended(begun))[-2]
    assert (await following.earlier(asker, begun, second.id)).versions == {first.id: [first.id, edited.id]}
    assert answer.parent_id == first.id


async def test_an_answer_being_written_goes_on_while_another_version_is_open(
    asker: Viewer, provider: ScriptedProvider
) -> None:
    begun, (_, answer, *_) = await conversed(asker)
    await replies.regenerate(asker, answer.id, "gated")
    await provider.asked(3)
    await versions.open_(asker, answer.id)
    provider.gate().open()
    *_, written = await ended(begun)
    assert (written.status, written.parent_id) == ("complete", answer.parent_id)
    assert await path(asker, begun) == ["first", "first", "second", "second"]


async def test_nobody_else_edits_or_opens_a_version(asker: Viewer, stranger: Viewer) -> None:
    begun, (first, answer, *_) = await conversed(asker)
    for attempt in (
        replies.edit(stranger, first.id, "mine", "c", ""),
        replies.edit(asker, answer.id, "no prompt", "c", ""),
        replies.edit(asker, uuid.uuid4(), "nothing", "c", ""),
        versions.open_(stranger, first.id),
        versions.open_(asker, uuid.uuid4()),
    ):
        with pytest.raises(NotFound):
            await attempt
    assert len(await rows(begun)) == 4


async def test_an_edited_answer_stands_beside_the_models_own_and_what_follows_stays_there(asker: Viewer) -> None:
    begun, (_, answer, *_) = await conversed(asker)
    for _ in range(2):  # sent twice it is one
        await versions.edit_answer(asker, answer.id, "in my words", "c-edit")
    *_, edited = await rows(begun)
    assert (edited.content, edited.parent_id, edited.edited, edited.status) == (
        "in my words",
        answer.parent_id,
        True,
        "complete",
    )
    assert await path(asker, begun) == ["first", "in my words"]
    await versions.open_(asker, answer.id)
    assert await path(asker, begun) == ["first", "first", "second", "second"]


async def test_an_edited_answer_is_of_the_same_model_at_the_same_server(asker: Viewer, chat: Runtime) -> None:
    begun, (_, answer, *_) = await conversed(asker)
    endpoint = uuid.uuid4()
    async with chat.database.write() as session:
        await session.exec(update(Message).where(col(Message.id) == answer.id).values(endpoint_id=endpoint))
    await versions.edit_answer(asker, answer.id, "in my words", "c-edit")
    *_, edited = await rows(begun)
    assert (edited.model, edited.endpoint_id) == (answer.model, endpoint)


async def test_a_model_is_sent_the_answer_as_it_was_edited(asker: Viewer, provider: ScriptedProvider) -> None:
    begun, (_, answer, *_) = await conversed(asker)
    await versions.edit_answer(asker, answer.id, "in my words", "c-edit")
    await ask(asker, "and now?", to=begun)
    await ended(begun)
    assert [turn["content"] for turn in provider.requests[-1].messages] == ["first", "in my words", "and now?"]


async def test_an_answer_being_written_is_not_edited(asker: Viewer, provider: ScriptedProvider) -> None:
    begun = (await ask(asker, "hello", "gated")).conversation_id
    await provider.asked(1)
    with pytest.raises(StillRunning):
        await versions.edit_answer(asker, (await rows(begun))[-1].id, "mine", "c-edit")
    provider.gate().open()
    await ended(begun)


async def test_an_empty_or_endless_answer_is_refused(asker: Viewer) -> None:
    _, (_, answer, *_) = await conversed(asker)
    for text in (" ", "x" * 1_000_001):
        with pytest.raises(InvalidInput):
            await versions.edit_answer(asker, answer.id, text, "c-edit")


async def test_what_is_open_already_stays_open_below_the_place_that_is_asked_for(asker: Viewer) -> None:
    begun, (first, _, second, _) = await conversed(asker)
    await replies.edit(asker, second.id, "other words", "c-edit", "")
    await ended(begun)
    await versions.open_(asker, second.id)
    shown = await versions.open_(asker, first.id)
    assert [row.content for row in shown.messages] == ["first", "first", "second", "second"]
    assert shown.part is not None and (shown.part.place, shown.part.end) == (first.id, None)


async def test_far_above_the_end_a_place_is_shown_with_what_stands_around_it(asker: Viewer, chat: Runtime) -> None:
    begun = (await ask(asker, "0")).conversation_id
    await ended(begun)
    conversation = await conversations.find(asker, begun)
    for number in range(1, 100):
        await add_message(chat.database, conversation, str(number), role=["user", "assistant"][number % 2])
    place = (await rows(begun))[40]
    shown = await versions.open_(asker, place.id)
    texts = [row.content for row in shown.messages]
    end = shown.part and shown.part.end
    assert place.content in texts and len(texts) == 2 * places.SHOWN and shown.more and shown.messages[-1].id == end
    assert shown.head == (await rows(begun))[-1].id
    later = await places.later(asker, shown.messages[-1].id, shown.head)
    assert [int(row.content) for row in later.messages] == list(
        range(int(texts[-1]) + 1, int(texts[-1]) + 1 + places.SHOWN)
    )


async def test_a_place_in_another_branch_is_looked_at_and_what_is_open_stays_open(asker: Viewer) -> None:
    begun, (first, *_) = await conversed(asker)
    await replies.edit(asker, first.id, "other words", "c-edit", "")
    await ended(begun)
    shown = await places.look(asker, first.id)
    assert [message.content for message in shown.messages] == ["first", "first", "second", "second"]
    assert shown.head == shown.messages[-1].id
    assert await path(asker, begun) == ["other words", "other words"]


async def test_an_outline_has_the_first_words_of_every_version(asker: Viewer, stranger: Viewer) -> None:
    begun, (first, *_) = await conversed(asker)
    await replies.edit(asker, first.id, "other words " * 20, "c-edit", "")
    await ended(begun)
    outline = await outlines.read(asker, begun)
    assert [node.words for node in outline.nodes[:4]] == ["first", "first", "second", "second"]
    assert {len(node.words) for node in outline.nodes[4:]} == {outlines.WORDS}
    with pytest.raises(NotFound):
        await outlines.read(stranger, begun)


async def test_nobody_elses_answers_are_edited_nor_places_shown(asker: Viewer, stranger: Viewer) -> None:
    begun, (first, answer, *_) = await conversed(asker)
    for attempt in (
        versions.edit_answer(stranger, answer.id, "mine", "c"),
        versions.edit_answer(asker, first.id, "no answer", "c"),
        places.look(stranger, first.id),
        places.later(stranger, first.id, answer.id),
        places.later(asker, uuid.uuid4(), answer.id),
        places.later(asker, first.id, uuid.uuid4()),
    ):
        with pytest.raises(NotFound):
            await attempt
    assert len(await rows(begun)) == 4
