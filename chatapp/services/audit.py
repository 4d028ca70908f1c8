"""What was done to accounts and to the server, kept where administrators can read it."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp.models import AuditEntry, User
from chatapp.services.administration import looking
from chatapp.services.viewer import Actor
from chatapp.store import audit

log = logging.getLogger(__name__)

PAGE = 25


class Action(StrEnum):
    """Text keys `audit.<action>`."""

    FIRST_ADMINISTRATOR = "first_administrator"
    USER_CREATED = "user_created"
    USER_DISABLED = "user_disabled"
    USER_ENABLED = "user_enabled"
    USER_DELETED = "user_deleted"
    ADMIN_GIVEN = "admin_given"
    ADMIN_TAKEN = "admin_taken"
    PASSWORD_RESET = "password_reset"  # noqa: S105 (a name, no secret)
    PASSWORD_CHOSEN = "password_chosen"  # noqa: S105
    INVITATION_MADE = "invitation_made"
    INVITATION_REVOKED = "invitation_revoked"
    INVITATION_USED = "invitation_used"
    REGISTRATION_OPEN = "registration_open"
    REGISTRATION_INVITE = "registration_invite"
    REGISTRATION_CLOSED = "registration_closed"
    INSTRUCTIONS_CHANGED = "instructions_changed"
    ENDPOINT_ADDED = "endpoint_added"
    ENDPOINT_CHANGED = "endpoint_changed"
    ENDPOINT_REMOVED = "endpoint_removed"
    MODEL_HIDDEN = "model_hidden"
    MODEL_SHOWN = "model_shown"
    MODEL_NAMED = "model_named"
    MODEL_DEFAULT = "model_default"


@dataclass(frozen=True)
class Page:
    items: Sequence[AuditEntry]
    more: bool


async def record(session: AsyncSession, action: Action, actor: Actor, subject: User | str = "") -> None:
    """With the caller's transaction. `subject`: whom it was done to, or what, in a few words."""
    whom, name = (subject.id, subject.name) if isinstance(subject, User) else (None, subject)
    entry = AuditEntry(
        action=action, actor_id=actor.id, actor_name=actor.name, subject_id=whom, subject_name=name[:100], ip=actor.ip
    )
    await audit.add(session, entry)
    log.info(f"audit.{action}", extra={"actor": actor.id or "command line", "subject": whom or "", "ip": actor.ip})


async def recent(actor: Actor, count: int) -> Page:
    """The newest `count`."""
    async with looking(actor) as session:
        found = await audit.recent(session, count + 1)
    return Page(found[:count], more=len(found) > count)
