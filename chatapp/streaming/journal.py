"""Text on its way to storage, so that a killed server loses fractions of a second.

One task writes what is new of all running generations in one append. Text waits in the transcripts, not in a
queue: a cursor moves only after the append returned, so a failure loses nothing and doubles nothing.
"""

import asyncio
import contextvars
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from chatapp.streaming.generation import Channel, Cursor, Generation
from chatapp.streaming.outcome import Outcome

log = logging.getLogger(__name__)

MAX_BACKOFF_S = 5.0


@dataclass(frozen=True, slots=True)
class Chunk:
    conversation_id: UUID
    message_id: UUID
    channel: Channel
    text: str


class Persistence(Protocol):
    async def append(self, chunks: Sequence[Chunk]) -> None:
        """All of them or, raising, none. Chunks of messages that are gone are skipped."""
        ...

    async def finish(self, outcome: Outcome, unseen: bool) -> None:
        """The message gets its whole text and final status, its chunks go, in one transaction.
        `unseen`: nobody was looking."""
        ...


class Journal:
    def __init__(self, persistence: Persistence, flush_s: float) -> None:
        self._persistence = persistence
        self._flush_s = flush_s
        self._cursors: dict[UUID, tuple[Cursor, Cursor]] = {}
        self._appending = asyncio.Lock()
        self._append_failed = False
        self._task: asyncio.Task[None] | None = None

    def add(self, generation: Generation) -> None:
        # What a continued answer had is stored already.
        self._cursors[generation.job.message_id] = generation.cursors(
            generation.content.length, generation.reasoning.length
        )
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._keep_appending(), context=contextvars.Context())

    async def finish(self, outcome: Outcome, unseen: bool) -> None:
        """Returns once the outcome is stored, however often that takes a new attempt."""
        del self._cursors[outcome.message_id]
        async with self._appending:
            pass  # an append under way may hold chunks of this message: they must not land after its end
        wait_s = self._flush_s
        failed = False
        while True:
            try:
                return await self._persistence.finish(outcome, unseen)
            except Exception:
                if not failed:
                    log.exception("journal.finish_failed", extra={"message_id": str(outcome.message_id)})
                failed = True
            await asyncio.sleep(wait_s)
            wait_s = min(2 * wait_s, MAX_BACKOFF_S)

    async def close(self) -> None:
        """Text that is still not stored stays so."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait({self._task})

    async def _keep_appending(self) -> None:
        while self._cursors:
            await asyncio.sleep(self._flush_s)
            async with self._appending:
                await self._append()

    async def _append(self) -> None:
        cursors = [c for pair in self._cursors.values() for c in pair if c.offset < c.transcript.length]
        if not cursors:
            return
        ends = [cursor.transcript.length for cursor in cursors]
        chunks = [Chunk(c.conversation_id, c.message_id, c.channel, c.transcript.since(c.offset)) for c in cursors]
        try:
            await self._persistence.append(chunks)
        except Exception:
            if not self._append_failed:
                log.exception("journal.append_failed")
            self._append_failed = True
            return
        for cursor, end in zip(cursors, ends, strict=True):
            cursor.offset = end
        if self._append_failed:
            log.info("journal.append_recovered")
        self._append_failed = False
