"""Model servers that administrators added."""

import uuid
from collections.abc import Sequence

from sqlalchemy import delete, func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp.models import Endpoint, FavouriteModel, ModelNote
from chatapp.text import name_key


async def listed(session: AsyncSession) -> Sequence[Endpoint]:
    """In the order they were added."""
    return (await session.exec(select(Endpoint).order_by(col(Endpoint.created_at), col(Endpoint.id)))).all()


async def find(session: AsyncSession, endpoint_id: uuid.UUID) -> Endpoint | None:
    return await session.get(Endpoint, endpoint_id)


async def named(session: AsyncSession, name: str) -> Endpoint | None:
    """In whatever case it is written."""
    return (await session.exec(select(Endpoint).where(Endpoint.name_key == name_key(name)))).first()


async def count(session: AsyncSession) -> int:
    return (await session.exec(select(func.count()).select_from(Endpoint))).one()


async def put(session: AsyncSession, endpoint: Endpoint) -> None:
    endpoint.name_key = name_key(endpoint.name)
    session.add(endpoint)
    await session.flush()


async def remove(session: AsyncSession, endpoint: Endpoint) -> None:
    """With what people and administrators remembered of its models. What was written with them stays."""
    for noted in (FavouriteModel, ModelNote):
        await session.exec(delete(noted).where(col(noted.model).startswith(f"{endpoint.id}/", autoescape=True)))
    await session.exec(delete(Endpoint).where(col(Endpoint.id) == endpoint.id))
