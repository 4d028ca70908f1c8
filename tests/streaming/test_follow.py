"""What a tab sees of a conversation: every character once, soon, and at a bounded pace."""

import asyncio
import gc
import weakref
from contextlib import aclosing
from dataclasses import replace
from itertools import pairwise
from uuid import uuid4

import pytest

from chatapp.errors import FaultKind, ProviderFault
from chatapp.llm.events import ReasoningDelta, TextDelta
from chatapp.settings import Settings
from chatapp.streaming.follower import Changed, Drafted, Listed, Noted, Piece
from chatapp.streaming.generation import Channel
from chatapp.streaming.hub import Hub
from tests.streaming.fakes import STOP, MemoryPersistence, ScriptedProvider, Tab, job, locked, words
from tests.streaming.virtual_time import VirtualTimeLoop, elapse, now

PACE_S = Settings().page_flush_ms / 1000
TALE = "Once upon a 時間 there was a 🦊 and 👩‍🚀 " * 20


async def test_a_tab_sees_the_whole_answer_and_then_that_it_ended(hub: Hub, persistence: MemoryPersistence) -> None:
    tale = job(*words(TALE, every_s=0.01))
    tab = Tab(hub, tale.conversation_id)
    hub.start(tale)
    await tab.until_changed(tale.message_id)
    assert tab.text(tale.message_id) == persistence.outcomes[tale.message_id].content
    assert tab.news[-1][1] == Changed(frozenset({tale.message_id}))


async def test_two_tabs_see_the_same(hub: Hub) -> None:
    tale = job(*words(TALE, every_s=0.01))
    tabs = [Tab(hub, tale.conversation_id), Tab(hub, tale.conversation_id, slow_s=0.4)]
    hub.start(tale)
    for tab in tabs:
        await tab.until_changed(tale.message_id)
    assert tabs[0].text(tale.message_id) == tabs[1].text(tale.message_id) == TALE + " "


async def test_a_second_tab_joins_an_answer_midway(hub: Hub) -> None:
    tale = job(*words(TALE, every_s=0.01))
    hub.start(tale)
    await elapse(1)
    tab = Tab(hub, tale.conversation_id)
    await tab.until_changed(tale.message_id)
    assert tab.text(tale.message_id) == TALE + " "
    assert len(tab.pieces(tale.message_id)[0].text) > 100


async def test_a_tab_that_comes_back_gets_only_what_it_lacks(hub: Hub) -> None:
    tale = job(TextDelta("a 🦊 and "), asyncio.Event())
    hub.start(tale)
    await elapse(0.1)
    tab = Tab(hub, tale.conversation_id, have={tale.message_id: 4})
    await tab.until(lambda: bool(tab.news))
    assert tab.pieces(tale.message_id) == [Piece(tale.message_id, Channel.CONTENT, 4, " and ")]


async def test_a_tab_that_has_half_a_character_gets_the_whole_one_again(hub: Hub) -> None:
    tale = job(TextDelta("a 🦊 and "), asyncio.Event())
    hub.start(tale)
    await elapse(0.1)
    tab = Tab(hub, tale.conversation_id, have={tale.message_id: 3})
    await tab.until(lambda: bool(tab.news))
    assert tab.pieces(tale.message_id) == [Piece(tale.message_id, Channel.CONTENT, 2, "🦊 and ")]


async def test_a_tab_that_has_all_waits_for_more(hub: Hub) -> None:
    more = asyncio.Event()
    tale = job(TextDelta("all "), more, TextDelta("more"), STOP)
    hub.start(tale)
    await elapse(0.1)
    tab = Tab(hub, tale.conversation_id, have={tale.message_id: 4})
    await elapse(1)
    assert not tab.news
    more.set()
    await tab.until_changed(tale.message_id)
    assert tab.text(tale.message_id, start=4) == "more"


async def test_reasoning_resumes_at_its_own_offset(hub: Hub) -> None:
    thinking = job(ReasoningDelta("think hard"), TextDelta("answer"), asyncio.Event())
    hub.start(thinking)
    await elapse(0.1)
    have, have_reasoning = {thinking.message_id: 6}, {thinking.message_id: 6}
    async with aclosing(hub.follow(1, thinking.conversation_id, have, have_reasoning)) as items:
        assert await anext(items) == Piece(thinking.message_id, Channel.REASONING, 6, "hard")


async def test_an_answer_that_ended_while_nobody_looked_is_reported_at_once(hub: Hub) -> None:
    missed = job(*words("missed"))
    hub.start(missed)
    await elapse(1)
    tab = Tab(hub, missed.conversation_id, have={missed.message_id: 3})
    await tab.until_changed(missed.message_id)
    assert now() == pytest.approx(1)


