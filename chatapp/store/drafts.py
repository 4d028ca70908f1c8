"""What people have typed and not sent, each in a conversation of theirs or, without one, in the new chat."""

import uuid
from datetime import datetime

from sqlalchemy import ColumnElement, delete, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp.models import Draft, now


async def find(session: AsyncSession, user_id: int, conversation_id: uuid.UUID | None) -> Draft | None:
    return (await session.exec(select(Draft).where(*_place(user_id, conversation_id)))).first()


async def put(session: AsyncSession, user_id: int, conversation_id: uuid.UUID | None, text: str) -> datetime:
    """In place of the one before. With others of the same person kept out: two first ones at once would be two.
    Returns its `updated_at`."""
    moment = now()
    writing = update(Draft).where(*_place(user_id, conversation_id)).values(text=text, updated_at=moment)
    if not (await session.exec(writing)).rowcount:
        session.add(Draft(user_id=user_id, conversation_id=conversation_id, text=text, updated_at=moment))
    return moment


async def drop(
    session: AsyncSession, user_id: int, conversation_id: uuid.UUID | None, saying: str | None = None
) -> bool:
    """`saying`: only if that is its text. False when there was none."""
    dropping = delete(Draft).where(*_place(user_id, conversation_id))
    if saying is not None:
        dropping = dropping.where(col(Draft.text) == saying)
    return (await session.exec(dropping)).rowcount > 0


def _place(user_id: int, conversation_id: uuid.UUID | None) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return col(Draft.user_id) == user_id, col(Draft.conversation_id) == conversation_id
