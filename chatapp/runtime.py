"""What a process has one of, built from the settings: database, models, hub. The only globals."""

import logging
from collections.abc import AsyncGenerator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

from chatapp import db, migrations, presence
from chatapp.db import Database
from chatapp.errors import FaultKind
from chatapp.llm.catalog import Catalog
from chatapp.llm.endpoint import Endpoint
from chatapp.models import Endpoint as StoredEndpoint
from chatapp.sealing import Seal, SecretLost
from chatapp.settings import Settings
from chatapp.store import conversations, endpoints, messages
from chatapp.streaming.hub import Hub
from chatapp.streaming.journal import Chunk
from chatapp.streaming.outcome import Outcome

log = logging.getLogger(__name__)

Part = TypeVar("Part")


@dataclass(frozen=True)
class Runtime:
    settings: Settings
    database: Database
    catalog: Catalog
    hub: Hub
    seal: Seal
    _parts: dict[type, Any] = field(default_factory=dict[type, Any], repr=False)

    def part(self, kind: type[Part]) -> Part:
        """What a service remembers for the life of the process: counters, a cache. Made at its first use."""
        if kind not in self._parts:
            self._parts[kind] = kind()
        return self._parts[kind]

    def opened(self, rows: Sequence[StoredEndpoint]) -> list[Endpoint]:
        return [_opened(row, self.seal) for row in rows]


_current: Runtime | None = None


def current() -> Runtime:
    if _current is None:
        raise RuntimeError("chatapp.runtime is used before the server has started")
    return _current


@asynccontextmanager
async def running(settings: Settings, *, serves: bool = True) -> AsyncGenerator[Runtime]:
    """The process's runtime while the server runs. Answers that dead processes left behind are repaired first;
    at the end running answers get `drain_s` to end by themselves. What does not serve, a command beside the server,
    repairs nothing."""
    global _current
    async with AsyncExitStack() as at_the_end:  # whatever ends it, in reverse order
        await migrations.upgrade(settings)  # here too, for a server that `reflex run` started
        database = Database(db.address(settings))
        at_the_end.push_async_callback(database.aclose)
        seal = Seal(settings)

        async def stored() -> list[Endpoint]:
            async with database.read() as session:
                return [_opened(row, seal) for row in await endpoints.listed(session)]

        catalog = Catalog(settings, stored)
        at_the_end.push_async_callback(catalog.aclose)
        if serves:
            await at_the_end.enter_async_context(presence.marked(database.url, lambda: _repair(database)))
        hub = Hub(_Replies(database), settings)
        at_the_end.callback(_forget)
        at_the_end.push_async_callback(hub.drain, settings.drain_s)
        _current = Runtime(settings, database, catalog, hub, seal)
        yield _current


def _forget() -> None:
    global _current
    _current = None


def _opened(row: StoredEndpoint, seal: Seal) -> Endpoint:
    """One whose key can't be read is there all the same, and says so when it is asked."""
    try:
        lines = [line.partition(":") for line in seal.opened(row.headers).splitlines()]
        headers = tuple((name, value.strip()) for name, _, value in lines)
        return Endpoint(row.id, row.name, row.base_url, seal.opened(row.key), headers)
    except SecretLost as lost:
        return Endpoint(row.id, row.name, row.base_url, flaw=lost)


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

    async def finish(self, outcome: Outcome, unseen: bool) -> None:
        values = {
            "content": outcome.content,
            "reasoning": outcome.reasoning,
            "status": outcome.ending,
            "error_kind": outcome.fault,
            "error_detail": outcome.detail,
            "prompt_tokens": outcome.prompt_tokens,
            "completion_tokens": outcome.completion_tokens,
            "first_token_ms": outcome.first_token_ms,
            "reasoning_ms": outcome.reasoning_ms,
            "duration_ms": outcome.duration_ms,
            "cached_tokens": outcome.cached_tokens,
            "reasoning_tokens": outcome.reasoning_tokens,
            "tokens_per_s": outcome.tokens_per_s,
            "finish_reason": outcome.finish_reason,
            "retries": outcome.retries,
            "dropped": ", ".join(outcome.dropped)[:200],
        }
        async with self._database.write() as session:
            if unseen:  # the conversation first, as whoever deletes it locks them, too
                await conversations.set_unseen(session, outcome.conversation_id, True)
            await messages.finish(session, outcome.message_id, values)
