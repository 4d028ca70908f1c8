"""Branches that can't break: whatever is done in whatever order, nothing is lost and what is open is a chain."""

import asyncio
import shutil
import uuid
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as trial
from hypothesis import strategies as st

from chatapp import runtime as running
from chatapp.errors import StillRunning
from chatapp.models import Message
from chatapp.services import conversations, replies, versions
from chatapp.services.viewer import Viewer
from chatapp.settings import Settings
from tests.services.chats import ask, ended, follow, rows, snapshots
from tests.services.people import known
from tests.support.scripted_provider import ScriptedProvider, in_thread

FAILING = "prv-10"
STEPS = st.lists(
    st.tuples(st.sampled_from(["send", "fail", "edit", "regenerate", "cut short", "open"]), st.integers(0, 40)),
    min_size=1,
    max_size=10,
)


@pytest.fixture(scope="module")
def provider() -> Iterator[ScriptedProvider]:
    with in_thread() as scripted:
        yield scripted


@pytest.fixture(scope="module")
def prepared(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory, provider: ScriptedProvider) -> Settings:
    data_dir = tmp_path_factory.mktemp("branches")
    shutil.copy(sqlite_template, data_dir)
    return Settings(
        data_dir=data_dir,
        builtin_model="off",
        openai_base_url=provider.base_url,
        model="echo",
        drain_s=0,
        journal_flush_ms=5,
        max_prompts_per_minute=1000,
    )


@given(steps=STEPS)
@trial(max_examples=15, deadline=None)
def test_nothing_is_lost_and_what_is_open_is_a_chain(prepared: Settings, steps: list[tuple[str, int]]) -> None:
    asyncio.run(play(prepared, steps))


async def play(settings: Settings, steps: list[tuple[str, int]]) -> None:
    async with running.running(settings) as run:
        person = await known(run.database, f"p{uuid.uuid4().hex[:12]}")
        begun = (await ask(person, "the beginning")).conversation_id
        known_rows: set[uuid.UUID] = set()
        for kind, pick in steps:
            before = await ended(begun)
            await do(person, begun, kind, before[pick % len(before)])
            after = await ended(begun)
            known_rows |= {row.id for row in before}
            assert known_rows <= {row.id for row in after}
            check(after, await opened(person, begun), (await conversations.find(person, begun)).current_message_id)
        for row in await ended(begun):
            await versions.open_(person, row.id)
            assert row.id in {shown.id for shown in await opened(person, begun)}


async def do(person: Viewer, begun: uuid.UUID, kind: str, picked: Message) -> None:
    """Each step on what two tabs may show: on any message there is, not on those of the open path alone."""
    words, client_id = f"words {uuid.uuid4()}", uuid.uuid4().hex
    prompt = picked.id if picked.role == "user" else picked.parent_id
    assert prompt is not None
    match kind:
        case "send":
            await ask(person, words, to=begun)
        case "fail":
            await ask(person, words, FAILING, to=begun)
        case "edit":
            await replies.edit(person, prompt, words, client_id, "")
        case "regenerate":
            answers = [row for row in await rows(begun) if row.parent_id == prompt and row.role == "assistant"]
            await replies.regenerate(person, answers[0].id, "")
        case "cut short":
            await ask(person, words, "gated", to=begun)
            with pytest.raises(StillRunning):
                await replies.regenerate(person, next(r.id for r in await rows(begun) if r.role == "assistant"), "")
            await replies.stop(person, begun)
        case _:
            await versions.open_(person, picked.id)


async def opened(person: Viewer, begun: uuid.UUID) -> Sequence[Message]:
    """What a page that opens the conversation now shows."""
    return snapshots(await follow(person, begun, lambda updates: bool(snapshots(updates))))[0].messages


def check(stored: Sequence[Message], shown: Sequence[Message], head: uuid.UUID | None) -> None:
    ordinals = {row.id: row.ordinal for row in stored}
    assert all(row.parent_id is None or ordinals[row.parent_id] < row.ordinal for row in stored)  # so no circle
    assert [row.parent_id for row in shown] == [None, *(row.id for row in shown[:-1])]
    assert [row.role for row in shown] == ["user", "assistant"] * (len(shown) // 2)
    assert shown[-1].id == head
