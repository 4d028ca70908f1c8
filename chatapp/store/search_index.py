"""The full-text index, kept: an entry for each message and each title, and its tokens (`words`) below the same key.

`search_index` is a table of FTS5 on SQLite, of codes (search_codes.py) on PostgreSQL. Each token in it begins with
whose it is, so that a search never meets what others wrote. It keeps no texts. FTS5 has to be told the tokens of a text
once more to forget it: triggers put aside what is changed or removed, however that comes about, until it is.
"""

import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sql
from sqlalchemy import Connection, text
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp import words
from chatapp.store.search_codes import code

ENTRIES = sql.table(
    "search_entry",
    sql.column("id", sql.BigInteger),
    sql.column("user_id", sql.Integer),
    sql.column("message_id", sql.Uuid),
    sql.column("conversation_id", sql.Uuid),
    sql.column("size", sql.Integer),
)
MESSAGE, TITLE = "m", "t"
_FORGOTTEN_BESIDE = 50  # each time a text is added
_AT_ONCE = 500  # of texts

_IDS = sql.bindparam("ids", type_=sql.Uuid(), expanding=True)
_CONVERSATIONS = text("SELECT id FROM conversation ORDER BY updated_at, id").columns(id=sql.Uuid())
_ID = sql.bindparam("id", type_=sql.Uuid())
_SAID_IN = "SELECT id FROM message WHERE conversation_id = :id ORDER BY ordinal"
_SAID = text(_SAID_IN).bindparams(_ID).columns(id=sql.Uuid())
_REMOVE = {
    MESSAGE: text("DELETE FROM search_entry WHERE message_id IN :ids").bindparams(_IDS),
    TITLE: text("DELETE FROM search_entry WHERE conversation_id IN :ids").bindparams(_IDS),
}
# What has an entry says what it said: it would have lost it. By `IN`, not by `=`: what is returned has no affinity, and
# SQLite would look for its text in the whole table.
_INSERT = {
    MESSAGE: "INSERT INTO search_entry (user_id, message_id, size)"
    " SELECT c.user_id, m.id, length(m.content) FROM message m JOIN conversation c ON c.id = m.conversation_id"
    " WHERE m.id IN :ids AND m.content <> ''"
    " AND NOT EXISTS (SELECT 1 FROM search_entry e WHERE e.message_id = m.id) ORDER BY m.ordinal"
    " RETURNING id, user_id, (SELECT content FROM message WHERE id IN (message_id))",
    TITLE: "INSERT INTO search_entry (user_id, conversation_id, size)"
    " SELECT user_id, id, length(title) FROM conversation WHERE id IN :ids AND title <> ''"
    " AND NOT EXISTS (SELECT 1 FROM search_entry e WHERE e.conversation_id = conversation.id)"
    " RETURNING id, user_id, (SELECT title FROM conversation WHERE id IN (conversation_id))",
}
_ANY_GONE = {"sqlite": "EXISTS (SELECT 1 FROM search_index_gone)", "postgresql": "false"}
_ADD = {
    (dialect, kind): text(f"{insert}, {gone}").bindparams(_IDS)
    for dialect, gone in _ANY_GONE.items()
    for kind, insert in _INSERT.items()
}
# What PostgreSQL's index is of: each code behind its owner. The table has the codes alone.
VECTOR = r"array_to_tsvector(string_to_array(rtrim(regexp_replace(codes, '....', owner || '\& ', 'g')), ' '))"
_TOKENS = {
    "sqlite": text("INSERT INTO search_index (rowid, tokens) VALUES (:key, :tokens)"),
    "postgresql": text("INSERT INTO search_index (id, owner, codes) VALUES (:key, :owner, :codes)"),
}
_GONE = text("SELECT key, user_id, kind, text FROM search_index_gone ORDER BY key LIMIT :limit")
_FORGET = text("INSERT INTO search_index (search_index, rowid, tokens) VALUES ('delete', :key, :tokens)")
_FORGOTTEN = text("DELETE FROM search_index_gone WHERE key = :key")


def owned(user_id: int, kind: str) -> str:
    """How each token of theirs begins. No number goes on where another ends."""
    return f"{kind}{user_id}x"


async def add(session: AsyncSession, kind: str, *ids: uuid.UUID) -> None:
    """What these say now, in place of what was known of them."""
    await (await session.connection()).run_sync(_add, kind, ids)


async def forget_some(session: AsyncSession) -> None:
    """Of what was removed. The rest follows as other texts come."""
    connection = await session.connection()
    if connection.dialect.name == "sqlite":
        await connection.run_sync(_forget, 4 * _FORGOTTEN_BESIDE)


async def clear(session: AsyncSession) -> Sequence[uuid.UUID]:
    """Forgets everything. Returns the conversations that there are, the last changed at the end."""
    return await (await session.connection()).run_sync(_clear)


async def add_all_of(session: AsyncSession, conversation_id: uuid.UUID) -> None:
    """Its title and its messages."""
    await (await session.connection()).run_sync(_add_all_of, conversation_id)


def build(connection: Connection) -> None:
    """Anew from all texts."""
    for conversation_id in _clear(connection):
        _add_all_of(connection, conversation_id)


def _clear(connection: Connection) -> Sequence[uuid.UUID]:
    connection.execute(text("DELETE FROM search_entry"))
    if connection.dialect.name == "sqlite":
        connection.execute(text("INSERT INTO search_index (search_index) VALUES ('delete-all')"))
        connection.execute(text("DELETE FROM search_index_gone"))
    return connection.execute(_CONVERSATIONS).scalars().all()


def _add_all_of(connection: Connection, conversation_id: uuid.UUID) -> None:
    _add(connection, TITLE, [conversation_id])
    _add(connection, MESSAGE, connection.execute(_SAID, {"id": conversation_id}).scalars().all())


def _add(connection: Connection, kind: str, ids: Sequence[uuid.UUID]) -> None:
    dialect = connection.dialect.name
    for start in range(0, len(ids), _AT_ONCE):
        there = {"ids": ids[start : start + _AT_ONCE]}
        if dialect != "sqlite":  # whose triggers do so
            connection.execute(_REMOVE[kind], there)
        added = connection.execute(_ADD[dialect, kind], there).all()
        if not added:
            continue
        entries = [_entry(connection, key, owned(user_id, kind), said) for key, user_id, said, _ in added]
        connection.execute(_TOKENS[dialect], entries)
        if any(gone for *_, gone in added):
            _forget(connection, _FORGOTTEN_BESIDE)


def _entry(connection: Connection, key: int, owner: str, said: str) -> dict[str, Any]:
    if connection.dialect.name == "sqlite":
        return {"key": key, "tokens": _tokens(owner, said)}
    return {"key": key, "owner": owner, "codes": "".join({code(token) for token in words.tokens(said)})}


def _forget(connection: Connection, limit: int) -> None:
    for key, user_id, kind, said in connection.execute(_GONE, {"limit": limit}).all():
        connection.execute(_FORGET, {"key": key, "tokens": _tokens(owned(user_id, kind), said)})
        connection.execute(_FORGOTTEN, {"key": key})


def _tokens(owner: str, said: str) -> str:
    return " ".join([owner + token for token in words.tokens(said)])
