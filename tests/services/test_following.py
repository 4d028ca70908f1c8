import asyncio
import uuid
from collections.abc import AsyncGenerator
from contextlib import aclosing

import pytest

from chatapp.errors import NotFound
from chatapp.models import Author, Message
from chatapp.runtime import Runtime
from chatapp.services import conversations, following, stopping
from chatapp.services.drafts import Draft
from chatapp.services.following import WINDOW, WINDOW_BYTES, Gone, Lines, Update
from chatapp.services.viewer import Viewer
from tests.services.chats import answered, ask, ended, follow, rows, snapshots, text_of, told
from tests.support.scenarios import words
from tests.support.scripted_provider import ScriptedProvider


async def long_conversation(
    chat: Runtime, asker: Viewer, count: int, content: str = "more"
) -> tuple[uuid.UUID, list[uuid.UUID]]:
    """A conversation of one branch, and its messages' ids from the oldest on."""
    asked = (await ask(asker, "first")).conversation_id
    ids = [row.id for row in await ended(asked)]
    async with chat.database.write() as session:
        for ordinal in range(3, count + 1):
            row = Message(conversation_id=asked, parent_id=ids[-1], ordinal=ordinal, role=Author.USER, content=content)
            session.add(row)
            ids.append(row.id)
        conversation = await conversations.find(asker, asked)
        conversation.current_message_id = ids[-1]
        await session.merge(conversation)
    return asked, ids


async def test_a_tab_sees_the_rows_then_every_word_then_the_end(asker: Viewer, provider: ScriptedProvider) -> None:
    asked = (await ask(asker, "Hello", "gated")).conversation_id
    prompt, answer = await rows(asked)

    def the_end(updates: list[Update]) -> bool:
        provider.gate().open()  # once the first rows are there
        return answered(updates)

    updates = await follow(asker, asked, until=the_end)
    opened, *_, last = snapshots(updates)
    assert [row.id for row in opened.messages] == [prompt.id, answer.id]
    assert (opened.head, opened.more, set(opened.with_text)) == (answer.id, False, {prompt.id})
    assert text_of(updates) == words(20)
    assert [(row.id, row.status) for row in last.messages] == [(answer.id, "complete")]
    assert last.with_text == set()  # the tab has every word of it


async def test_a_tab_that_comes_back_is_told_only_what_it_missed(asker: Viewer, provider: ScriptedProvider) -> None:
    asked = (await ask(asker, "Hello", "gated")).conversation_id
    prompt, answer = await rows(asked)
    provider.gate().release(5)
    seen = await follow(asker, asked, until=told("w00005 "))
    have = {prompt.id: (5, 0), answer.id: (len(text_of(seen)), 0)}
    provider.gate().open()
    resumed = await follow(asker, asked, until=answered, have=have)
    assert text_of(seen) + text_of(resumed) == words(20)
    assert all(not shot.with_text for shot in snapshots(resumed))


async def test_an_answer_that_ended_meanwhile_comes_whole(asker: Viewer) -> None:
    asked = (await ask(asker, "Hello there")).conversation_id
    prompt, answer = await ended(asked)
    (opened,) = await follow(asker, asked, until=bool, have={prompt.id: (11, 0), answer.id: (5, 0)})
    assert snapshots([opened])[0].with_text == {answer.id}


async def test_a_tab_that_has_everything_gets_no_text_again(asker: Viewer) -> None:
    asked = (await ask(asker, "表情 😀")).conversation_id
    have = {row.id: (5, 0) for row in await ended(asked)}  # as a browser counts
    (opened,) = snapshots(await follow(asker, asked, until=bool, have=have))
    assert (len(opened.messages), opened.with_text) == (2, set())


async def test_a_tab_that_has_nothing_gets_all(asker: Viewer) -> None:
    asked = (await ask(asker, "Hello")).conversation_id
    ids = {row.id for row in await ended(asked)}
    (opened,) = snapshots(await follow(asker, asked, until=bool))
    assert ({row.id for row in opened.messages}, opened.with_text) == (ids, ids)


async def test_thoughts_that_a_tab_lacks_bring_the_row_again(asker: Viewer) -> None:
    asked = (await ask(asker, "Think", "reasoning")).conversation_id
    prompt, answer = await ended(asked)
    have = {prompt.id: (5, 0), answer.id: (len(answer.content), 0)}
    (opened,) = snapshots(await follow(asker, asked, until=bool, have=have))
    assert (opened.with_text, opened.messages[1].reasoning) == ({answer.id}, words(10))


async def test_an_open_tab_sees_what_another_one_asks(asker: Viewer) -> None:
    asked = (await ask(asker, "first")).conversation_id
    await ended(asked)
    async with aclosing(following.follow(asker, asked, {})) as tab:
        await anext(tab)
        await ask(asker, "second", to=asked)
        told_of = [update async for update in until_answered(tab)]
    assert "second" in [row.content for shot in snapshots(told_of) for row in shot.messages]


