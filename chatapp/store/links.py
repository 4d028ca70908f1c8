"""Links that work once. A row is found by the hash of what stands in the link; using it removes it."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp.models import OneTimeLink, Purpose


async def create(session: AsyncSession, link: OneTimeLink) -> None:
    session.add(link)
    await session.flush()


async def find(session: AsyncSession, purpose: Purpose, token_hash: str, now: datetime) -> OneTimeLink | None:
    named = select(OneTimeLink).where(col(OneTimeLink.token_hash) == token_hash, col(OneTimeLink.purpose) == purpose)
    return (await session.exec(named.where(col(OneTimeLink.expires_at) > now))).first()


async def remove(session: AsyncSession, link_id: int) -> bool:
    """False when somebody else was quicker."""
    return (await session.exec(delete(OneTimeLink).where(col(OneTimeLink.id) == link_id))).rowcount == 1


async def invitations(session: AsyncSession, now: datetime, limit: int) -> Sequence[OneTimeLink]:
    """Those that still work, newest first."""
    made = select(OneTimeLink).where(col(OneTimeLink.purpose) == Purpose.INVITATION, col(OneTimeLink.expires_at) > now)
    return (await session.exec(made.order_by(col(OneTimeLink.id).desc()).limit(limit))).all()


async def find_invitation(session: AsyncSession, link_id: int) -> OneTimeLink | None:
    named = select(OneTimeLink).where(col(OneTimeLink.id) == link_id, col(OneTimeLink.purpose) == Purpose.INVITATION)
    return (await session.exec(named)).first()


async def remove_of(session: AsyncSession, user_id: int) -> None:
    """All ways to a new password of one person."""
    await session.exec(delete(OneTimeLink).where(col(OneTimeLink.user_id) == user_id))


async def purge(session: AsyncSession, now: datetime) -> None:
    await session.exec(delete(OneTimeLink).where(col(OneTimeLink.expires_at) <= now))
