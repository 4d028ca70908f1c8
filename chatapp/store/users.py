"""People."""

from typing import Any

from sqlalchemy import func, text, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp.models import Role, User, name_key


async def keep_others_out(session: AsyncSession) -> None:
    """Until the transaction ends nobody else adds a person, so that what was counted stays true.

    SQLite writes one transaction at a time as it is.
    """
    if session.get_bind().dialect.name == "postgresql":
        await (await session.connection()).execute(text('LOCK TABLE "user" IN SHARE ROW EXCLUSIVE MODE'))


async def create(session: AsyncSession, name: str, password_hash: str, role: Role) -> User:
    user = User(name=name, name_key=name_key(name), password_hash=password_hash, role=role)
    session.add(user)
    await session.flush()
    return user


def id_of(user: User) -> int:
    assert user.id is not None  # it came from the database
    return user.id


async def find_by_name(session: AsyncSession, name: str) -> User | None:
    """In whatever case it is written."""
    return (await session.exec(select(User).where(User.name_key == name_key(name)))).first()


async def hold(session: AsyncSession, user_id: int) -> None:
    """Until the transaction ends nobody else gets past this for the same person."""
    await session.exec(select(User.id).where(col(User.id) == user_id).with_for_update(key_share=True))


async def count(session: AsyncSession) -> int:
    return (await session.exec(select(func.count()).select_from(User))).one()


async def set_locale(session: AsyncSession, user_id: int, locale: str) -> None:
    await _set(session, user_id, locale=locale)


async def set_theme(session: AsyncSession, user_id: int, theme: str) -> None:
    await _set(session, user_id, theme=theme)


async def replace_password_hash(session: AsyncSession, user_id: int, old: str, new: str) -> None:
    """Changes nothing when the hash is no longer `old`: somebody else was quicker."""
    await session.exec(
        update(User).where(col(User.id) == user_id, col(User.password_hash) == old).values(password_hash=new)
    )


async def _set(session: AsyncSession, user_id: int, **values: Any) -> None:
    await session.exec(update(User).where(col(User.id) == user_id).values(**values))
