"""The log of what was done to accounts and to the server."""

from collections.abc import Sequence

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp.models import AuditEntry


async def add(session: AsyncSession, entry: AuditEntry) -> None:
    session.add(entry)
    await session.flush()


async def recent(session: AsyncSession, limit: int) -> Sequence[AuditEntry]:
    """Newest first."""
    return (await session.exec(select(AuditEntry).order_by(col(AuditEntry.id).desc()).limit(limit))).all()
