"""A conversation in two tabs, on which a machine does what people do: the property test of test_branches.py."""

import asyncio
import uuid
from collections.abc import Collection, Sequence
from contextlib import suppress

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from chatapp import runtime
from chatapp.errors import ChangedMeanwhile, NotFound, StillRunning
from chatapp.models import Message
from chatapp.services import conversations, deletions, following, forks, outlines, replies, stopping, versions
from chatapp.services.following import Snapshot
from chatapp.services.viewer import Viewer
from tests.services.chats import ask, ended, follow, rows, snapshots
from tests.services.people import known
from tests.support.patience import PATIENCE_S

FAILING = "prv-10"
OTHERWISE = (NotFound, StillRunning, ChangedMeanwhile)  # what a tab is told that was too late
KINDS = st.sampled_from(
    ["send", "fail", "begin", "edit", "edit answer", "regenerate", "stop", "delete", "delete", "fork", "open"]
)
STEPS = st.tuples(KINDS, st.integers(0, 1), st.integers(0, 40))
Step = tuple[str, int, int]  # what, in which tab, with which of the messages that it shows


class View:
    """What one tab has been told, put together as chat_store.js does it."""

    def __init__(self, person: Viewer, conversation_id: uuid.UUID) -> None:
        self._rows: dict[uuid.UUID, Message] = {}
        self._head: uuid.UUID | None = None
        self.told = asyncio.Event()
        self.task = asyncio.create_task(self._follow(person, conversation_id))

    @property
    def path(self) -> list[Message]:
        found: list[Message] = []
        at = self._head
        while at and (row := self._rows.get(at)):
            assert row not in found, "a circle"
            found.append(row)
            at = row.parent_id
        return found[::-1]

    async def _follow(self, person: Viewer, conversation_id: uuid.UUID) -> None:
        async for update in following.follow(person, conversation_id, {}):
            if isinstance(update, Snapshot):
                self._receive(update)
                self.told.set()

    def _receive(self, shot: Snapshot) -> None:
        for gone in shot.removed:
            self._rows.pop(gone, None)
        self._rows |= {row.id: row for row in shot.messages}
        if shot.whole or shot.head:
            self._head = shot.head


class TwoTabs(RuleBasedStateMachine):
    """Steps are done by what a tab shows, one after the other or two at once."""

    runner: asyncio.Runner  # in a running process's runtime

    @initialize()
    def begin(self) -> None:
        self.runner.run(self._begin())

    @rule(step=STEPS)
    def one(self, step: Step) -> None:
        self.runner.run(self._do(step))

    @rule(first=STEPS, second=STEPS)
    def two_at_once(self, first: Step, second: Step) -> None:
        async def both() -> None:
            await asyncio.gather(self._do(first), self._do(second))

        self.runner.run(both())

    @rule(tab=st.integers(0, 1))
    def reload(self, tab: int) -> None:
        self.runner.run(self._reload(tab))

    @invariant()
    def nothing_is_broken(self) -> None:
        self.runner.run(self._check())

    def teardown(self) -> None:
        self.runner.run(self._end())

    async def _begin(self) -> None:
        self.person = await known(runtime.current().database, f"p{uuid.uuid4().hex[:12]}")
        self.here = (await ask(self.person, "the beginning")).conversation_id
        self.forks: list[tuple[uuid.UUID, int]] = []
        self.seen: set[uuid.UUID] = set()
        self.deleted: set[uuid.UUID] = set()
        self.tabs = [View(self.person, self.here) for _ in range(2)]

    async def _reload(self, tab: int) -> None:
        self.tabs[tab].task.cancel()
        self.tabs[tab] = View(self.person, self.here)

    async def _do(self, step: Step) -> None:
        kind, tab, pick = step
        shown = self.tabs[tab].path
        if kind in ("send", "fail", "begin"):
            model = {"send": "", "fail": FAILING, "begin": "gated"}[kind]
            await ask(self.person, f"words {uuid.uuid4()}", model, to=self.here)
        elif kind == "stop":
            await stopping.stop(self.person, self.here)
        elif shown:
            with suppress(*OTHERWISE):
                await self._do_to(kind, shown[pick % len(shown)], pick)

    async def _do_to(self, kind: str, picked: Message, pick: int) -> None:
        words, client_id = f"words {uuid.uuid4()}", uuid.uuid4().hex
        match kind:
            case "edit":
                await replies.edit(self.person, picked.id, words, client_id, "")
            case "edit answer":
                await versions.edit_answer(self.person, picked.id, words, client_id)
            case "regenerate":
                await replies.regenerate(self.person, picked.id, "")
            case "delete":
                going = (await deletions.plan(self.person, picked.id)).going
                await deletions.delete(self.person, picked.id, len(going))
                self.deleted |= {*going}
            case "fork":
                fork = await forks.fork(self.person, picked.id)
                self.forks.append((fork, len(await rows(fork))))
            case _:
                stored = await rows(self.here)
                await versions.open_(self.person, stored[pick % len(stored)].id)

    async def _check(self) -> None:
        stored = await rows(self.here)
        head = (await conversations.find(self.person, self.here)).current_message_id
        self.seen |= {row.id for row in stored}
        assert self.seen - self.deleted == {row.id for row in stored}, "lost, or back again"
        check_tree(stored, head)
        path = path_to(head, stored)
        check_path(path, head)
        for view in self.tabs:
            await self._shows(view, [row.id for row in path])

    async def _shows(self, view: View, path: Sequence[uuid.UUID]) -> None:
        async with asyncio.timeout(PATIENCE_S):
            while [row.id for row in view.path] != path:
                view.told.clear()
                await view.told.wait()

    async def _opened(self, conversation_id: uuid.UUID) -> Snapshot:
        return snapshots(await follow(self.person, conversation_id, lambda updates: bool(snapshots(updates))))[0]

    async def _end(self) -> None:
        await stopping.stop(self.person, self.here)
        for row in await ended(self.here):
            opened = await versions.open_(self.person, row.id)
            assert row.id in {shown.id for shown in opened.messages}
        stored = await rows(self.here)
        check_tree(stored, (await self._opened(self.here)).head)
        assert len((await outlines.read(self.person, self.here)).nodes) == len(stored)
        for fork, length in self.forks:
            copied = await self._opened(fork)
            assert len(copied.messages) == length
            check_path(copied.messages, copied.head)
            assert all(row.status != "streaming" for row in copied.messages)
        for view in self.tabs:
            view.task.cancel()


def path_to(head: uuid.UUID | None, stored: Sequence[Message]) -> Sequence[Message]:
    by_id = {row.id: row for row in stored}
    found: list[Message] = []
    while head:
        found.append(by_id[head])
        head = by_id[head].parent_id
    return found[::-1]


def check_tree(stored: Sequence[Message], head: uuid.UUID | None) -> None:
    ordinals = {row.id: row.ordinal for row in stored}
    assert all(row.parent_id is None or ordinals[row.parent_id] < row.ordinal for row in stored)  # so no circle
    above: Collection[uuid.UUID | None] = {row.parent_id for row in stored}
    # Its end is open: whatever else there is stands beside something on the way to it.
    assert head in ordinals and head not in above if stored else head is None


def check_path(shown: Sequence[Message], head: uuid.UUID | None) -> None:
    assert [row.parent_id for row in shown] == [None, *(row.id for row in shown)][: len(shown)]
    assert [row.role for row in shown] == ["user", "assistant"] * (len(shown) // 2)
    assert (shown[-1].id if shown else None) == head