async def test_text_after_a_quiet_time_is_sent_at_once(hub: Hub) -> None:
    tale = job(1.0, TextDelta("first"), 3.0, TextDelta("second"), asyncio.Event())
    tab = Tab(hub, tale.conversation_id)
    hub.start(tale)
    await elapse(10)
    assert [at for at, _ in tab.news] == pytest.approx([1.0, 4.0])


async def test_a_fast_answer_is_sent_at_the_pace(hub: Hub) -> None:
    fast = job(*words("word " * 1000, every_s=0.002))
    tab = Tab(hub, fast.conversation_id)
    hub.start(fast)
    await tab.until_changed(fast.message_id)
    times = sorted({at for at, _ in tab.news})
    assert min(later - earlier for earlier, later in pairwise(times)) >= PACE_S - 1e-9
    assert len(times) == pytest.approx(2.0 / PACE_S, abs=2)


async def test_several_answers_in_one_conversation_each_get_their_pieces(hub: Hub) -> None:
    conversation_id = uuid4()
    jobs = [job(*words(f"{n} " * 100, every_s=0.003 * n), conversation_id=conversation_id) for n in (1, 2, 3)]
    tab = Tab(hub, conversation_id)
    for each in jobs:
        hub.start(each)
    for each in jobs:
        await tab.until_changed(each.message_id)
    assert [tab.text(each.message_id) for each in jobs] == [f"{n} " * 100 + " " for n in (1, 2, 3)]
    assert len({at for at, _ in tab.news}) <= now() / PACE_S + 2


async def test_other_conversations_are_not_seen(hub: Hub) -> None:
    mine, other = job(*words("mine", every_s=0.1)), job(*words("other"))
    tab = Tab(hub, mine.conversation_id)
    hub.start(mine)
    hub.start(other)
    hub.announce(other.conversation_id)
    await tab.until_changed(mine.message_id)
    assert {item.message_id for _, item in tab.news if isinstance(item, Piece)} == {mine.message_id}
    assert tab.changes() == [Changed(frozenset({mine.message_id}))]


async def test_the_end_is_told_only_after_it_is_stored(hub: Hub, persistence: MemoryPersistence) -> None:
    persistence.finish_failures = locked(4)
    tale = job(TextDelta("the end"), ProviderFault(FaultKind.CUT))
    hub.start(tale)
    async with aclosing(hub.follow(1, tale.conversation_id, {})) as items:
        assert await anext(items) == Noted(tale.message_id, None)
        assert await anext(items) == Changed(frozenset())
        assert await anext(items) == Listed(frozenset({tale.conversation_id}))
        assert await anext(items) == Drafted(tale.conversation_id)
        assert isinstance(await anext(items), Piece)
        assert tale.message_id not in persistence.outcomes
        assert tale.message_id in hub.live_in(tale.conversation_id)
        assert await anext(items) == Changed(frozenset({tale.message_id}))
        assert tale.message_id in persistence.outcomes
        assert tale.message_id not in hub.live_in(tale.conversation_id)


async def test_a_tab_is_invited_to_read_once_it_misses_nothing_more(hub: Hub) -> None:
    conversation_id, message_id = uuid4(), uuid4()
    async with aclosing(hub.follow(1, conversation_id, {})) as items:
        assert await anext(items) == Changed(frozenset())
        hub.announce(conversation_id, [message_id])  # while the tab is reading
        assert await anext(items) == Drafted(conversation_id)
        assert await anext(items) == Changed(frozenset({message_id}))


async def test_a_draft_is_told_to_the_tabs_it_concerns(hub: Hub) -> None:
    conversation_id = uuid4()
    here, elsewhere, new_chat = Tab(hub, conversation_id), Tab(hub, uuid4()), Tab(hub, None)
    await elapse(1)
    hub.announce_draft(1, conversation_id)
    await elapse(1)
    assert (here.drafts, elsewhere.drafts, new_chat.drafts) == (2, 1, 1)
    hub.announce_draft(1, None)
    hub.announce_draft(2, None)
    await elapse(1)
    assert (here.drafts, elsewhere.drafts, new_chat.drafts) == (3, 2, 2)


async def test_announcements_come_together(hub: Hub) -> None:
    conversation_id, first, second = uuid4(), uuid4(), uuid4()
    tab = Tab(hub, conversation_id)
    await elapse(1)
    for message_ids in ([first], [second, first], [], []):
        hub.announce(conversation_id, message_ids)
    await elapse(1)
    assert tab.changes() == [Changed(frozenset({first, second})), Changed(frozenset())]


