"""What a person does to their own account with their password in hand: another password, and the end of it all.

Showing the old password is a guess at it, so it is limited like a sign-in.
"""

import logging

from chatapp.errors import PasswordWrong
from chatapp.models import User
from chatapp.runtime import current
from chatapp.services import administration, audit, passwords, sessions, stopping
from chatapp.services.audit import Action
from chatapp.services.limits import SignIns
from chatapp.services.passwords import Hasher
from chatapp.services.sessions import Device
from chatapp.services.viewer import Actor, Viewer
from chatapp.store import users
from chatapp.text import name_key

log = logging.getLogger(__name__)


async def change_password(viewer: Viewer, old: str, new: str, again: str, device: Device) -> str:
    """Signs out everywhere; the token of the session that goes on here. PasswordWrong, PasswordRefused."""
    passwords.check_new(new, again, viewer.name)
    run = current()
    stored = await _proved(viewer, old, device)
    password_hash = await run.part(Hasher).hash(new)
    async with run.database.write() as session:
        if not await users.replace_password_hash(session, viewer.user_id, stored.password_hash, password_hash):
            raise PasswordWrong  # it was changed meanwhile, or the account is gone
        await sessions.end_all(session, viewer.user_id)
        token = await sessions.open_(session, stored, device)
    sessions.forget(viewer.user_id)
    log.info("account.password_changed", extra={"user_id": viewer.user_id, "ip": device.ip})
    return token


async def delete_account(viewer: Viewer, password: str, device: Device) -> None:
    """With every conversation, for good. PasswordWrong; LastAdministrator while there are other accounts."""
    stored = await _proved(viewer, password, device)
    user_id = viewer.user_id
    await stopping.stop_all(user_id)
    async with current().database.write() as session:
        await users.keep_others_out(session)
        user = await users.find(session, user_id)
        if user is None or user.disabled_at or user.password_hash != stored.password_hash:
            raise PasswordWrong
        if await users.count(session) > 1:
            await administration.keep_one(session, user_id)
        await users.delete(session, user_id)
        await audit.record(session, Action.USER_DELETED, Actor(user_id, user.name, device.ip), user)
    sessions.forget(user_id)
    await stopping.stop_all(user_id)  # whatever began while the rest was being stopped


async def _proved(viewer: Viewer, password: str, device: Device) -> User:
    """The account as it was when this was its password."""
    run = current()
    account, tries = name_key(viewer.name), run.part(SignIns)
    tries.count(account, device.ip, at_home=True)
    async with run.database.read() as session:
        user = await users.find(session, viewer.user_id)
    right, _ = await run.part(Hasher).verify(password, user.password_hash if user else None)
    if user is None or user.disabled_at or not right:
        log.warning("account.password_wrong", extra={"user_id": viewer.user_id, "ip": device.ip})
        raise PasswordWrong
    tries.succeeded(account, device.ip, at_home=True)
    return user
