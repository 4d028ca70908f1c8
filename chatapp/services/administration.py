"""What all acts of administrators have in common: one happens at a time, and only by whom the database calls an
administrator at that moment. What a session, a page or a cache remembers of a role does not count."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp.errors import LastAdministrator, NotAdministrator
from chatapp.runtime import current
from chatapp.services.viewer import COMMAND_LINE, Actor
from chatapp.store import users


@asynccontextmanager
async def acting(actor: Actor) -> AsyncGenerator[AsyncSession]:
    """The transaction of one act. Raises NotAdministrator."""
    async with current().database.write() as session:
        await users.keep_others_out(session)
        await _check(session, actor)
        yield session


@asynccontextmanager
async def looking(actor: Actor) -> AsyncGenerator[AsyncSession]:
    """Raises NotAdministrator."""
    async with current().database.read() as session:
        await _check(session, actor)
        yield session


async def keep_one(session: AsyncSession, user_id: int) -> None:
    """Raises LastAdministrator when without this person there would be none that can sign in.

    In a transaction that keeps others out: two who take each other's rights at once must leave one.
    """
    if await users.administrators(session) == {user_id}:
        raise LastAdministrator


async def _check(session: AsyncSession, actor: Actor) -> None:
    if actor != COMMAND_LINE and actor.id not in await users.administrators(session):
        raise NotAdministrator
