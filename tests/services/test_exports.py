"""Conversations as files: all that was said, nothing of anybody else, and no more in memory than a page."""

import io
import json
import random
import uuid
import zipfile
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace

import pytest

from chatapp.errors import NotFound, TooManyRequests
from chatapp.i18n.texts import texts
from chatapp.models import Author, Colour, Conversation, Message, Status
from chatapp.models import Endpoint as StoredEndpoint
from chatapp.runtime import Runtime
from chatapp.services import exports, tags
from chatapp.services.viewer import Viewer
from chatapp.store import conversations as rows
from chatapp.store import messages, trash
from tests.services.chats import rows as all_messages
from tests.services.people import known
from tests.support.exported import Exported, read
from tests.support.strange_texts import LINE, STRANGE

EN = texts("en")
TEXTS = ["", "plain", "中文 **粗体**\n\n```python\n1\n```", *(kept for _, kept in STRANGE.values() if kept != LINE)]
CANARY = "sk-canary-of-an-endpoint"


@pytest.fixture
async def me(runtime: Runtime) -> Viewer:
    return await known(runtime.database, "alice")


@pytest.fixture(autouse=True)
def short_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "_PAGE_MESSAGES", 3)
    monkeypatch.setattr(exports, "_PAGE_CHARS", 200)
    monkeypatch.setattr(exports, "_PAGE_CONVERSATIONS", 2)


async def begin(runtime: Runtime, viewer: Viewer, title: str) -> Conversation:
    async with runtime.database.write() as session:
        return await rows.create(session, viewer.user_id, title=title, model="m", parameters={"temperature": 0.5})


async def say(runtime: Runtime, to: Conversation, *said: Message, below: uuid.UUID | None = None) -> uuid.UUID:
    async with runtime.database.write() as session:
        current = await rows.find(session, to.user_id, to.id)
        assert current
        await messages.add(session, current, *said, below=below)
    return said[-1].id


def prompt(to: Conversation, text: str, **values: object) -> Message:
    return Message(conversation_id=to.id, role=Author.USER, content=text, **values)


def answer(to: Conversation, text: str, **values: object) -> Message:
    return Message(conversation_id=to.id, role=Author.ASSISTANT, content=text, model="m", **values)


async def whole(parts: AsyncIterator[bytes]) -> bytes:
    return b"".join([part async for part in parts])


async def file_of(viewer: Viewer, conversation: Conversation, kind: str) -> bytes:
    return await whole((await exports.one(viewer, conversation.id, kind, EN)).parts)


async def read_back(viewer: Viewer, conversation: Conversation) -> Exported:
    return read(await file_of(viewer, conversation, "json"))


async def archive_of(viewer: Viewer) -> zipfile.ZipFile:
    found = zipfile.ZipFile(io.BytesIO(await whole((await exports.everything(viewer, EN)).parts)))
    assert found.testzip() is None
    return found


async def stored(runtime: Runtime, conversation: Conversation) -> tuple[Conversation, Sequence[Message]]:
    async with runtime.database.read() as session:
        found = await rows.find(session, conversation.user_id, conversation.id)
    assert found
    return found, await all_messages(conversation.id)


async def grown(runtime: Runtime, viewer: Viewer, seed: int) -> Conversation:
    """A tree with branches everywhere, answers that ended in every way, thoughts, edits and strange texts."""
    chance = random.Random(seed)
    conversation = await begin(runtime, viewer, chance.choice(TEXTS)[:200] or "x")
    ids: list[uuid.UUID | None] = [None]
    for _ in range(chance.randint(1, 15)):
        status = chance.choice([s for s in Status if s is not Status.STREAMING])
        added = (
            prompt(conversation, chance.choice(TEXTS), switched_off=chance.random() < 0.2),
            answer(
                conversation,
                chance.choice(TEXTS) * chance.randint(0, 9),
                reasoning=chance.choice(["", *TEXTS]),
                status=status,
                error_kind="stall" if status == Status.FAILED else None,
                edited=chance.random() < 0.3,
                prompt_tokens=chance.choice([None, 0, 12]),
                tokens_per_s=chance.choice([None, 12.5]),
            ),
        )
        ids.append(await say(runtime, conversation, *added, below=chance.choice(ids)))
    return conversation


