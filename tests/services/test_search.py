"""Every conversation found again, on both databases."""

import random
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text as sql

from chatapp import runtime as running
from chatapp.errors import NotAdministrator, NotFound
from chatapp.models import Author, Colour, Conversation, Status
from chatapp.runtime import Runtime
from chatapp.services import conversations, search, tags, trash
from chatapp.services.queries import parse
from chatapp.services.viewer import COMMAND_LINE, Actor, Viewer
from chatapp.store import conversations as rows
from chatapp.store import messages, search_index
from tests.services.people import person
from tests.support.rows import add_message


@pytest.fixture
async def me(runtime: Runtime) -> Viewer:
    return await person("alice")


@pytest.fixture
async def stranger(me: Viewer) -> Viewer:
    return await person("bob")


async def begin(viewer: Viewer, title: str = "a chat", model: str = "echo") -> Conversation:
    async with running.current().database.write() as session:
        return await rows.create(session, viewer.user_id, title, model)


async def say(to: Conversation, content: str, **values: object) -> uuid.UUID:
    return (await add_message(running.current().database, to, content, **values)).id


async def found(viewer: Viewer, typed: str) -> set[uuid.UUID]:
    """Messages, and conversations of which the title was found, through all pages."""
    before, ids = None, set[uuid.UUID]()
    while True:
        results = await search.find(viewer, typed, "UTC", before)
        ids |= {item.text.message_id or item.text.conversation_id for item in results.items}
        if results.more is None:
            return ids
        before = results.more


ENGLISH = [a + b for a in ("net", "com", "pro", "sta", "ver", "lan") for b in ("work", "pute", "gram", "tion", "ify")]
CHINESE = [
    *"锁库数图网",
    "数据",
    "据库",
    "数据库",
    "量子",
    "迁移",
    "网络",
    "机器学习",
    "学习",
    "神经网络",
    "图书馆",
    "编程",
]
JAPANESE = ["検索", "ひらがな", "カタカナ", "東京", "京都", "データ", "データベース", "学習"]


def _message(chance: random.Random) -> str:
    language = chance.randrange(4)
    if language == 0:
        return " ".join(chance.choices(ENGLISH, k=8))
    if language == 1:
        return "，".join("".join(chance.choices(CHINESE, k=3)) for _ in range(3)) + "。"
    if language == 2:
        return "、".join("の".join(chance.choices(JAPANESE, k=2)) for _ in range(3))
    return " ".join(chance.choice([*ENGLISH, *CHINESE, *JAPANESE]) for _ in range(8))


def _plain(text: str) -> str:
    """Without the only traditional characters of these words."""
    return text.replace("習", "习").replace("東", "东")


def _has(text: str, word: str) -> bool:
    """As plain as can be; nothing of the app's own."""
    text, word = _plain(text), _plain(word)
    return word in text if not word.isascii() else word in text.replace("，", " ").replace("。", " ").split()


def _query(chance: random.Random, texts: Mapping[uuid.UUID, str]) -> tuple[str, set[uuid.UUID]]:
    words = chance.sample([*ENGLISH, *CHINESE, *JAPANESE], chance.randint(1, 2))
    kind = chance.randrange(4)
    if kind == 0:  # a phrase that is there
        text = chance.choice(list(texts.values()))
        start = chance.randrange(len(text) - 4)
        phrase = text[start : start + 4] if not text[0].isascii() else " ".join(text.split()[1:3])
        if not any("a" <= c <= "z" for c in phrase) and " " not in phrase and phrase.isalnum():
            return f'"{phrase}"', {key for key, said in texts.items() if _plain(phrase) in _plain(said)}
    hits = {key for key, said in texts.items() if all(_has(said, word) for word in words)}
    if kind == 1 and (unwanted := chance.choice([*ENGLISH, *CHINESE])) not in words:
        return f"{' '.join(words)} -{unwanted} ", {key for key in hits if not _has(texts[key], unwanted)}
    chance.shuffle(words)
    return f"{' '.join(words)} ", hits


async def test_all_that_has_the_words_is_found_and_nothing_else(me: Viewer, stranger: Viewer) -> None:
    chance = random.Random(7)
    chats = [await begin(me, title="") for _ in range(3)]
    theirs = await begin(stranger, title="")
    texts: dict[uuid.UUID, str] = {}
    for _ in range(240):
        text = _message(chance)
        texts[await say(chance.choice(chats), text)] = text
        await say(theirs, f"{text} canary")
    for _ in range(220):
        typed, expected = _query(chance, texts)
        assert await found(me, typed) == expected, typed
    assert await found(me, "canary") == set()


