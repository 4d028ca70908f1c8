"""Where a conversation is: in the database or, a temporary one, in the memory of this process alone.

Memory is one more database, of SQLite whatever the other one is, so that all that reads and writes conversations works
there unchanged. Its one connection is also its lock: no table locks of a shared cache, and who moves a conversation out
of it has it alone. Whoever holds it may wait for the other database, never the other way about.

What is decided here is a place, not a permission: whose a conversation is, is asked there.
"""

import asyncio
import time
import uuid
from collections import defaultdict
from collections.abc import AsyncGenerator, Iterable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass

from cachetools import TTLCache
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp import db, migrations
from chatapp.db import Database
from chatapp.store import messages
from chatapp.streaming.journal import Chunk

_MARK = 8  # version of their ids, by which pages know them (components/kept.js)
_REMEMBERED_S = 3600  # longer than any answer that is still on its way to one that has ended


@dataclass
class _Stay:
    user_id: int
    used_at: float


class Homes:
    def __init__(self, database: Database) -> None:
        self._database = database
        self._memory: Database | None = None
        self._opening = asyncio.Lock()
        self._here: dict[uuid.UUID, _Stay] = {}  # in memory, those used last at the end
        self._ended: TTLCache[uuid.UUID, bool] = TTLCache(10_000, _REMEMBERED_S)

    def is_temporary(self, conversation_id: uuid.UUID | None) -> bool:
        """Or was one until it ended: nothing of it belongs into the database."""
        return conversation_id in self._here or conversation_id in self._ended

    def owners(self) -> set[int]:
        return {stay.user_id for stay in self._here.values()}

    def stays(self, user_id: int | None = None) -> Sequence[tuple[uuid.UUID, int, float]]:
        """Those in memory, the one that was used longest ago first: whose, and how many seconds ago."""
        now = time.monotonic()
        kept = sorted(self._here.items(), key=lambda item: item[1].used_at)
        return [(id_, s.user_id, now - s.used_at) for id_, s in kept if user_id in (None, s.user_id)]

    def read(self, conversation_id: uuid.UUID | None) -> AbstractAsyncContextManager[AsyncSession]:
        """As `Database.read`, where the conversation is; None: in the database."""
        return self._at(conversation_id, writes=False)

    def write(self, conversation_id: uuid.UUID | None) -> AbstractAsyncContextManager[AsyncSession]:
        return self._at(conversation_id, writes=True)

    @asynccontextmanager
    async def read_with(self, user_id: int, message_id: uuid.UUID) -> AsyncGenerator[AsyncSession]:
        """Where a message of theirs is."""
        async with self.read(await self._conversation_of(user_id, message_id)) as session:
            yield session

    @asynccontextmanager
    async def write_with(self, user_id: int, message_id: uuid.UUID) -> AsyncGenerator[AsyncSession]:
        async with self.write(await self._conversation_of(user_id, message_id)) as session:
            yield session

    @asynccontextmanager
    async def memory(self) -> AsyncGenerator[AsyncSession]:
        """A transaction in memory; nobody else is in it meanwhile."""
        async with self._opening:
            if self._memory is None:
                opened = Database(db.MEMORY)
                await migrations.prepare_memory(opened)
                self._memory = opened
        async with self._memory.write() as session:
            await session.connection()  # the only one: now nobody else has it
            yield session

    def by_place(self, chunks: Iterable[Chunk]) -> Iterable[tuple[uuid.UUID | None, Sequence[Chunk]]]:
        """What belongs into the database first."""
        found: defaultdict[uuid.UUID | None, list[Chunk]] = defaultdict(list)
        for chunk in chunks:
            found[chunk.conversation_id if self.is_temporary(chunk.conversation_id) else None].append(chunk)
        return sorted(found.items(), key=lambda item: item[0] is not None)

    def enter(self, conversation_id: uuid.UUID, user_id: int) -> None:
        self._here[conversation_id] = _Stay(user_id, time.monotonic())

    def use(self, conversation_id: uuid.UUID) -> None:
        if stay := self._here.get(conversation_id):
            stay.used_at = time.monotonic()

    def settle(self, conversation_id: uuid.UUID) -> None:
        """It is in the database now. For who has the memory."""
        del self._here[conversation_id]

    def end(self, conversation_id: uuid.UUID) -> None:
        if self._here.pop(conversation_id, None):
            self._ended[conversation_id] = True

    async def aclose(self) -> None:
        if self._memory:
            await self._memory.aclose()

    @asynccontextmanager
    async def _at(self, conversation_id: uuid.UUID | None, writes: bool) -> AsyncGenerator[AsyncSession]:
        if self.is_temporary(conversation_id):
            async with self.memory() as session:
                if self.is_temporary(conversation_id):  # not moved while this waited
                    yield session
                    return
        async with self._database.write() if writes else self._database.read() as session:
            yield session

    async def _conversation_of(self, user_id: int, message_id: uuid.UUID) -> uuid.UUID | None:
        if user_id not in self.owners():
            return None
        async with self.memory() as session:
            found = await messages.find(session, user_id, message_id)
        return found and found.conversation_id


def new_id() -> uuid.UUID:
    return uuid.UUID(int=uuid.uuid4().int & ~(0xF << 76) | _MARK << 76)