@pytest.mark.parametrize("seed", range(8))
async def test_what_is_read_back_is_the_same_tree(runtime: Runtime, me: Viewer, seed: int) -> None:
    conversation = await grown(runtime, me, seed)
    exported = await read_back(me, conversation)
    now, kept = await stored(runtime, conversation)
    assert exported.tree() == {message.id: message.parent_id for message in kept}
    for name in ("title", "model", "instructions", "parameters"):
        assert exported.conversation[name] == getattr(now, name)
    assert exported.conversation["current_message_id"] == str(now.current_message_id)
    for message in kept:
        said = exported.messages[message.id]
        for name in ("role", "content", "reasoning", "status", "model", "edited", "switched_off", "error_kind"):
            assert said[name] == getattr(message, name)
        assert said["usage"].get("prompt_tokens") == message.prompt_tokens
        assert said["usage"].get("tokens_per_s") == message.tokens_per_s


async def test_markdown_and_the_page_have_the_open_path_alone(runtime: Runtime, me: Viewer) -> None:
    conversation = await begin(runtime, me, "Two ways")
    await say(runtime, conversation, prompt(conversation, "question"), answer(conversation, "the first way"))
    await say(runtime, conversation, prompt(conversation, "asked anew"), answer(conversation, "the other way"))
    for kind in ("markdown", "html"):
        made = (await file_of(me, conversation, kind)).decode()
        assert "asked anew" in made and "the other way" in made and "Two ways" in made
        assert "the first way" not in made
    assert (await read_back(me, conversation)).open_path() == ["asked anew", "the other way"]


async def test_the_tags_go_along(runtime: Runtime, me: Viewer) -> None:
    conversation = await begin(runtime, me, "sorted")
    for name in ("Work", "家"):
        await tags.put_new_on(me, name, Colour.BLUE, [conversation.id])
    assert (await read_back(me, conversation)).conversation["tags"] == ["Work", "家"]
    for kind in ("markdown", "html"):
        assert "· Work · 家" in (await file_of(me, conversation, kind)).decode()


async def test_an_answer_being_written_has_its_text_so_far(runtime: Runtime, me: Viewer) -> None:
    conversation = await begin(runtime, me, "live")
    live = [answer(conversation, "", status=Status.STREAMING) for _ in range(2)]
    await say(runtime, conversation, *live)
    async with runtime.database.write() as session:
        await messages.append_chunks(session, [(message.id, "content", "half an ans") for message in live])
    exported = await read_back(me, conversation)
    assert [m["content"] for m in exported.messages.values()] == ["half an ans"] * 2


async def test_an_empty_conversation_is_a_file_too(runtime: Runtime, me: Viewer) -> None:
    conversation = await begin(runtime, me, "nothing yet")
    assert (await read_back(me, conversation)).tree() == {}
    assert b"nothing yet" in await file_of(me, conversation, "markdown")


async def test_everything_is_one_archive(runtime: Runtime, me: Viewer) -> None:
    titles = ["Same", "same", "中文标题", "a/b", "CON"]
    made = [await begin(runtime, me, title) for title in titles]
    for conversation in made:
        await say(
            runtime, conversation, prompt(conversation, f"in {conversation.title}"), answer(conversation, "x" * 300)
        )
    archive = await archive_of(me)
    manifest = json.loads(archive.read("manifest.json"))
    assert [entry["title"] for entry in manifest["conversations"]] == titles
    assert (manifest["version"], manifest["user"], manifest["left_out"]) == (1, "alice", [])
    assert len({name.casefold() for name in archive.namelist()}) == 2 * len(titles) + 1
    for conversation, entry in zip(made, manifest["conversations"], strict=True):
        assert entry["complete"] and entry["messages"] == 2
        assert f"in {conversation.title}" in archive.read(entry["markdown"]).decode()
        assert read(archive.read(entry["json"])).conversation["id"] == str(conversation.id)


