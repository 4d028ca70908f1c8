"""Invitations: a link with which one person may create one account."""

from collections.abc import Sequence
from datetime import timedelta

from chatapp.errors import InvalidInput
from chatapp.models import OneTimeLink, Purpose, now
from chatapp.runtime import current
from chatapp.services import audit
from chatapp.services import links as one_time
from chatapp.services.administration import acting, looking
from chatapp.services.audit import Action
from chatapp.services.links import Link
from chatapp.services.viewer import Actor
from chatapp.store import links
from chatapp.text import one_line

MOST_NOTE_CHARS = 100
_MOST_LISTED = 200


async def make(actor: Actor, note: str) -> Link:
    """`note`: for whom, in the words of the administrator."""
    note = one_line(note)
    if len(note) > MOST_NOTE_CHARS:
        raise InvalidInput
    lasts = timedelta(days=current().settings.invitation_days)
    async with acting(actor) as session:
        link = await one_time.make(session, Purpose.INVITATION, lasts, note=note)
        await audit.record(session, Action.INVITATION_MADE, actor, note)
    return link


async def open_(actor: Actor) -> Sequence[OneTimeLink]:
    """Those that still work, newest first."""
    async with looking(actor) as session:
        return await links.invitations(session, now(), _MOST_LISTED)


async def revoke(actor: Actor, invitation_id: int) -> None:
    """Nothing happens to one that is gone already."""
    async with acting(actor) as session:
        found = await links.find_invitation(session, invitation_id)
        if found and await links.remove(session, invitation_id):
            await audit.record(session, Action.INVITATION_REVOKED, actor, found.note)
