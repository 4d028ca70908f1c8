"""Getting in: new accounts, signing in, and what a person chooses for all their devices."""

import logging
import re
import unicodedata

from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp.errors import (
    InvalidInput,
    NameRefused,
    NameTaken,
    SignInFailed,
)
from chatapp.models import Purpose, Role, User
from chatapp.runtime import current
from chatapp.services import audit, limits, links, passwords, registration, sessions
from chatapp.services.audit import Action
from chatapp.services.limits import SignIns
from chatapp.services.passwords import Hasher
from chatapp.services.sessions import Device
from chatapp.services.viewer import Actor, Viewer
from chatapp.store import sessions as session_rows
from chatapp.store import users
from chatapp.text import name_key

log = logging.getLogger(__name__)

MOST_NAME_CHARS = 64
_MOST_TYPED_CHARS = 4 * MOST_NAME_CHARS  # decomposed letters take more before they are put together
# What prints as nothing and yet counts as a letter, a mark or a symbol: fillers, joiners, variation selectors.
_INVISIBLE = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\ufe00-\ufe0f\U000e0100-\U000e01ef]")


async def register(name: str, password: str, password_again: str, device: Device, invitation: str = "") -> str:
    """A new account, signed in: its session token. The first account of all becomes the administrator.

    Raises RegistrationClosed, InvitationNeeded or InvitationOver, whatever the name.
    """
    name = accepted(name)
    passwords.check_new(password, password_again, name)
    run = current()
    limits.count_registration(device.ip)
    async with run.database.read() as session:
        await _role_of_newcomer(session, name, invitation)
    password_hash = await run.part(Hasher).hash(password)
    async with run.database.write() as session:
        await users.keep_others_out(session)
        role = await _role_of_newcomer(session, name, invitation)
        user = await users.create(session, name, password_hash, role)
        await _record_arrival(session, user, device, invitation)
        token = await sessions.open_(session, user, device)
    log.info("account.registered", extra={"user_id": user.id, "role": role.value, "ip": device.ip})
    return token


async def sign_in(name: str, password: str, device: Device) -> str:
    """The token of a new session. An unknown name, a wrong password and a disabled account look the same."""
    try:
        account = name_key(accepted(name))  # else a name could be written in many ways that limits count apart
    except NameRefused as error:
        raise SignInFailed from error
    run = current()
    tries = run.part(SignIns)
    tries.check(account, device.ip)
    async with run.database.read() as session:
        user = await users.find_by_name(session, name)
        # Asked for unknown names, too: it must not show in the time taken whether there is an account.
        at_home = await session_rows.has_address(session, users.id_of(user) if user else 0, device.ip)
    tries.count(account, device.ip, at_home=at_home)
    token = await _open_session(user, password, device)
    tries.succeeded(account, device.ip, at_home=at_home)
    return token


async def _open_session(user: User | None, password: str, device: Device) -> str:
    right, better_hash = await current().part(Hasher).verify(password, user.password_hash if user else None)
    if user is None or not right or user.disabled_at:
        log.warning("account.sign_in_failed", extra={"user_id": user.id if user else None, "ip": device.ip})
        raise SignInFailed
    user_id = users.id_of(user)
    async with current().database.write() as session:
        await users.hold(session, user_id)
        as_it_is = await users.find(session, user_id)
        if as_it_is and not as_it_is.disabled_at and as_it_is.password_hash == user.password_hash:
            if better_hash:
                await users.replace_password_hash(session, user_id, user.password_hash, better_hash)
            token = await sessions.open_(session, user, device)
            log.info("account.signed_in", extra={"user_id": user_id, "ip": device.ip})
            return token
    # Made stronger by a sign-in beside this one, or a new password, or the account was closed.
    return await _open_session(as_it_is, password, device)


async def is_first_run() -> bool:
    async with current().database.read() as session:
        return await users.count(session) == 0


async def set_locale(viewer: Viewer, locale: str) -> None:
    async with current().database.write() as session:
        await users.set_locale(session, viewer.user_id, _short(locale))
    sessions.forget(viewer.user_id)


async def set_theme(viewer: Viewer, theme: str) -> None:
    async with current().database.write() as session:
        await users.set_theme(session, viewer.user_id, _short(theme))
    sessions.forget(viewer.user_id)


async def _role_of_newcomer(session: AsyncSession, name: str, invitation: str) -> Role:
    if await users.count(session) == 0:
        return Role.ADMIN
    await registration.check(session, invitation)
    if await users.find_by_name(session, name):
        raise NameTaken
    return Role.USER


async def _record_arrival(session: AsyncSession, user: User, device: Device, invitation: str) -> None:
    actor = Actor(users.id_of(user), user.name, device.ip)
    if user.role == Role.ADMIN:
        await audit.record(session, Action.FIRST_ADMINISTRATOR, actor, user)
    elif invitation:
        used = await links.use(session, Purpose.INVITATION, invitation)
        await audit.record(session, Action.INVITATION_USED, actor, used.note)


def accepted(name: str) -> str:
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
