"""Accounts and their sessions. The cookie's value is never stored: only its hash is."""

import hashlib
import logging
import secrets
import time
import unicodedata
from dataclasses import dataclass
from datetime import timedelta

from chatapp import runtime
from chatapp.errors import NameRefused, NameTaken, RegistrationClosed, SignInFailed
from chatapp.models import AuthSession, Role, User, name_key, now
from chatapp.services import limits, passwords
from chatapp.services.viewer import Viewer
from chatapp.store import sessions, users

log = logging.getLogger(__name__)

_NAME_CHARS = 64
_KNOWN_S = 5.0  # how long a session that was found is trusted without asking the database again
_KNOWN_SESSIONS = 10_000
_TOUCH_EVERY = timedelta(minutes=1)

_known: dict[str, tuple[float, Viewer]] = {}


@dataclass(frozen=True)
class Device:
    ip: str
    user_agent: str


async def is_first_run() -> bool:
    async with runtime.current().database.read() as session:
        return await users.count(session) == 0


async def register(name: str, password: str, password_again: str, device: Device) -> str:
    """A new account, signed in: returns the session's token. The very first becomes the administrator."""
    name = _clean_name(name)
    limits.register_address.hit(device.ip)
    password_hash = await passwords.hash_new(password, password_again)
    run = runtime.current()
    async with run.database.write() as session:
        first = await users.is_first(session)
        if run.settings.registration == "closed" and not first:
            raise RegistrationClosed
        if await users.find_by_name(session, name):
            raise NameTaken
        role = Role.ADMIN if first else Role.USER
        user = await users.create(session, User(name=name, password_hash=password_hash, role=role))
        token = await _open_session(session, user, device)
    log.info("account.registered", extra={"user_id": user.id, "ip": device.ip, "role": role})
    return token


async def sign_in(name: str, password: str, device: Device) -> str:
    """A new session's token. The same answer, after the same time, for every reason to refuse."""
    account = name_key(name)[:_NAME_CHARS]
    limits.sign_in_account.check(account)
    limits.sign_in_address.check(device.ip)
    run = runtime.current()
    async with run.database.read() as session:
        user = await users.find_by_name(session, name)
    usable = user if user and user.disabled_at is None else None
    matches, better_hash = await passwords.verify(password, usable.password_hash if usable else None)
    if not usable or not matches:
        limits.sign_in_account.count(account)
        limits.sign_in_address.count(device.ip)
        log.warning("account.sign_in_failed", extra={"user_id": user.id if user else None, "ip": device.ip})
        raise SignInFailed
    limits.sign_in_account.forgive(account)
    async with run.database.write() as session:
        if better_hash:
            await users.replace_hash(session, usable, better_hash)
        token = await _open_session(session, usable, device)
    log.info("account.signed_in", extra={"user_id": usable.id, "ip": device.ip})
    return token


async def sign_out(token: str) -> None:
    _known.pop(_hash(token), None)
    async with runtime.current().database.write() as session:
        await sessions.delete(session, _hash(token))


async def resolve(token: str) -> Viewer | None:
    """Who holds this token, None when nobody does (any more). Asked on every event."""
    if not token:
        return None
    token_hash = _hash(token)
    known = _known.get(token_hash)
    if known and time.monotonic() - known[0] < _KNOWN_S:
        return known[1]
    _known.pop(token_hash, None)
    viewer = await _look_up(token_hash)
    if viewer:
        if len(_known) >= _KNOWN_SESSIONS:
            _known.clear()
        _known[token_hash] = (time.monotonic(), viewer)
    return viewer


async def set_locale(viewer: Viewer, locale: str) -> None:
    async with runtime.current().database.write() as session:
        await users.set_locale(session, viewer.user_id, locale)
    for token_hash in [key for key, (_, known) in _known.items() if known.user_id == viewer.user_id]:
        del _known[token_hash]


async def _look_up(token_hash: str) -> Viewer | None:
    run = runtime.current()
    async with run.database.read() as session:
        found = await sessions.find(session, token_hash)
    if found is None:
        return None
    auth, user = found
    idle_since = now() - timedelta(days=run.settings.session_idle_days)
    if user.disabled_at or auth.expires_at <= now() or auth.last_seen_at <= idle_since:
        return None
    if now() - auth.last_seen_at > _TOUCH_EVERY:
        async with run.database.write() as session:
            await sessions.touch(session, token_hash)
    return _viewer(user, auth)


def _viewer(user: User, auth: AuthSession) -> Viewer:
    assert user.id is not None and auth.id is not None
    return Viewer(user.id, user.name, user.role, user.locale, user.theme, auth.id)


async def _open_session(session, user: User, device: Device) -> str:
    token = secrets.token_urlsafe(32)
    expires = now() + timedelta(days=runtime.current().settings.session_max_days)
    assert user.id is not None
    auth = AuthSession(
        token_hash=_hash(token), user_id=user.id, user_agent=device.user_agent[:200], ip=device.ip, expires_at=expires
    )
    await sessions.create(session, auth)
    return token


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def _clean_name(name: str) -> str:
    clean = unicodedata.normalize("NFKC", name).strip()
    invisible = any(unicodedata.category(char)[0] == "C" for char in clean)
    if not 1 <= len(clean) <= _NAME_CHARS or invisible:
        raise NameRefused
    return clean
