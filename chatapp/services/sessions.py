"""Being known: the sessions that a browser's cookie stands for.

`resolve` is asked on every event, so what it finds is kept for 3 s: that long another process may still let in a
session that has ended.
"""

import asyncio
import logging
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from cachetools import TTLCache
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp.errors import SignOutNotStored, StorageFault
from chatapp.models import AuthSession, User, now
from chatapp.runtime import current
from chatapp.services import tokens
from chatapp.services.viewer import Viewer
from chatapp.store import sessions, users

log = logging.getLogger(__name__)

_KEPT_S = 3
_TOUCH_EVERY = timedelta(minutes=1)


@dataclass(frozen=True)
class Device:
    ip: str
    user_agent: str


@dataclass(frozen=True)
class _Known:
    viewer: Viewer
    until: datetime


class _Cache(TTLCache[str, _Known]):
    def __init__(self) -> None:
        super().__init__(maxsize=10_000, ttl=_KEPT_S)
        self.forgotten = 0  # how often something was; what was being looked up meanwhile may be old already
        self.ended = asyncio.Event()


async def sign_out(token: str, *, everywhere: bool = False) -> int | None:
    """Ends the session, if there is one, and says whose; SignOutNotStored when the database can't be written."""
    try:
        async with current().database.write() as session:
            user_id = await sessions.remove(session, tokens.digest(token))
            if user_id and everywhere:
                await end_all(session, user_id)
    except StorageFault as fault:
        raise SignOutNotStored from fault
    if user_id:
        forget(user_id)
    return user_id


async def resolve(token: str) -> Viewer | None:
    """Whose session this is; None when it has ended or never was."""
    if len(token) != tokens.CHARS:
        return None
    cache, digest = current().part(_Cache), tokens.digest(token)
    known = cache.get(digest)
    if known is None:
        before = cache.forgotten
        known = await _look_up(digest)
        if known and cache.forgotten == before:
            cache[digest] = known
    return known.viewer if known and known.until > now() else None


async def open_(session: AsyncSession, user: User, device: Device) -> str:
    """The token of a new session, stored with the caller's transaction."""
    token, settings, opened = tokens.new(), current().settings, now()
    await sessions.purge(session, opened, opened - timedelta(days=settings.session_idle_days))
    row = AuthSession(
        token_hash=tokens.digest(token),
        user_id=users.id_of(user),
        user_agent=device.user_agent[:200],
        ip=device.ip[:64],
        created_at=opened,
        last_seen_at=opened,
        expires_at=opened + timedelta(days=settings.session_max_days),
    )
    await sessions.create(session, row)
    return token


async def end_all(session: AsyncSession, user_id: int, keep: int = 0) -> None:
    """All sessions of a person but `keep`, in the caller's transaction. After its commit the caller says `forget`."""
    await sessions.remove_all(session, user_id, keep)


def forget(user_id: int) -> None:
    """What this process remembers of a person's sessions is asked anew, and whoever waits in `some_ended` is told."""
    cache = current().part(_Cache)
    for digest in [digest for digest, known in cache.items() if known.viewer.user_id == user_id]:
        cache.pop(digest, None)
    cache.forgotten += 1
    cache.ended.set()


async def signed_in(ids: Collection[int]) -> set[int]:
    """Of these people those that are, somewhere."""
    idle_since = now() - timedelta(days=current().settings.session_idle_days)
    async with current().database.read() as session:
        return await sessions.signed_in(session, ids, now(), idle_since)


async def some_ended(within_s: float) -> None:
    """Returns when this process may have ended a session, or after that long: others end sessions, too, and so does
    time."""
    ended = current().part(_Cache).ended
    with suppress(TimeoutError):
        await asyncio.wait_for(ended.wait(), within_s)
    ended.clear()


async def _look_up(digest: str) -> _Known | None:
    async with current().database.read() as session:
        found = await sessions.find(session, digest)
    if found is None or found[1].disabled_at:
        return None
    row, user = found
    idle = timedelta(days=current().settings.session_idle_days)
    until = min(row.last_seen_at + idle, row.expires_at)
    if until > now() and await _touched(row):
        until = min(now() + idle, row.expires_at)
    return _Known(Viewer(users.id_of(user), user.name, user.role, user.locale, user.theme, row.id or 0), until)


async def _touched(row: AuthSession) -> bool:
    if now() - row.last_seen_at < _TOUCH_EVERY:
        return False
    try:
        async with current().database.write() as session:
            await sessions.touch(session, row.id or 0, now())
    except StorageFault:
        log.warning("session.not_touched", exc_info=True)  # a full disk must not keep people from reading
        return False
    return True
