"""What people and administrators made of models. A model is named by its reference (llm/reference.py)."""

import uuid
from collections.abc import Mapping, Sequence

from sqlalchemy import delete, func, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp.models import Conversation, FavouriteModel, ModelNote, User


async def notes(session: AsyncSession) -> Mapping[str, ModelNote]:
    return {note.model: note for note in (await session.exec(select(ModelNote).order_by(col(ModelNote.model)))).all()}


async def note(session: AsyncSession, model: str) -> ModelNote:
    """As it is, or one that says nothing yet."""
    return await session.get(ModelNote, model) or ModelNote(model=model)


async def put_note(session: AsyncSession, noted: ModelNote) -> None:
    """One that says nothing any more is not kept."""
    if noted.name or noted.hidden:
        session.add(noted)
        await session.flush()
    else:
        await session.exec(delete(ModelNote).where(col(ModelNote.model) == noted.model))


async def favourites(session: AsyncSession, user_id: int) -> Sequence[str]:
    mine = select(FavouriteModel.model).where(col(FavouriteModel.user_id) == user_id)
    return (await session.exec(mine.order_by(col(FavouriteModel.created_at)))).all()


async def set_favourite(session: AsyncSession, user_id: int, model: str, wanted: bool) -> None:
    if wanted:
        await session.merge(FavouriteModel(user_id=user_id, model=model))
        return
    mine = col(FavouriteModel.user_id) == user_id
    await session.exec(delete(FavouriteModel).where(mine, col(FavouriteModel.model) == model))


async def recent(session: AsyncSession, user_id: int, limit: int) -> Sequence[tuple[str, uuid.UUID | None]]:
    """Name and endpoint of those that a person's conversations were last talked to with, newest first."""
    last = func.max(Conversation.updated_at)
    talked = select(Conversation.model, Conversation.endpoint_id)
    talked = talked.where(col(Conversation.user_id) == user_id, col(Conversation.model) != "")
    grouped = talked.group_by(col(Conversation.model), col(Conversation.endpoint_id)).order_by(last.desc())
    return (await session.exec(grouped.limit(limit))).all()


async def default_of(session: AsyncSession, user_id: int) -> str:
    return (await session.exec(select(User.model).where(col(User.id) == user_id))).first() or ""


async def set_default_of(session: AsyncSession, user_id: int, model: str) -> None:
    await session.exec(update(User).where(col(User.id) == user_id).values(model=model))
