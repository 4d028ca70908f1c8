"""Other people's accounts, for administrators. What those people write is theirs alone: nothing here reads it."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp.errors import InvalidInput, NameTaken, OwnAccount, PersonNotFound
from chatapp.models import Purpose, Role, User, now
from chatapp.runtime import current
from chatapp.services import accounts, administration, audit, links, passwords, sessions, stopping
from chatapp.services.administration import acting, looking
from chatapp.services.audit import Action
from chatapp.services.links import Link
from chatapp.services.passwords import Hasher
from chatapp.services.viewer import Actor
from chatapp.store import links as link_rows
from chatapp.store import users
from chatapp.store.users import Person

PAGE = 25
RESET_LASTS = timedelta(hours=24)
_MOST_SEARCH_CHARS = 200


@dataclass(frozen=True)
class Page:
    items: Sequence[Person]
    more: bool
    total: int  # of all accounts, whatever was searched for


async def found(actor: Actor, search: str, count: int) -> Page:
    """The first `count` whose names contain `search`, in whatever case, by name."""
    if len(search) > _MOST_SEARCH_CHARS:
        raise InvalidInput
    async with looking(actor) as session:
        rows = await users.search(session, search, count + 1)
        total = await users.count(session)
    return Page(rows[:count], more=len(rows) > count, total=total)


async def named(actor: Actor, name: str) -> int:
    """The id of an account, for whoever knows its name. Raises PersonNotFound."""
    async with looking(actor) as session:
        person = await users.find_by_name(session, name)
    if person is None:
        raise PersonNotFound
    return users.id_of(person)


async def create(actor: Actor, name: str, role: Role = Role.USER) -> Link:
    """An account without a password, and the link by which its person chooses one. The first is an administrator."""
    name = accounts.accepted(name)
    lasts = timedelta(days=current().settings.invitation_days)
    async with acting(actor) as session:
        if await users.find_by_name(session, name):
            raise NameTaken
        first = await users.count(session) == 0
        person = await users.create(session, name, passwords.NONE, Role.ADMIN if first else role)
        await audit.record(session, Action.USER_CREATED, actor, person)
        if person.role == Role.ADMIN:
            await audit.record(session, Action.ADMIN_GIVEN, actor, person)
        return await links.make(session, Purpose.PASSWORD_RESET, lasts, user_id=person.id)


async def disable(actor: Actor, user_id: int) -> None:
    """Nobody can sign in to it; everything in it is kept."""
    async with _acting_on(actor, user_id) as (session, person):
        if person.disabled_at:
            return
        await administration.keep_one(session, user_id)
        await users.set_disabled(session, user_id, now())
        await _lock_out(session, user_id)
        await audit.record(session, Action.USER_DISABLED, actor, person)
    await _is_out(user_id)


async def enable(actor: Actor, user_id: int) -> None:
    async with _acting_on(actor, user_id) as (session, person):
        if person.disabled_at:
            await users.set_disabled(session, user_id, None)
            await audit.record(session, Action.USER_ENABLED, actor, person)


async def make_admin(actor: Actor, user_id: int) -> None:
    await _set_role(actor, user_id, Role.ADMIN, Action.ADMIN_GIVEN)


async def take_admin(actor: Actor, user_id: int) -> None:
    await _set_role(actor, user_id, Role.USER, Action.ADMIN_TAKEN)


async def reset_password(actor: Actor, user_id: int) -> Link:
    """A link to a new password. The old one and all sessions end at once."""
    async with _acting_on(actor, user_id) as (session, person):
        await users.set_password_hash(session, user_id, passwords.NONE)
        await _lock_out(session, user_id)
        await audit.record(session, Action.PASSWORD_RESET, actor, person)
        link = await links.make(session, Purpose.PASSWORD_RESET, RESET_LASTS, user_id=user_id)
    sessions.forget(user_id)
    return link


async def set_password(actor: Actor, user_id: int, password: str, password_again: str) -> None:
    """For who types it where the server is; on a page nobody chooses a password for another."""
    async with looking(actor) as session:
        person = await _find(session, user_id)
    passwords.check_new(password, password_again, person.name)
    password_hash = await current().part(Hasher).hash(password)
    async with _acting_on(actor, user_id) as (session, person):
        await users.set_password_hash(session, user_id, password_hash)
        await _lock_out(session, user_id)
        await audit.record(session, Action.PASSWORD_RESET, actor, person)
    sessions.forget(user_id)


async def delete(actor: Actor, user_id: int) -> None:
    """With every conversation, for good."""
    async with _acting_on(actor, user_id) as (session, person):
        await administration.keep_one(session, user_id)
        await users.delete(session, user_id)
        await audit.record(session, Action.USER_DELETED, actor, person)
    await _is_out(user_id)


async def _set_role(actor: Actor, user_id: int, role: Role, action: Action) -> None:
    async with acting(actor) as session:
        person = await _find(session, user_id)
        if person.role == role:
            return
        if role != Role.ADMIN:
            await administration.keep_one(session, user_id)
        await users.set_role(session, user_id, role)
        await audit.record(session, action, actor, person)
    sessions.forget(user_id)


@asynccontextmanager
async def _acting_on(actor: Actor, user_id: int) -> AsyncGenerator[tuple[AsyncSession, User]]:
    """Not on oneself: for one's own account the settings page asks for the password."""
    async with acting(actor) as session:
        if user_id == actor.id:
            raise OwnAccount
        yield session, await _find(session, user_id)


async def _find(session: AsyncSession, user_id: int) -> User:
    person = await users.find(session, user_id)
    if person is None:
        raise PersonNotFound
    return person


async def _lock_out(session: AsyncSession, user_id: int) -> None:
    await sessions.end_all(session, user_id)
    await link_rows.remove_of(session, user_id)


async def _is_out(user_id: int) -> None:
    sessions.forget(user_id)
    await stopping.stop_all(user_id)
