"""Getting in and being known: accounts, and the sessions that a browser's cookie stands for.

A token has 256 random bits; the database holds its hash. `resolve` is asked on every event, so what it finds
is kept for 5 s: that long another process may still let in a session that has ended.
"""

import hashlib
import logging
import re
import secrets
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta

from cachetools import TTLCache
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp.errors import (
    InvalidInput,
    NameRefused,
    NameTaken,
    RegistrationClosed,
    SignInFailed,
    SignOutNotStored,
    StorageFault,
)
from chatapp.models import AuthSession, Role, User, name_key, now
from chatapp.runtime import current
from chatapp.services import limits, passwords
from chatapp.services.limits import SignIns
from chatapp.services.passwords import Hasher
from chatapp.services.viewer import Viewer
from chatapp.store import sessions, users

log = logging.getLogger(__name__)

MOST_NAME_CHARS = 64
_MOST_TYPED_CHARS = 4 * MOST_NAME_CHARS  # decomposed letters take more before they are put together
# What prints as nothing and yet counts as a letter, a mark or a symbol: fillers, joiners, variation selectors.
_INVISIBLE = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_TOKEN_BYTES = 32
_TOKEN_CHARS = 43
_KEPT_S = 5
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


async def register(name: str, password: str, password_again: str, device: Device) -> str:
    """A new account, signed in: its session token. The first account of all becomes the administrator."""
    name = _accepted(name)
    passwords.check_new(password, password_again, name)
    run = current()
    limits.count_registration(device.ip)
    async with run.database.read() as session:
        await _role_of_newcomer(session, name)
    password_hash = await run.part(Hasher).hash(password)
    async with run.database.write() as session:
        await users.keep_others_out(session)
        role = await _role_of_newcomer(session, name)
        user = await users.create(session, name, password_hash, role)
        token = await _open_session(session, user, device)
    log.info("account.registered", extra={"user_id": user.id, "role": role.value, "ip": device.ip})
    return token


async def sign_in(name: str, password: str, device: Device) -> str:
    """The token of a new session. An unknown name, a wrong password and a disabled account look the same."""
    try:
        account = name_key(_accepted(name))  # else a name could be written in many ways that limits count apart
    except NameRefused as error:
        raise SignInFailed from error
    run = current()
    tries = run.part(SignIns)
    tries.count(account, device.ip)
    async with run.database.read() as session:
        user = await users.find_by_name(session, name)
        at_home = user is not None and await sessions.has_address(session, _id(user), device.ip)
    if not at_home:
        tries.count_stranger(account)
    right, better_hash = await run.part(Hasher).verify(password, user.password_hash if user else None)
    if user is None or not right or user.disabled_at:
        log.warning("account.sign_in_failed", extra={"user_id": user.id if user else None, "ip": device.ip})
        raise SignInFailed
    async with run.database.write() as session:
        if better_hash:
            await users.replace_password_hash(session, _id(user), user.password_hash, better_hash)
        token = await _open_session(session, user, device)
    tries.succeeded(account, device.ip)
    log.info("account.signed_in", extra={"user_id": user.id, "ip": device.ip})
    return token


async def sign_out(token: str) -> None:
    """Ends the session, if there is one; SignOutNotStored when the database can't be written."""
    try:
        async with current().database.write() as session:
            await sessions.remove(session, _digest(token))
    except StorageFault as fault:
        raise SignOutNotStored from fault
    current().part(_Cache).pop(_digest(token), None)


async def resolve(token: str) -> Viewer | None:
    """Whose session this is; None when it has ended or never was."""
    if len(token) != _TOKEN_CHARS:
        return None
    cache, digest = current().part(_Cache), _digest(token)
    known = cache.get(digest) or await _look_up(digest)
    if known is None or known.until <= now():
        return None
    cache.setdefault(digest, known)
    return known.viewer


async def is_first_run() -> bool:
    async with current().database.read() as session:
        return await users.count(session) == 0


async def set_locale(viewer: Viewer, locale: str) -> None:
    async with current().database.write() as session:
        await users.set_locale(session, viewer.user_id, _short(locale))
    _forget(viewer)


async def set_theme(viewer: Viewer, theme: str) -> None:
    async with current().database.write() as session:
        await users.set_theme(session, viewer.user_id, _short(theme))
    _forget(viewer)


async def _role_of_newcomer(session: AsyncSession, name: str) -> Role:
    if await users.count(session) == 0:
        return Role.ADMIN
    if current().settings.registration == "closed":
        raise RegistrationClosed
    if await users.find_by_name(session, name):
        raise NameTaken
    return Role.USER


async def _open_session(session: AsyncSession, user: User, device: Device) -> str:
    token, settings, opened = secrets.token_urlsafe(_TOKEN_BYTES), current().settings, now()
    await sessions.purge(session, opened, opened - timedelta(days=settings.session_idle_days))
    row = AuthSession(
        token_hash=_digest(token),
        user_id=_id(user),
        user_agent=device.user_agent[:200],
        ip=device.ip[:64],
        created_at=opened,
        last_seen_at=opened,
        expires_at=opened + timedelta(days=settings.session_max_days),
    )
    await sessions.create(session, row)
    return token


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
    return _Known(Viewer(_id(user), user.name, user.role, user.locale, user.theme, row.id or 0), until)


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


def _forget(viewer: Viewer) -> None:
    """Elsewhere in this process the old choice is seen for no longer than now."""
    cache = current().part(_Cache)
    for digest in [digest for digest, known in cache.items() if known.viewer.user_id == viewer.user_id]:
        cache.pop(digest, None)


def _accepted(name: str) -> str:
    """The name as it is stored. Invisible characters would let two people look alike."""
    if len(name) > _MOST_TYPED_CHARS:
        raise NameRefused
    name = unicodedata.normalize("NFKC", name).strip()
    if not 1 <= len(name) <= MOST_NAME_CHARS or not name.isprintable() or _INVISIBLE.search(name):
        raise NameRefused
    return name


def _short(value: str) -> str:
    if len(value) > 8:
        raise InvalidInput
    return value


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def _id(user: User) -> int:
    assert user.id is not None  # it came from the database
    return user.id
