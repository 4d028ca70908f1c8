"""People."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete as deleting
from sqlalchemy import func, text, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp.models import AuthSession, Role, User
from chatapp.text import name_key


@dataclass(frozen=True)
class Person:
    """A line of the list for administrators."""

    id: int
    name: str
    role: str
    created_at: datetime
    seen_at: datetime | None  # None: signed in nowhere
    disabled: bool


async def keep_others_out(session: AsyncSession) -> None:
    """Until the transaction ends nobody else adds, changes or removes a person, so that what was counted stays true.

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


async def find(session: AsyncSession, user_id: int) -> User | None:
    return await session.get(User, user_id)


async def find_by_name(session: AsyncSession, name: str) -> User | None:
    """In whatever case it is written."""
    return (await session.exec(select(User).where(User.name_key == name_key(name)))).first()


async def hold(session: AsyncSession, user_id: int) -> None:
    """Until the transaction ends nobody else gets past this for the same person."""
    await session.exec(select(User.id).where(col(User.id) == user_id).with_for_update(key_share=True))


async def count(session: AsyncSession) -> int:
    return (await session.exec(select(func.count()).select_from(User))).one()


async def administrators(session: AsyncSession) -> set[int]:
    """The ids of those that can sign in."""
    able = select(User.id).where(col(User.role) == Role.ADMIN, col(User.disabled_at).is_(None))
    return {user_id for user_id in (await session.exec(able)).all() if user_id is not None}


async def able(session: AsyncSession, ids: Collection[int]) -> set[int]:
    """Of these people those that can sign in."""
    rows = select(User.id).where(col(User.id).in_(ids), col(User.disabled_at).is_(None))
    return {user_id for user_id in (await session.exec(rows)).all() if user_id is not None}


async def search(session: AsyncSession, text: str, limit: int) -> Sequence[Person]:
    """By name; those that contain `text`, in whatever case."""
    seen = select(func.max(AuthSession.last_seen_at)).where(col(AuthSession.user_id) == col(User.id)).scalar_subquery()
    rows = select(User, seen).where(col(User.name_key).contains(name_key(text), autoescape=True))
    return [_person(*row) for row in await session.exec(rows.order_by(col(User.name_key)).limit(limit))]


async def set_role(session: AsyncSession, user_id: int, role: Role) -> None:
    await _set(session, user_id, role=role)


async def set_disabled(session: AsyncSession, user_id: int, since: datetime | None) -> None:
    await _set(session, user_id, disabled_at=since)


async def set_password_hash(session: AsyncSession, user_id: int, password_hash: str) -> None:
    await _set(session, user_id, password_hash=password_hash)


async def delete(session: AsyncSession, user_id: int) -> None:
    """With all that is theirs."""
    await session.exec(deleting(User).where(col(User.id) == user_id))


async def set_locale(session: AsyncSession, user_id: int, locale: str) -> None:
    await _set(session, user_id, locale=locale)


async def set_theme(session: AsyncSession, user_id: int, theme: str) -> None:
    await _set(session, user_id, theme=theme)


async def set_instructions(session: AsyncSession, user_id: int, instructions: str) -> None:
    await _set(session, user_id, instructions=instructions)


async def replace_password_hash(session: AsyncSession, user_id: int, old: str, new: str) -> bool:
    """False, and nothing is changed, when the hash is no longer `old`, or the account is disabled or gone."""
    as_it_was = (col(User.password_hash) == old) & col(User.disabled_at).is_(None)
    replacing = update(User).where(col(User.id) == user_id, as_it_was).values(password_hash=new)
    return (await session.exec(replacing)).rowcount == 1


async def _set(session: AsyncSession, user_id: int, **values: Any) -> None:
    await session.exec(update(User).where(col(User.id) == user_id).values(**values))


def _person(user: User, seen: datetime | None) -> Person:
    return Person(id_of(user), user.name, user.role, user.created_at, seen, user.disabled_at is not None)
