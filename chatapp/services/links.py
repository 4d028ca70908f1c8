"""Links that work once: who has one may do what it is for, until it is used or has expired."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp.errors import ChatError, InvitationOver, ResetOver
from chatapp.models import OneTimeLink, Purpose, now
from chatapp.services import tokens
from chatapp.store import links

_OVER: dict[Purpose, type[ChatError]] = {Purpose.INVITATION: InvitationOver, Purpose.PASSWORD_RESET: ResetOver}


@dataclass(frozen=True)
class Link:
    """What is told once; the database can't say it again."""

    token: str
    expires_at: datetime


async def make(
    session: AsyncSession, purpose: Purpose, lasts: timedelta, *, user_id: int | None = None, note: str = ""
) -> Link:
    made, token = now(), tokens.new()
    await links.purge(session, made)
    row = OneTimeLink(
        token_hash=tokens.digest(token),
        purpose=purpose,
        user_id=user_id,
        note=note,
        created_at=made,
        expires_at=made + lasts,
    )
    await links.create(session, row)
    return Link(token, row.expires_at)


async def find(session: AsyncSession, purpose: Purpose, token: str) -> OneTimeLink:
    """Raises InvitationOver or ResetOver."""
    found = await links.find(session, purpose, tokens.digest(token), now())
    if found is None:
        raise _OVER[purpose]
    return found


async def use(session: AsyncSession, purpose: Purpose, token: str) -> OneTimeLink:
    """Of two that use it at once, one gets it. Raises InvitationOver or ResetOver."""
    found = await find(session, purpose, token)
    if not await links.remove(session, found.id or 0):
        raise _OVER[purpose]
    return found
