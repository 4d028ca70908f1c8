"""Looking into the full-text index (store/search_index.py): keys of what may be wanted, and their texts."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sql
from sqlalchemy import func
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp.models import Author, Conversation, ConversationTag, Message, Tag
from chatapp.store.search_codes import beginning, code
from chatapp.store.search_index import ENTRIES, MESSAGE, TITLE, VECTOR, owned
from chatapp.text import name_key
from chatapp.words import Token

_fts = sql.table("search_index", sql.column("rowid", sql.BigInteger))
_codes = sql.table("search_index", sql.column("id", sql.BigInteger))
_model = func.coalesce(func.nullif(Message.model, ""), Conversation.model)
_OF_CHAT: tuple[Any, ...] = (ENTRIES.c.id, Conversation.id, Conversation.title)
_MESSAGE: tuple[Any, ...] = (*_OF_CHAT, Message.id, Message.role, _model, Message.created_at, Message.content)
_TITLE: tuple[Any, ...] = (
    *(*_OF_CHAT, sql.null(), sql.null()),
    *(Conversation.model, Conversation.updated_at, Conversation.title),
)


@dataclass(frozen=True)
class Filters:
    """None, or empty: whatever it is. `after` itself is wanted, `before` no more."""

    role: Author | None = None
    model: str = ""  # a part of its name
    before: datetime | None = None
    after: datetime | None = None
    pinned: bool = False
    archived: bool = False
    deleted: bool = False  # else those in the trash are left out
    tag: str = ""  # its name


@dataclass(frozen=True)
class Text:
    """That may be what is looked for; a title has no message."""

    key: int
    conversation_id: uuid.UUID
    title: str
    message_id: uuid.UUID | None
    role: Author | None
    model: str
    at: datetime
    text: str


async def newest(
    session: AsyncSession, user_id: int, filters: Filters, before: int | None, limit: int, most_chars: int
) -> Sequence[int]:
    """Keys of the newest messages, whatever they say; fewer when they are long."""
    shown: list[Any] = [ENTRIES.c.id, ENTRIES.c.size]
    wanted = _filtered(sql.select(*shown), user_id, MESSAGE, filters)
    if before is not None:
        wanted = wanted.where(ENTRIES.c.id < before)
    keys: list[int] = []
    found: Any = await (await session.connection()).execute(wanted.order_by(ENTRIES.c.id.desc()).limit(limit))
    for key, size in found:
        most_chars -= size
        if most_chars < 0 and keys:
            break
        keys.append(key)
    return keys


async def matching(
    session: AsyncSession,
    user_id: int,
    kind: str,
    tokens: Sequence[Token],
    filters: Filters,
    before: int | None,
    limit: int,
) -> Sequence[int]:
    """Keys of the newest that have all of `tokens`."""
    on_sqlite = session.get_bind().dialect.name == "sqlite"
    if not on_sqlite:  # of a common word it may think to be quicker without the index: it would make every vector anew
        await (await session.connection()).execute(sql.text("SET LOCAL enable_seqscan = off"))
    index, key, same = (_in_fts if on_sqlite else _in_codes)(owned(user_id, kind), tokens)
    wanted = sql.select(key).select_from(index).join(ENTRIES, same)
    wanted = _filtered(wanted, user_id, kind, filters)
    if before is not None:
        wanted = wanted.where(key < before)
    return (await (await session.connection()).scalars(wanted.order_by(key.desc()).limit(limit))).all()


async def contents(session: AsyncSession, user_id: int, keys: Sequence[int]) -> Sequence[tuple[int, str]]:
    """What messages say, newest first: all that is needed to see whether they are what is looked for."""
    shown: list[Any] = [ENTRIES.c.id, Message.content]
    wanted = sql.select(*shown).join(Message, col(Message.id) == ENTRIES.c.message_id)
    wanted = wanted.where(ENTRIES.c.id.in_(keys), ENTRIES.c.user_id == user_id).order_by(ENTRIES.c.id.desc())
    found: Any = await (await session.connection()).execute(wanted)
    return [(key, content) for key, content in found]


async def said(
    session: AsyncSession, user_id: int, conversation_id: uuid.UUID, filters: Filters, before: int | None, limit: int
) -> Sequence[tuple[uuid.UUID, int, str]]:
    """Messages of one conversation, newest first: id, ordinal, what it says."""
    shown: list[Any] = [Message.id, Message.ordinal, Message.content]
    wanted = sql.select(*shown).join(Conversation)
    wanted = wanted.where(col(Message.conversation_id) == conversation_id, col(Conversation.user_id) == user_id)
    wanted = wanted.where(*_of_message(filters))
    if before is not None:
        wanted = wanted.where(col(Message.ordinal) < before)
    found: Any = await (await session.connection()).execute(wanted.order_by(col(Message.ordinal).desc()).limit(limit))
    return [(id_, ordinal, content) for id_, ordinal, content in found]


async def texts(session: AsyncSession, user_id: int, kind: str, keys: Sequence[int]) -> Sequence[Text]:
    """Newest first."""
    entries: Any = sql.select(*_MESSAGE if kind == MESSAGE else _TITLE).select_from(ENTRIES)
    if kind == MESSAGE:
        entries = entries.join(Message, col(Message.id) == ENTRIES.c.message_id)
        entries = entries.join(Conversation, col(Conversation.id) == col(Message.conversation_id))
    else:
        entries = entries.join(Conversation, col(Conversation.id) == ENTRIES.c.conversation_id)
    mine = entries.where(ENTRIES.c.id.in_(keys), col(Conversation.user_id) == user_id)
    return [Text(*row) for row in await (await session.connection()).execute(mine.order_by(ENTRIES.c.id.desc()))]


def _in_fts(whose: str, tokens: Sequence[Token]) -> tuple[Any, Any, Any]:
    query = " AND ".join(f'"{whose}{token.text}"{"*" if token.prefix else ""}' for token in tokens)
    # The plus keeps SQLite from beginning with the entries and asking the index for each.
    same = sql.and_(
        ENTRIES.c.id == sql.literal_column("+search_index.rowid", sql.BigInteger),
        sql.literal_column("search_index").op("MATCH")(query),
    )
    return _fts, _fts.c.rowid, same


def _in_codes(whose: str, tokens: Sequence[Token]) -> tuple[Any, Any, Any]:
    whole = [f"'{whose}{code(token.text)}'" for token in tokens if not token.prefix]
    begun = [f"'{whose}{beginning(token.text)}':*" for token in tokens if token.prefix]
    asked = sql.literal_column(VECTOR).op("@@")(sql.cast(" & ".join([*whole, *begun]), TSQUERY))
    # Else PostgreSQL may walk through all keys, from the newest, in the hope of meeting enough.
    index = sql.select(_codes.c.id).where(asked).cte("found").prefix_with("MATERIALIZED")
    return index, index.c.id, ENTRIES.c.id == index.c.id


def _filtered(wanted: Any, user_id: int, kind: str, filters: Filters) -> Any:
    message = ENTRIES.c.message_id
    wanted = wanted.where(ENTRIES.c.user_id == user_id)
    wanted = wanted.where(message.is_not(None) if kind == MESSAGE else message.is_(None))
    if filters == Filters():
        return wanted.where(_not_in_trash(user_id, kind))
    if kind == TITLE:
        wanted = wanted.join(Conversation, col(Conversation.id) == ENTRIES.c.conversation_id)
        own = _written(filters, col(Conversation.model), col(Conversation.updated_at))
        own += [sql.false()] if filters.role else []
    else:
        wanted = wanted.join(Message, col(Message.id) == message)
        wanted = wanted.join(Conversation, col(Conversation.id) == col(Message.conversation_id))
        own = _of_message(filters)
    return wanted.where(*own, *_kept(user_id, filters))


def _of_message(filters: Filters) -> list[Any]:
    role = [col(Message.role) == filters.role] if filters.role else []
    return [*role, *_written(filters, _model, col(Message.created_at))]


def _written(filters: Filters, model: Any, at: Any) -> list[Any]:
    """By which model, and when."""
    wanted: list[Any] = []
    if filters.model:
        wanted.append(model.icontains(filters.model, autoescape=True))
    if filters.before:
        wanted.append(at < filters.before)
    if filters.after:
        wanted.append(at >= filters.after)
    return wanted


def _kept(user_id: int, filters: Filters) -> list[Any]:
    """Where the conversation has to be."""
    in_trash = col(Conversation.deleted_at).is_not(None)
    wanted: list[Any] = [in_trash if filters.deleted else ~in_trash]
    if filters.pinned:
        wanted.append(col(Conversation.pinned_at).is_not(None))
    if filters.archived:
        wanted.append(col(Conversation.archived_at).is_not(None))
    if filters.tag:
        tagged = select(ConversationTag.conversation_id).join(Tag)
        tagged = tagged.where(col(Tag.user_id) == user_id, col(Tag.name_key) == name_key(filters.tag))
        wanted.append(col(Conversation.id).in_(tagged))
    return wanted


def _not_in_trash(user_id: int, kind: str) -> Any:
    """Said so that it costs what is in there, not what is looked through."""
    thrown = select(Conversation.id).where(
        col(Conversation.user_id) == user_id, col(Conversation.deleted_at).is_not(None)
    )
    if kind == TITLE:
        return ENTRIES.c.conversation_id.not_in(thrown)
    return ENTRIES.c.message_id.not_in(select(Message.id).where(col(Message.conversation_id).in_(thrown)))
