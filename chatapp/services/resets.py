"""A new password by a link that an administrator made."""

import logging

from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp.errors import ResetOver
from chatapp.models import Purpose, User
from chatapp.runtime import current
from chatapp.services import audit, limits, links, passwords, sessions
from chatapp.services.audit import Action
from chatapp.services.passwords import Hasher
from chatapp.services.sessions import Device
from chatapp.services.viewer import Actor
from chatapp.store import users

log = logging.getLogger(__name__)


async def whose(token: str) -> str:
    """The name of the account that the link is for. Raises ResetOver."""
    async with current().database.read() as session:
        return (await _owner(session, token)).name


async def use(token: str, password: str, password_again: str, device: Device) -> str:
    """The token of a session that replaces all others. Raises ResetOver."""
    passwords.check_new(password, password_again, await whose(token))
    limits.count_registration(device.ip)
    run = current()
    password_hash = await run.part(Hasher).hash(password)
    async with run.database.write() as session:
        await users.keep_others_out(session)
        person = await _owner(session, token)
        await links.use(session, Purpose.PASSWORD_RESET, token)
        user_id = users.id_of(person)
        await users.set_password_hash(session, user_id, password_hash)
        await sessions.end_all(session, user_id)
        opened = await sessions.open_(session, person, device)
        await audit.record(session, Action.PASSWORD_CHOSEN, Actor(user_id, person.name, device.ip), person)
    sessions.forget(user_id)
    return opened


async def _owner(session: AsyncSession, token: str) -> User:
    link = await links.find(session, Purpose.PASSWORD_RESET, token)
    person = await users.find(session, link.user_id or 0)
    if person is None or person.disabled_at:
        raise ResetOver
    return person
