"""People."""

from sqlalchemy import func, text, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp.models import User, name_key


async def count(session: AsyncSession) -> int:
    return (await session.exec(select(func.count()).select_from(User))).one()


async def is_first(session: AsyncSession) -> bool:
    """Whether the next account is the first. Of two that ask at the same moment one waits for the other."""
    if session.get_bind().dialect.name == "postgresql":
        await session.execute(text('LOCK TABLE "user" IN SHARE ROW EXCLUSIVE MODE'))
    return await count(session) == 0


async def find_by_name(session: AsyncSession, name: str) -> User | None:
    return (await session.exec(select(User).where(col(User.name_key) == name_key(name)))).first()


async def create(session: AsyncSession, user: User) -> User:
    session.add(user)
    await session.flush()
    return user


async def replace_hash(session: AsyncSession, user: User, password_hash: str) -> None:
    """Unless the password was changed since `user` was read."""
    unchanged = (col(User.id) == user.id) & (col(User.password_hash) == user.password_hash)
    await session.exec(update(User).where(unchanged).values(password_hash=password_hash))


async def set_locale(session: AsyncSession, user_id: int, locale: str) -> None:
    await session.exec(update(User).where(col(User.id) == user_id).values(locale=locale))
