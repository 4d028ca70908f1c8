"""The full-text index, kept: an entry for each message and each title, and its tokens (`words`) below the same key.

`search_index` is a table of FTS5 on SQLite, of a tsvector column on PostgreSQL. Each token in it begins with whose it
is, so that a search never meets what others wrote. It keeps no texts. FTS5 has to be told the tokens of a text once
more to forget it: triggers put aside what is changed or removed, however that comes about, until it is.
"""

import uuid
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sql
from sqlalchemy import Connection, text
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp import words

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
_BATCH = 500

_Source = Any  # a row: of what, whose, and what it says

_MESSAGES = "SELECT m.id, c.user_id, m.content FROM message m JOIN conversation c ON c.id = m.conversation_id"
_TITLES = "SELECT id, user_id, title FROM conversation"
_ID = sql.bindparam("id", type_=sql.Uuid())
_SOURCE = {
    MESSAGE: text(f"{_MESSAGES} WHERE m.id = :id").bindparams(_ID).columns(id=sql.Uuid()),
    TITLE: text(f"{_TITLES} WHERE id = :id").bindparams(_ID).columns(id=sql.Uuid()),
}
_ALL = {
    TITLE: text(f"{_TITLES} ORDER BY created_at").columns(id=sql.Uuid()),
    MESSAGE: text(f"{_MESSAGES} ORDER BY m.created_at, m.ordinal").columns(id=sql.Uuid()),
}
_COLUMN = {MESSAGE: "message_id", TITLE: "conversation_id"}
_REMOVE = {
    kind: text(f"DELETE FROM search_entry WHERE {column} = :id").bindparams(_ID)  # noqa: S608 (one of two names)
    for kind, column in _COLUMN.items()
}
_ADD = {
    kind: text(f"INSERT INTO search_entry (user_id, {column}, size) VALUES (:user_id, :id, :size) RETURNING id")  # noqa: S608
    .bindparams(_ID)
    for kind, column in _COLUMN.items()
}  # fmt: skip
_TOKENS = {
    "sqlite": text("INSERT INTO search_index (rowid, tokens) VALUES (:key, :tokens)"),
    "postgresql": text("INSERT INTO search_index (id, tokens) VALUES (:key, array_to_tsvector(:tokens))").bindparams(
        sql.bindparam("tokens", type_=sql.ARRAY(sql.Text()))
    ),
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


async def rebuild(session: AsyncSession) -> int:
    """Anew from all texts. Returns how many there are."""
    return await (await session.connection()).run_sync(build)


def build(connection: Connection) -> int:
    connection.execute(text("DELETE FROM search_entry"))
    if connection.dialect.name == "sqlite":
        connection.execute(text("INSERT INTO search_index (search_index) VALUES ('delete-all')"))
        connection.execute(text("DELETE FROM search_index_gone"))
    count = 0
    for kind, wanted in _ALL.items():
        for batch in connection.execute(wanted.execution_options(stream_results=True)).partitions(_BATCH):
            count += _insert(connection, kind, batch)
    if connection.dialect.name == "sqlite":
        connection.execute(text("INSERT INTO search_index (search_index) VALUES ('optimize')"))
    return count


def _add(connection: Connection, kind: str, ids: Iterable[uuid.UUID]) -> None:
    for id_ in ids:
        connection.execute(_REMOVE[kind], {"id": id_})
        _insert(connection, kind, connection.execute(_SOURCE[kind], {"id": id_}))
    if connection.dialect.name == "sqlite":
        _forget(connection, _FORGOTTEN_BESIDE)


def _insert(connection: Connection, kind: str, sources: Iterable[_Source]) -> int:
    count = 0
    for id_, user_id, said in sources:
        if not said:
            continue
        entry = {"id": id_, "user_id": user_id, "size": len(said)}
        key = connection.execute(_ADD[kind], entry).scalar_one()
        tokens = _tokens(connection, user_id, kind, said)
        connection.execute(_TOKENS[connection.dialect.name], {"key": key, "tokens": tokens})
        count += 1
    return count


def _forget(connection: Connection, limit: int) -> None:
    for key, user_id, kind, said in connection.execute(_GONE, {"limit": limit}).all():
        connection.execute(_FORGET, {"key": key, "tokens": _tokens(connection, user_id, kind, said)})
        connection.execute(_FORGOTTEN, {"key": key})


def _tokens(connection: Connection, user_id: int, kind: str, said: str) -> str | list[str]:
    tokens = [owned(user_id, kind) + token for token in words.tokens(said)]
    return " ".join(tokens) if connection.dialect.name == "sqlite" else tokens