async def test_filters_narrow_what_is_found(me: Viewer) -> None:
    mine, other = await begin(me, model="gpt-one"), await begin(me, model="qwen-two")
    asked = await say(mine, "apple 苹果")
    answered = await say(mine, "apple pie", role=Author.ASSISTANT, model="gpt-one")
    elsewhere = await say(other, "apple tree", role=Author.ASSISTANT, model="qwen-two")
    await conversations.pin(me, mine.id)
    everything = {asked, answered, elsewhere}
    year = asked and (await search.find(me, "apple", "UTC")).items[0].text.at.year
    for typed, expected in {
        "apple": everything,
        "apple role:user": {asked},
        "role:assistant apple": {answered, elsewhere},
        "apple model:qwen": {elsewhere},
        "apple is:pinned": {asked, answered},
        f"apple after:{year}": everything,
        f"apple before:{year}": set[uuid.UUID](),
        "role:assistant is:pinned": {answered},
        "apple -pie role:assistant": {elsewhere},
    }.items():
        assert await found(me, typed) == expected, typed


async def test_days_are_those_of_the_reader(me: Viewer) -> None:
    chat = await begin(me)
    late = await say(chat, "supper", created_at=datetime(2026, 3, 1, 20, tzinfo=UTC))
    for typed, zone, expected in (
        ("supper after:2026-03-02", "UTC", set[uuid.UUID]()),
        ("supper after:2026-03-02", "Asia/Shanghai", {late}),
        ("supper before:2026-03-02", "Asia/Shanghai", set[uuid.UUID]()),
        ("supper before:2026-03-02", "no zone", {late}),
    ):
        results = await search.find(me, typed, zone)
        assert {item.text.message_id for item in results.items} == expected, (typed, zone)


async def test_all_hits_of_a_conversation_are_told_in_their_order_whatever_the_branch(
    me: Viewer, stranger: Viewer
) -> None:
    chat, other = await begin(me), await begin(me)
    asked = await say(chat, "量子計算")
    answered = await say(chat, "nothing of it", role=Author.ASSISTANT)
    beside = await say(chat, "again 量子", role=Author.ASSISTANT, parent_id=asked)
    for number in range(300):
        await say(chat, f"number {number}")
    last = await say(chat, "量子，at last")
    await say(other, "量子 elsewhere")
    assert (await search.within(me, chat.id, "量子", "UTC")).messages == [asked, beside, last]
    assert (await search.within(me, chat.id, "量子 role:assistant", "UTC")).messages == [beside]
    assert (await search.within(me, chat.id, "-量子 nothing", "UTC")).messages == [answered]
    assert (await search.within(me, chat.id, " ", "UTC")).messages == ()
    for attempt in (search.within(stranger, chat.id, "量子", "UTC"), search.within(me, uuid.uuid4(), "a", "UTC")):
        with pytest.raises(NotFound):
            await attempt


async def test_what_is_kept_elsewhere_is_found_where_it_is(me: Viewer) -> None:
    thrown, put_away, tagged = [await begin(me, title) for title in ("thrown", "put away", "tagged")]
    said = [await say(chat, "apple") for chat in (thrown, put_away, tagged)]
    await trash.put(me, [thrown.id])
    await conversations.archive(me, [put_away.id])
    await tags.put_new_on(me, "Work", Colour.BLUE, [tagged.id])
    for typed, expected in {
        "apple": {*said[1:]},
        "apple is:deleted": {said[0]},
        "thrown": set[uuid.UUID](),
        "thrown is:deleted": {thrown.id},
        "apple is:archived": {said[1]},
        "apple tag:work": {said[2]},
        "apple tag:home": set[uuid.UUID](),
    }.items():
        assert await found(me, typed) == expected, typed


async def test_titles_are_found_first_and_as_they_are_now(me: Viewer) -> None:
    chat = await begin(me, title="量子计算入门")
    await say(chat, "量子是什么")
    results = await search.find(me, "量子", "UTC")
    assert [item.text.message_id is None for item in results.items] == [True, False]
    assert results.items[0].title == [("量子", True), ("计算入门", False)]
    await conversations.rename(me, chat.id, "Gardening")
    assert chat.id not in await found(me, "量子")
    assert await found(me, "gard") == {chat.id}


