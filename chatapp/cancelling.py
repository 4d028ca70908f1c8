"""Transactions that a cancelled task can't break.

A statement that is cancelled in the middle leaves SQLAlchemy's connection half used: closed with its lock still held
(SQLite, while anything holds its cursor), or never given back to its pool. With one writer that is the end of all
writing. So each step of a session ends first, and only then is its task cancelled, between two statements.
"""

import asyncio
from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

STEPS = ("close", "commit", "connection", "exec", "flush", "get", "merge", "refresh")

Step = Callable[..., Coroutine[Any, Any, Any]]


class Session(AsyncSession):
    """One whose steps end."""


def _ending(step: Step) -> Step:
    @wraps(step)
    async def to_its_end(*args: Any, **kwargs: Any) -> Any:
        task = asyncio.create_task(step(*args, **kwargs))
        cancelled: asyncio.CancelledError | None = None
        while not task.done():
            try:
                await asyncio.wait([task])
            except asyncio.CancelledError as error:
                cancelled = error
        if cancelled:
            task.exception()  # nobody is left to hear of it
            raise cancelled
        return task.result()

    return to_its_end


for _name in STEPS:
    setattr(Session, _name, _ending(getattr(AsyncSession, _name)))
