"""Signed-in browsers. A row is found by the hash of the cookie's value; the value itself is stored nowhere."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlmodel import col, delete, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp.models import AuthSession, User


async def create(session: AsyncSession, opened: AuthSession) -> None:
    session.add(opened)
    await session.flush()


async def find(session: AsyncSession, token_hash: str) -> tuple[AuthSession, User] | None:
    both = select(AuthSession, User).join(User).where(col(AuthSession.token_hash) == token_hash)
    return (await session.exec(both)).first()


async def has_address(session: AsyncSession, user_id: int, ip: str) -> bool:
    """Whether this person has a session that was opened from there."""
    rows = select(AuthSession.id).where(col(AuthSession.user_id) == user_id, col(AuthSession.ip) == ip).limit(1)
    return (await session.exec(rows)).first() is not None


async def touch(session: AsyncSession, session_id: int, now: datetime) -> None:
    await session.exec(update(AuthSession).where(col(AuthSession.id) == session_id).values(last_seen_at=now))


async def of(
    session: AsyncSession, user_id: int, now: datetime, idle_since: datetime, limit: int
) -> Sequence[AuthSession]:
    """Those of a person that have not ended, the most lately used first."""
    mine = select(AuthSession).where(
        col(AuthSession.user_id) == user_id,
        col(AuthSession.expires_at) > now,
        col(AuthSession.last_seen_at) > idle_since,
    )
    lately = (col(AuthSession.last_seen_at).desc(), col(AuthSession.id).desc())
    return (await session.exec(mine.order_by(*lately).limit(limit))).all()


async def remove(session: AsyncSession, token_hash: str) -> int | None:
    """Whose it was; None when there is none."""
    ending = delete(AuthSession).where(col(AuthSession.token_hash) == token_hash)
    return (await session.exec(ending.returning(col(AuthSession.user_id)))).scalar()


async def remove_own(session: AsyncSession, user_id: int, session_id: int) -> bool:
    """False when this person has no such session."""
    mine = (col(AuthSession.user_id) == user_id) & (col(AuthSession.id) == session_id)
    return (await session.exec(delete(AuthSession).where(mine))).rowcount == 1


async def remove_all(session: AsyncSession, user_id: int, keep: int = 0) -> None:
    """Of a person, but for the one whose id is `keep`."""
    mine = (col(AuthSession.user_id) == user_id) & (col(AuthSession.id) != keep)
    await session.exec(delete(AuthSession).where(mine))


async def signed_in(session: AsyncSession, ids: Collection[int], at: datetime, idle_since: datetime) -> set[int]:
    """Of these people those that have a session and may use it."""
    able = (
        select(AuthSession.user_id).join(User).where(col(AuthSession.user_id).in_(ids), col(User.disabled_at).is_(None))
    )
    open_ = able.where(col(AuthSession.expires_at) > at, col(AuthSession.last_seen_at) > idle_since)
    return {*(await session.exec(open_)).all()}


async def purge(session: AsyncSession, expired_at: datetime, idle_since: datetime) -> None:
    """Removes sessions that had ended at `expired_at` or were last used before `idle_since`."""
    over = (col(AuthSession.expires_at) <= expired_at) | (col(AuthSession.last_seen_at) <= idle_since)
    await session.exec(delete(AuthSession).where(over))