async def test_an_answer_is_found_when_it_has_ended_and_as_it_grew(me: Viewer) -> None:
    chat = await begin(me)
    answer = await say(chat, "", role=Author.ASSISTANT, status=Status.STREAMING)
    async with running.current().database.write() as session:
        await messages.finish(session, answer, {"content": "half a thought", "status": Status.STOPPED})
    assert await found(me, "thought") == {answer}
    async with running.current().database.write() as session:
        await messages.reopen(session, answer)
        await messages.finish(session, answer, {"content": "half a thoughtful word", "status": Status.COMPLETE})
    assert await found(me, '"thought"') == set()
    assert await found(me, "thoughtful word ") == {answer}


async def test_what_is_deleted_is_gone_from_the_index_too(me: Viewer, runtime: Runtime) -> None:
    chat, kept = await begin(me, title="secret plan"), await begin(me, title="kept")
    for number in range(3):
        await say(chat, f"secret number {number}")
    await trash.put(me, [chat.id])
    await trash.destroy(me, [chat.id])
    await say(kept, "harmless")
    assert await found(me, "secret") == set()
    async with runtime.database.read() as session:
        connection = await session.connection()
        assert (await connection.execute(sql("SELECT count(*) FROM search_entry"))).scalar_one() == 2 + 0
        if connection.dialect.name == "sqlite":
            matching = sql("SELECT count(*) FROM search_index WHERE search_index MATCH :token")
            token = search_index.owned(me.user_id, "m") + "secret"
            assert (await connection.execute(matching, {"token": token})).scalar_one() == 0
            assert (await connection.execute(sql("SELECT count(*) FROM search_index_gone"))).scalar_one() == 0


async def test_one_command_makes_the_index_anew(me: Viewer, stranger: Viewer, runtime: Runtime) -> None:
    chat = await begin(me, title="lost title")
    lost = await say(chat, "lost words")
    async with runtime.database.write() as session:
        await (await session.connection()).execute(sql("DELETE FROM search_entry"))
    assert await found(me, "lost") == set()
    with pytest.raises(NotAdministrator):
        await search.rebuild(Actor(stranger.user_id, "bob", ""))
    assert await search.rebuild(COMMAND_LINE) == 1
    assert await found(me, "lost") == {chat.id, lost}


async def test_a_snippet_shows_where_the_words_are(me: Viewer) -> None:
    await say(await begin(me), "padding " * 40 + "ＲＥＤＩＳ\n\n锁 and <b>more</b> " + "padding " * 40)
    (item,) = (await search.find(me, "redis锁", "UTC")).items
    said = "".join(text for text, _ in item.snippet)
    assert [text for text, marked in item.snippet if marked] == ["ＲＥＤＩＳ 锁"]
    assert said.startswith("…padding") and said.endswith("…") and "<b>more</b>" in said and len(said) < 260


@pytest.mark.parametrize("typed", ["", "   ", '""', "-", "-apple"])
async def test_nothing_asked_finds_nothing(me: Viewer, typed: str) -> None:
    await say(await begin(me), "apple")
    assert await found(me, typed) == set()


HOSTILE = ['" OR 1', "a* AND NEAR(b)", "'; DROP", ":* & !", "{tokens}:a", "x^2", "\\", "before:99999-13", "role:king"]


async def test_no_text_breaks_the_query(me: Viewer) -> None:
    chat = await begin(me, title="")
    for text in (*HOSTILE, "plain"):
        await say(chat, text)
    chance = random.Random(3)
    for _ in range(150):
        await found(
            me, "".join(chance.choice("ab数' \"*:-^()&|!<>\\{}+~@\0\u0301🙂") for _ in range(chance.randint(1, 12)))
        )
    for text in HOSTILE:
        await found(me, text)


@given(st.text(max_size=80))
def test_every_text_can_be_asked(text: str) -> None:
    query = parse(text, ZoneInfo("UTC"))
    assert all("'" not in token.text and '"' not in token.text for part in query.wanted for token in part.tokens)


async def test_sqlite_keeps_the_triggers_that_tables_made_anew_would_lose(on_sqlite: object, me: Viewer) -> None:
    async with running.current().database.read() as session:
        if session.get_bind().dialect.name == "sqlite":
            triggers = await (await session.connection()).execute(
                sql("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            )
            kept = {f"search_{table}_{what}" for table in ("message", "conversation") for what in ("gone", "changed")}
            assert set(triggers.scalars()) == kept