async def test_a_row_announced_while_its_answer_runs_is_followed_on(hub: Hub) -> None:
    tale = job(*words(TALE, every_s=0.01))
    tab = Tab(hub, tale.conversation_id)
    await elapse(0.1)
    hub.start(tale)
    hub.announce(tale.conversation_id, [tale.message_id])
    await tab.until(lambda: len(tab.changes()) == 2)
    assert tab.text(tale.message_id) == TALE + " "


async def test_a_slow_tab_gets_bigger_pieces_not_more(hub: Hub) -> None:
    tale = job(*words(TALE, every_s=0.01))
    tab = Tab(hub, tale.conversation_id, slow_s=1.0)
    hub.start(tale)
    await tab.until_changed(tale.message_id)
    assert tab.text(tale.message_id) == TALE + " "
    assert len(tab.news) <= now() + 2


async def test_a_continued_answer_is_sent_from_where_it_goes_on(hub: Hub) -> None:
    tale = job(TextDelta("one "), 0.2, TextDelta("two "), STOP)
    tab = Tab(hub, tale.conversation_id, slow_s=1.0)
    hub.start(tale)
    await elapse(0.5)  # it has ended, and the slow tab does not know yet
    hub.start(replace(tale, provider=ScriptedProvider(*words("three")), content="one two "))
    await tab.until_changed(tale.message_id)
    pieces = [(piece.offset, piece.text) for piece in tab.pieces(tale.message_id)]
    assert pieces == [(0, "one "), (4, "two "), (8, "three ")]


async def test_a_tab_that_leaves_is_forgotten(hub: Hub) -> None:
    tale = job(TextDelta("word"), asyncio.Event())
    hub.start(tale)
    tab, other = Tab(hub, tale.conversation_id), Tab(hub, tale.conversation_id)
    await elapse(1)
    await tab.close()
    hub.announce(tale.conversation_id)
    await other.until(lambda: bool(other.changes()))
    assert not tab.changes()
    await other.close()
    assert not hub._followers  # pyright: ignore[reportPrivateUsage]


async def test_an_answer_that_ended_takes_no_memory_though_its_tab_stays(hub: Hub) -> None:
    tale = job(*words(TALE, every_s=0.01))
    tab = Tab(hub, tale.conversation_id)
    hub.start(tale)
    text = weakref.ref(hub._live[tale.message_id].content)  # pyright: ignore[reportPrivateUsage]
    await tab.until_changed(tale.message_id)
    await elapse(1)
    gc.collect()
    assert text() is None


async def test_an_idle_tab_costs_nothing(hub: Hub) -> None:
    tabs = [Tab(hub, uuid4()) for _ in range(100)]
    await elapse(1)
    loop = asyncio.get_running_loop()
    assert isinstance(loop, VirtualTimeLoop)
    before = loop.turns
    await elapse(3600)
    assert loop.turns - before <= 2
    assert not any(tab.news for tab in tabs)


async def test_a_person_hears_of_answers_in_every_conversation(hub: Hub) -> None:
    mine, strangers = job(0.5, *words("mine"), user_id=1), job(*words("theirs"), user_id=2)
    tab = Tab(hub, None)
    await elapse(0)
    hub.start(strangers)
    hub.start(mine)
    await elapse(1)
    (began, first), (ended, last) = tab.lines
    assert first == last == {mine.conversation_id}
    assert (began, ended) == (0, pytest.approx(0.5))
    assert not tab.news
    await tab.close()


async def test_what_changed_between_reading_the_list_and_following_it_is_told(hub: Hub) -> None:
    long_ago, just_now = job(*words("long ago")), job(*words("just now"))
    hub.start(long_ago)
    await elapse(60)
    hub.start(just_now)
    await elapse(1)
    tab = Tab(hub, None)
    await elapse(1)
    assert [lines for _, lines in tab.lines] == [{just_now.conversation_id}]
    await tab.close()


async def test_an_answer_that_ends_while_nobody_looks_is_stored_as_unseen(
    hub: Hub, persistence: MemoryPersistence
) -> None:
    seen, missed = job(*words("seen")), job(*words("missed"))
    tab = Tab(hub, seen.conversation_id)
    hub.start(seen)
    hub.start(missed)
    await elapse(1)
    assert persistence.unseen == {seen.message_id: False, missed.message_id: True}
    await tab.close()