async def until_answered(tab: AsyncGenerator[Update, None]) -> AsyncGenerator[Update, None]:
    async for update in tab:
        yield update
        if answered([update]):
            return


async def test_no_two_snapshots_have_the_same_number(asker: Viewer) -> None:
    asked = (await ask(asker, "Hello")).conversation_id
    await ended(asked)
    shots = [snapshots(await follow(asker, asked, until=bool))[0].number for _ in range(3)]
    assert len(set(shots)) == 3


async def test_a_stranger_follows_nothing(asker: Viewer, stranger: Viewer) -> None:
    asked = (await ask(asker, "secret")).conversation_id
    prompt, _ = await ended(asked)
    for conversation_id in (asked, uuid.uuid4()):
        with pytest.raises(NotFound):
            await follow(stranger, conversation_id, until=bool)
        with pytest.raises(NotFound):
            await following.earlier(stranger, conversation_id, prompt.id)


async def test_a_deleted_conversation_is_followed_no_longer(asker: Viewer) -> None:
    asked = (await ask(asker, "Hello")).conversation_id
    await ended(asked)
    async with aclosing(following.follow(asker, asked, {})) as tab:
        await anext(tab)
        await conversations.delete(asker, asked)
        assert [update async for update in tab if not isinstance(update, (Lines, Draft))] == [Gone(asked)]


async def test_a_long_conversation_opens_at_its_end_and_goes_back_in_parts(chat: Runtime, asker: Viewer) -> None:
    asked, ids = await long_conversation(chat, asker, 2 * WINDOW + 5)
    (opened,) = snapshots(await follow(asker, asked, until=bool))
    read, more = [row.id for row in opened.messages], opened.more
    assert (len(read), more) == (WINDOW, True)
    while more:
        part = await following.earlier(asker, asked, read[0])
        read, more = [row.id for row in part.messages] + read, part.more
        assert set(part.with_text) == {row.id for row in part.messages}
    assert read == ids
    above = await following.earlier(asker, asked, ids[0])
    assert (above.messages, above.more) == ([], False)


async def test_long_messages_open_fewer_at_a_time(chat: Runtime, asker: Viewer) -> None:
    asked, ids = await long_conversation(chat, asker, 13, content="long " * (WINDOW_BYTES // 20))
    (opened,) = snapshots(await follow(asker, asked, until=bool))
    assert [row.id for row in opened.messages] == ids[-4:]
    assert opened.more
    earlier = await following.earlier(asker, asked, ids[-4])
    assert [row.id for row in earlier.messages] == ids[-8:-4]
    assert earlier.more


async def test_the_newest_turn_is_shown_however_long_it_is(chat: Runtime, asker: Viewer) -> None:
    asked, ids = await long_conversation(chat, asker, 9, content="x" * WINDOW_BYTES)
    (opened,) = snapshots(await follow(asker, asked, until=bool))
    assert [row.id for row in opened.messages] == ids[-2:]


async def test_opening_a_conversation_is_seeing_what_ended_in_it(asker: Viewer) -> None:
    asked = (await ask(asker, "Hello", "gated")).conversation_id
    await stopping.stop(asker, asked)
    (line,) = (await conversations.history(asker, 1)).items
    assert line.activity == "unseen"
    await follow(asker, asked, until=bool)
    (line,) = (await conversations.history(asker, 1)).items
    assert line.activity == ""


async def test_the_list_is_told_of_what_happens_elsewhere(asker: Viewer, provider: ScriptedProvider) -> None:
    async with asyncio.timeout(5), aclosing(following.follow(asker, None, {})) as tab:
        assert await anext(tab) == Draft(None)
        news = asyncio.ensure_future(anext(tab))
        asked = (await ask(asker, "Hello", "gated")).conversation_id
        writing = await news
        assert isinstance(writing, Lines)
        assert [(line.summary.title, line.activity) for line in writing.items] == [("Hello", "writing")]
        provider.gate().open()
        ended_unseen = await anext(tab)
        assert isinstance(ended_unseen, Lines)
        assert [line.activity for line in ended_unseen.items] == ["unseen"]
        await conversations.delete(asker, asked)
        gone = await anext(tab)
        assert isinstance(gone, Lines)
        assert (list(gone.items), list(gone.gone)) == ([], [asked])
        assert writing.number < ended_unseen.number < gone.number


async def test_earlier_messages_are_those_of_the_conversation_that_was_asked_for(asker: Viewer) -> None:
    one, other = [(await ask(asker, "Hello")).conversation_id for _ in range(2)]
    await ended(one)
    elsewhere = (await ended(other))[1]
    with pytest.raises(NotFound):
        await following.earlier(asker, one, elsewhere.id)
