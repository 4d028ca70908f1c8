"""Signed-in browsers, by the hash of their cookie."""

from sqlalchemy import update
from sqlmodel import col, delete as delete_from, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp.models import AuthSession, User, now


async def create(session: AsyncSession, auth: AuthSession) -> None:
    session.add(auth)
    await session.flush()


async def find(session: AsyncSession, token_hash: str) -> tuple[AuthSession, User] | None:
    found = select(AuthSession, User).join(User).where(col(AuthSession.token_hash) == token_hash)
    return (await session.exec(found)).first()


async def touch(session: AsyncSession, token_hash: str) -> None:
    await session.exec(
        update(AuthSession).where(col(AuthSession.token_hash) == token_hash).values(last_seen_at=now())
    )


async def delete(session: AsyncSession, token_hash: str) -> None:
    await session.exec(delete_from(AuthSession).where(col(AuthSession.token_hash) == token_hash))
