"""What a process has one of, built from the settings: database, models, hub. The only globals."""

import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from chatapp import db
from chatapp.db import Database
from chatapp.errors import FaultKind
from chatapp.llm.catalog import Catalog
from chatapp.settings import Settings
from chatapp.store import messages
from chatapp.streaming.generation import Outcome
from chatapp.streaming.hub import Hub
from chatapp.streaming.journal import Chunk

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Runtime:
    settings: Settings
    database: Database
    catalog: Catalog
    hub: Hub


_current: Runtime | None = None


def current() -> Runtime:
    if _current is None:
        raise RuntimeError("chatapp.runtime is used before the server has started")
    return _current


@asynccontextmanager
async def running(settings: Settings) -> AsyncIterator[Runtime]:
    """The process's runtime while the server runs. Answers that a dead process left behind are repaired first;
    at the end running answers get `drain_s` to end by themselves."""
    global _current
    database = Database(db.address(settings))
    catalog = Catalog(settings)
    hub = Hub(_Replies(database), settings)
    try:
        await _repair(database)
        _current = Runtime(settings, database, catalog, hub)
        yield _current
        await hub.drain(settings.drain_s)
    finally:
        _current = None
        await catalog.aclose()
        await database.aclose()


async def _repair(database: Database) -> None:
    async with database.write() as session:
        interrupted = await messages.interrupt_orphans(session, FaultKind.RESTART)
    if interrupted:
        log.warning("replies.interrupted", extra={"count": interrupted})


class _Replies:
    """Where the hub's text goes (streaming.journal.Persistence)."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def append(self, chunks: Sequence[Chunk]) -> None:
        async with self._database.write() as session:
            await messages.append_chunks(session, [(c.message_id, c.channel, c.text) for c in chunks])

    async def finish(self, outcome: Outcome) -> None:
        values = {
            "content": outcome.content,
            "reasoning": outcome.reasoning,
            "status": outcome.ending,
            "error_kind": outcome.fault,
            "error_detail": outcome.detail,
            "prompt_tokens": outcome.prompt_tokens,
            "completion_tokens": outcome.completion_tokens,
            "first_token_ms": outcome.first_token_ms,
            "duration_ms": outcome.duration_ms,
        }
        async with self._database.write() as session:
            await messages.finish(session, outcome.message_id, values)
