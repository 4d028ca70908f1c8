"""Which servers use a database: each marks its presence as long as it lives, however it ends.

What one finds unfinished at its start may belong to another that is alive: `make dev` beside `make run`, or the last
one still ending while the next one starts. Only who is alone may touch it.
"""

import asyncio
import fcntl
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Protocol

from sqlalchemy import URL, text
from sqlalchemy.ext.asyncio import AsyncConnection

from chatapp import db

_KEY = 0x63686162  # among PostgreSQL's advisory locks


class _Mark(Protocol):
    async def keep_others_out(self) -> bool:
        """False when another server is here."""
        ...

    async def share(self) -> None:
        """Lets others come; waits for one that keeps others out."""
        ...


@asynccontextmanager
async def marked(url: URL, when_alone: Callable[[], Awaitable[None]]) -> AsyncGenerator[None]:
    """Present while the block runs. `when_alone` is awaited first, unless another server is here."""
    async with AsyncExitStack() as at_the_end:
        file = db.sqlite_file(url)
        mark = await at_the_end.enter_async_context(_on_file(file) if file else _on_postgres(url))
        if await mark.keep_others_out():
            await when_alone()
        await mark.share()
        yield


class _FileMark:
    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    async def keep_others_out(self) -> bool:
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    async def share(self) -> None:
        await asyncio.to_thread(fcntl.flock, self._descriptor, fcntl.LOCK_SH)


class _PostgresMark:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self._alone = False

    async def keep_others_out(self) -> bool:
        self._alone = bool(await self._connection.scalar(text("SELECT pg_try_advisory_lock(:key)"), {"key": _KEY}))
        return self._alone

    async def share(self) -> None:
        await self._connection.execute(text("SELECT pg_advisory_lock_shared(:key)"), {"key": _KEY})
        if self._alone:
            await self._connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": _KEY})


@asynccontextmanager
async def _on_file(database: Path) -> AsyncGenerator[_Mark]:
    file = await asyncio.to_thread(Path(f"{database}.servers").open, "a")
    with file:
        yield _FileMark(file.fileno())


@asynccontextmanager
async def _on_postgres(url: URL) -> AsyncGenerator[_Mark]:
    engine = db.postgres_engine(url)
    try:
        # Without transactions: an idle one, open for months, would keep PostgreSQL from cleaning up.
        async with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
            yield _PostgresMark(connection)
    finally:
        await engine.dispose()
