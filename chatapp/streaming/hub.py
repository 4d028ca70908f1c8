"""All answers in flight in this process: start, follow, stop.

An answer belongs to the hub, not to whoever asked for it: it runs on when the tab, the socket or the event
handler is gone. Tabs follow a conversation; each sees every answer in it grow, at its own pace, and hears of
all that changes in its person's list of conversations.
"""

import asyncio
import contextvars
import logging
from collections import Counter, defaultdict
from collections.abc import AsyncGenerator, Collection, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from uuid import UUID
from weakref import WeakValueDictionary

from chatapp.errors import ShuttingDown, TooManyRunning
from chatapp.llm.provider import Provider
from chatapp.settings import Settings
from chatapp.streaming.follower import Follower, News, Piece
from chatapp.streaming.generation import Generation, Job, Turns
from chatapp.streaming.journal import Journal, Persistence
from chatapp.streaming.outcome import INTERRUPTED, STOPPED
from chatapp.streaming.waiting import Queue

log = logging.getLogger(__name__)

GAP_S = 5.0  # at most, between reading the list of conversations and following it
STORE_S = 2.0  # for storing an outcome, at a stop and after a drain: its 10 s and twice this stay below 15 s


class Hub:
    def __init__(self, persistence: Persistence, settings: Settings) -> None:
        self._settings = settings
        self._journal = Journal(persistence, settings.journal_flush_ms / 1000)
        self._live: dict[UUID, Generation] = {}
        self._tasks: dict[UUID, asyncio.Task[None]] = {}
        self._queue = Queue(settings.max_running)
        self._queues: dict[Provider, Queue] = {}  # of those that answer only a few at a time
        self._followers: defaultdict[UUID | int, set[Follower]] = defaultdict(set)  # by conversation, by person
        self._lines: dict[int, dict[UUID, float]] = {}  # by person: what changed in the list lately, and when
        self._kept: Counter[int] = Counter()  # places by person
        self._none_kept = asyncio.Event()
        self._none_kept.set()
        self._starting: WeakValueDictionary[UUID, asyncio.Lock] = WeakValueDictionary()  # by conversation
        self._draining = False

    @asynccontextmanager
    async def place(self, user_id: int, conversation_id: UUID) -> AsyncGenerator[None]:
        """Room for one more turn of this person, kept while the block runs, which stores its rows and starts it. Turns
        of one conversation do so one after the other: what is stored in it and not live will never be.

        Enter it with the conversation's row held. Raises ShuttingDown once a drain has begun, and TooManyRunning.
        """
        if self._draining:
            raise ShuttingDown
        if self.running(user_id) + self._kept[user_id] >= self._settings.max_running_per_user:
            raise TooManyRunning
        self._kept[user_id] += 1
        self._none_kept.clear()
        try:
            async with self._starting.setdefault(conversation_id, asyncio.Lock()):
                yield
        finally:
            self._kept[user_id] -= 1
            self._kept += Counter()  # drops the zeros
            if not self._kept:
                self._none_kept.set()

    def start(self, *jobs: Job) -> None:
        """In a `place`: what has one is not refused, so a stored row is never left without its answer. Those of one
        turn are written at the same time, after what is being written in their conversation already."""
        earlier = [self._tasks[message_id] for message_id in self.live_in(jobs[0].conversation_id)]
        for job in jobs:
            self._start(job, earlier)

    def _start(self, job: Job, earlier: Sequence[asyncio.Task[None]]) -> None:
        if job.message_id in self._live:
            raise ValueError(f"message {job.message_id} is already being written")
        turns = Turns(earlier, self._queues_of(job.provider))
        generation = Generation(job, lambda: self._wake(job.conversation_id), turns, self._settings.retry_pause_s)
        self._live[job.message_id] = generation
        self._journal.add(generation)
        for follower in self._following(job.conversation_id):
            follower.track(generation, generation.content.length, generation.reasoning.length, is_new=True)
        self.announce_line(job.user_id, job.conversation_id)
        # An empty context: the answer must not see, or keep alive, the event that asked for it.
        self._tasks[job.message_id] = asyncio.create_task(self._tend(generation), context=contextvars.Context())

    async def stop(self, message_id: UUID) -> bool:
        """False when there is no such answer. Returns when the outcome is stored, or after STORE_S: a database that
        can't be written must not hold up whoever stops it; the journal goes on trying."""
        if message_id not in self._live:
            return False
        self._live[message_id].end(STOPPED)
        await asyncio.wait({self._tasks[message_id]}, timeout=STORE_S)
        return True

    def running(self, user_id: int) -> int:
        """Turns of a person, however many models answer."""
        jobs = [generation.job for generation in self._live.values() if generation.job.user_id == user_id]
        return len({job.turn or job.message_id for job in jobs})

    def live_of(self, user_id: int) -> list[UUID]:
        """A person's answers being written or waiting for their turn."""
        return [g.job.message_id for g in self._live.values() if g.job.user_id == user_id]

    def people(self) -> set[int]:
        """For whom answers are being written."""
        return {generation.job.user_id for generation in self._live.values()}

    def live_in(self, conversation_id: UUID) -> list[UUID]:
        """Answers being written, each until its outcome is stored."""
        return [g.job.message_id for g in self._live.values() if g.job.conversation_id == conversation_id]

    def is_followed(self, conversation_id: UUID) -> bool:
        return bool(self._following(conversation_id))

    def announce(self, conversation_id: UUID, message_ids: Iterable[UUID] = ()) -> None:
        """For services, after a commit: rows that followers should read again; none: the conversation itself."""
        ids = frozenset(message_ids)
        for follower in self._following(conversation_id):
            follower.announce(ids)

    def announce_line(self, user_id: int, conversation_id: UUID) -> None:
        """For services, after a commit: a person's list of conversations shows this one differently now."""
        self._lines[user_id] = {**self._changed_lately(user_id), conversation_id: asyncio.get_running_loop().time()}
        for follower in self._following(user_id):
            follower.announce_line(conversation_id)

    def announce_draft(self, user_id: int, conversation_id: UUID | None) -> None:
        """For services, after a commit: what a person has typed there, and not sent, is another text now."""
        for follower in self._following(user_id if conversation_id is None else conversation_id):
            follower.announce_draft(conversation_id)

    async def follow(
        self,
        user_id: int,
        conversation_id: UUID | None,
        have: Mapping[UUID, int],
        have_reasoning: Mapping[UUID, int] | None = None,
    ) -> AsyncGenerator[News, None]:
        """Endless; close it (`contextlib.aclosing`) to leave. `have`: UTF-16 units that the tab has of each answer.
        Without a conversation only the list is followed.

        Begins with what `have` lacks of the live answers and what each waits for, a `Changed` of the conversation
        itself, and its draft: whatever is read from the database then misses nothing, for the tab is being told
        already. A list that was read up to GAP_S ago misses nothing either.
        Pieces of a message join without gap or overlap. An answer in `have` that is not live any more is
        reported as changed at once: it ended while nobody was looking.
        """
        follower = Follower(reads=conversation_id is not None)
        follower.announce_draft(conversation_id)
        for changed in self._changed_lately(user_id):
            follower.announce_line(changed)
        if conversation_id is not None:
            self._catch_up(follower, conversation_id, have, have_reasoning or {})
        keys = (user_id,) if conversation_id is None else (user_id, conversation_id)
        for key in keys:
            self._followers[key].add(follower)
        try:
            while True:
                taken = follower.take()
                for item in taken:
                    yield item
                if any(isinstance(item, Piece) for item in taken):
                    await asyncio.sleep(self._settings.page_flush_ms / 1000)
                await follower.woken.wait()
        finally:
            for key in keys:
                self._leave(key, follower)

    async def drain(self, seconds: float) -> None:
        """No new answers; running ones get `seconds`, the rest are stored as interrupted."""
        self._draining = True
        with suppress(TimeoutError):
            await asyncio.wait_for(self._none_kept.wait(), STORE_S)
        await self._settle(seconds)
        for generation in self._live.values():
            generation.end(INTERRUPTED)
        await self._settle(STORE_S)
        for message_id, task in self._tasks.items():
            log.error("drain.not_stored", extra={"message_id": str(message_id)})
            task.cancel()
        await self._settle(STORE_S)
        await self._journal.close()

    async def _settle(self, seconds: float) -> None:
        if self._tasks:
            await asyncio.wait(self._tasks.values(), timeout=seconds)

    async def _tend(self, generation: Generation) -> None:
        message_id = generation.job.message_id
        try:
            outcome = await generation.run()
            await self._journal.finish(outcome, unseen=not self._following(generation.job.conversation_id))
            for follower in self._following(generation.job.conversation_id):
                follower.untrack(message_id)
        finally:
            del self._live[message_id], self._tasks[message_id]
            self.announce_line(generation.job.user_id, generation.job.conversation_id)

    def _queues_of(self, provider: Provider) -> Sequence[Queue]:
        if provider.slots is None:
            return [self._queue]
        if provider not in self._queues:
            self._queues[provider] = Queue(provider.slots)
        return [self._queues[provider], self._queue]

    def _catch_up(
        self, follower: Follower, conversation_id: UUID, have: Mapping[UUID, int], have_reasoning: Mapping[UUID, int]
    ) -> None:
        live = self.live_in(conversation_id)
        for message_id in live:
            generation = self._live[message_id]
            if generation.job.content:  # the tab may have other text of it than was stored before it went on
                follower.track(generation)
            else:
                follower.track(generation, have.get(message_id, 0), have_reasoning.get(message_id, 0))
        if ended := have.keys() - live:
            follower.announce(ended)

    def _changed_lately(self, user_id: int) -> Mapping[UUID, float]:
        oldest = asyncio.get_running_loop().time() - GAP_S
        return {line: at for line, at in self._lines.get(user_id, {}).items() if at > oldest}

    def _leave(self, key: UUID | int, follower: Follower) -> None:
        self._followers[key].discard(follower)
        if not self._followers[key]:
            del self._followers[key]

    def _following(self, key: UUID | int) -> Collection[Follower]:
        return self._followers.get(key, ())

    def _wake(self, conversation_id: UUID) -> None:
        for follower in self._following(conversation_id):
            follower.woken.set()