async def test_what_is_deleted_meanwhile_is_left_out_and_named(runtime: Runtime, me: Viewer) -> None:
    first, second = [await begin(runtime, me, title) for title in ("stays", "goes")]
    await say(runtime, first, prompt(first, "text"))
    parts = (await exports.everything(me, EN)).parts
    made = await anext(parts)  # the first two are listed, the second has not been read
    async with runtime.database.write() as session:
        await trash.remove(session, [second.id])
    archive = zipfile.ZipFile(io.BytesIO(made + await whole(parts)))
    manifest = json.loads(archive.read("manifest.json"))
    assert [entry["title"] for entry in manifest["conversations"]] == ["stays"]
    assert manifest["left_out"] == [{"id": str(second.id), "title": "goes", "reason": "deleted"}]
    assert not [name for name in archive.namelist() if "goes" in name]


async def test_a_conversation_that_goes_while_it_is_read_is_called_incomplete(runtime: Runtime, me: Viewer) -> None:
    conversation = await begin(runtime, me, "long")
    await say(runtime, conversation, *(prompt(conversation, f"{n}") for n in range(7)))
    parts = (await exports.everything(me, EN)).parts
    made = await anext(parts) + await anext(parts)
    async with runtime.database.write() as session:
        await trash.remove(session, [conversation.id])
    archive = zipfile.ZipFile(io.BytesIO(made + await whole(parts)))
    [entry] = json.loads(archive.read("manifest.json"))["conversations"]
    assert not entry["complete"]


async def test_a_stranger_gets_the_answer_for_what_does_not_exist(runtime: Runtime, me: Viewer) -> None:
    conversation = await begin(runtime, me, "private matter")
    await say(runtime, conversation, prompt(conversation, "private matter"))
    bob = await known(runtime.database, "bob")
    for kind in ("markdown", "html", "json"):
        for wanted in (conversation.id, uuid.uuid4()):
            with pytest.raises(NotFound):
                await exports.one(bob, wanted, kind, EN)
    archive = await archive_of(bob)
    assert archive.namelist() == ["manifest.json"]
    assert b"private" not in archive.read("manifest.json")
    with pytest.raises(NotFound):
        await exports.one(me, conversation.id, "pdf", EN)


async def test_nothing_of_an_endpoint_is_in_it(runtime: Runtime, me: Viewer) -> None:
    endpoint = StoredEndpoint(name="lab", name_key="lab", base_url=f"http://{CANARY}/v1", key=CANARY, headers=CANARY)
    conversation = await begin(runtime, me, "with an endpoint")
    async with runtime.database.write() as session:
        session.add(endpoint)
    await say(runtime, conversation, prompt(conversation, "x"), answer(conversation, "y", endpoint_id=endpoint.id))
    archive = await archive_of(me)
    made = [archive.read(name) for name in archive.namelist()]
    made += [await file_of(me, conversation, kind) for kind in ("markdown", "html", "json")]
    assert not [text for text in made if CANARY.encode() in text or str(endpoint.id).encode() in text]


async def test_no_connection_is_held_between_two_pages(runtime: Runtime, me: Viewer) -> None:
    conversation = await begin(runtime, me, "long")
    await say(runtime, conversation, *(prompt(conversation, f"{n}") for n in range(7)))
    async for _ in (await exports.everything(me, EN)).parts:
        assert runtime.database._reader.pool.checkedout() == 0


async def test_files_are_bounded_in_number(runtime: Runtime, me: Viewer) -> None:
    conversation = await begin(runtime, me, "often")
    for _ in range(60):
        await exports.one(me, conversation.id, "json", EN)
    for _ in range(5):
        await exports.everything(me, EN)
    with pytest.raises(TooManyRequests):
        await exports.one(me, conversation.id, "json", EN)
    with pytest.raises(TooManyRequests):
        await exports.everything(me, EN)
    other = await known(runtime.database, "bob")
    await exports.everything(replace(other, locale="zh"), EN)
