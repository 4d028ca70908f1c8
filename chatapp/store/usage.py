"""What was asked and answered, in numbers: added up by the database, without a word of what was said.

All that is asked for here stands in one index, so that no message's text is passed on the way.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sql
from sqlalchemy import Select, String, case, func, type_coerce
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp.models import Author, Conversation, Message

WAITS_MS = (500, 1_000, 2_000, 5_000, 10_000)
_HOUR, _MINUTE = len("2026-11-28 19"), len("2026-11-28 19:35")


@dataclass(frozen=True)
class Bucket:
    """Prompts, or answers of one model, of one hour or minute."""

    at: str  # how its time, in UTC, begins
    role: str
    model: str
    count: int
    sent: int  # tokens
    written: int


async def buckets(
    session: AsyncSession, user_id: int | None, since: datetime | None, *, by_minute: bool
) -> Sequence[Bucket]:
    """Of one person, or of everybody; not by hours alone, where a zone's days begin between two of them."""
    at = func.substr(_written_out(session), 1, _MINUTE if by_minute else _HOUR).label("at")
    tokens = (func.coalesce(func.sum(each), 0) for each in (Message.prompt_tokens, Message.completion_tokens))
    found = sql.select(at, col(Message.role), col(Message.model), func.count(), *tokens)
    rows = await (await session.connection()).execute(_of(found, user_id, since).group_by("at", "role", "model"))
    return [Bucket(*row) for row in rows]


async def waits(session: AsyncSession, user_id: int | None, since: datetime | None) -> Sequence[int]:
    """How many answers began within each of WAITS_MS, and how many later."""
    first = col(Message.first_token_ms)
    step = case(*((first <= most, number) for number, most in enumerate(WAITS_MS)), else_=len(WAITS_MS)).label("step")
    found = sql.select(step, func.count()).where(col(Message.role) == Author.ASSISTANT, first.is_not(None))
    rows = await (await session.connection()).execute(_of(found, user_id, since).group_by("step"))
    counted = {number: count for number, count in rows}
    return [counted.get(number, 0) for number in range(len(WAITS_MS) + 1)]


def _of(found: Select[*tuple[Any, ...]], user_id: int | None, since: datetime | None) -> Select[*tuple[Any, ...]]:
    if user_id is not None:
        mine = select(Conversation.id).where(col(Conversation.user_id) == user_id)
        found = found.where(col(Message.conversation_id).in_(mine))
    return found if since is None else found.where(col(Message.created_at) >= since)


def _written_out(session: AsyncSession) -> Any:
    """On SQLite a time is such a text already."""
    if session.get_bind().dialect.name == "postgresql":
        return func.to_char(func.timezone("UTC", col(Message.created_at)), "YYYY-MM-DD HH24:MI")
    return type_coerce(col(Message.created_at), String)
