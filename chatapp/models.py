"""The schema on one page. Rows never leave `services`: what crosses the wire is in `state/views.py`.

A conversation is a tree: a message knows its parent, children are derived, and the open path is the
chain from `Conversation.current_message_id` to the root. `ordinal` counts within a conversation, so
the order of siblings does not hang on a clock.
"""

import unicodedata
import uuid
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, DateTime, Index, Integer, String, UniqueConstraint, false, text
from sqlalchemy.types import TypeDecorator
from sqlmodel import Column, Field, SQLModel


class Role(StrEnum):
    ADMIN = "admin"
    USER = "user"


class Author(StrEnum):
    USER = "user"
    ASSISTANT = "assistant"


class Status(StrEnum):
    """Of a message. A prompt is born complete; an answer moves from streaming to one of the rest, and back if it is
    continued."""

    STREAMING = "streaming"
    COMPLETE = "complete"
    STOPPED = "stopped"
    INTERRUPTED = "interrupted"
    FAILED = "failed"


class Purpose(StrEnum):
    """Of a link that works once."""

    INVITATION = "invitation"
    PASSWORD_RESET = "password_reset"  # noqa: S105 (a name, no secret)


class Theme(StrEnum):
    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class UtcDateTime(TypeDecorator[datetime]):
    """Aware UTC datetimes in and out; SQLite alone would hand back naive ones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: object) -> datetime | None:
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: object) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def now() -> datetime:
    return datetime.now(UTC)


def _time(**column: object) -> Column[datetime]:
    return Column(UtcDateTime, **column)  # pyright: ignore[reportArgumentType]


def name_key(name: str) -> str:
    """What makes two names the same person's. Not SQL's lower(): on SQLite that folds ASCII only."""
    return unicodedata.normalize("NFKC", name).strip().casefold()


class User(SQLModel, table=True):
    __tablename__ = "user"  # pyright: ignore[reportAssignmentType]
    __table_args__ = {"sqlite_autoincrement": True}  # the id of a deleted account is never another's

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=64)  # as typed
    name_key: str = Field(max_length=200, unique=True)
    password_hash: str
    role: Role = Field(default=Role.USER, sa_type=String(16))  # pyright: ignore[reportArgumentType]
    locale: str = Field(default="", max_length=8)  # empty: follow the browser
    theme: str = Field(default=Theme.SYSTEM, max_length=8)
    disabled_at: datetime | None = Field(default=None, sa_column=_time())
    created_at: datetime = Field(default_factory=now, sa_column=_time(nullable=False))


class AuthSession(SQLModel, table=True):
    __tablename__ = "auth_session"  # pyright: ignore[reportAssignmentType]

    id: int | None = Field(default=None, primary_key=True)
    token_hash: str = Field(max_length=64, unique=True)  # hex sha-256 of the cookie's value
    user_id: int = Field(foreign_key="user.id", index=True, ondelete="CASCADE")
    user_agent: str = Field(default="", max_length=200)
    ip: str = Field(default="", max_length=64)
    created_at: datetime = Field(default_factory=now, sa_column=_time(nullable=False))
    last_seen_at: datetime = Field(default_factory=now, sa_column=_time(nullable=False))
    expires_at: datetime = Field(sa_column=_time(nullable=False))


class OneTimeLink(SQLModel, table=True):
    """An invitation, or a way to a new password. Using it removes the row."""

    __tablename__ = "one_time_link"  # pyright: ignore[reportAssignmentType]

    id: int | None = Field(default=None, primary_key=True)
    token_hash: str = Field(max_length=64, unique=True)  # hex sha-256 of what stands in the link
    purpose: Purpose = Field(sa_type=String(16))  # pyright: ignore[reportArgumentType]
    # Whose password; None for an invitation.
    user_id: int | None = Field(default=None, foreign_key="user.id", index=True, ondelete="CASCADE")
    note: str = Field(default="", max_length=100)  # for whom, in the words of the administrator
    created_at: datetime = Field(default_factory=now, sa_column=_time(nullable=False))
    expires_at: datetime = Field(sa_column=_time(nullable=False))


class AuditEntry(SQLModel, table=True):
    """What was done to an account or to the server, in the names of that day: it outlives those it names."""

    __tablename__ = "audit_entry"  # pyright: ignore[reportAssignmentType]

    id: int | None = Field(default=None, primary_key=True)
    action: str = Field(max_length=32)  # text key `audit.<action>`
    actor_id: int | None = None  # None: the command line
    actor_name: str = Field(default="", max_length=64)
    subject_id: int | None = None
    subject_name: str = Field(default="", max_length=100)
    ip: str = Field(default="", max_length=64)
    created_at: datetime = Field(default_factory=now, sa_column=_time(nullable=False))


class ServerChoice(SQLModel, table=True):
    """What administrators choose for everybody while the server runs."""

    __tablename__ = "server_choice"  # pyright: ignore[reportAssignmentType]

    name: str = Field(max_length=32, primary_key=True)
    value: str = Field(default="", max_length=200)


_BIG = BigInteger().with_variant(Integer(), "sqlite")
_PINNED = text("pinned_at IS NOT NULL")


class Conversation(SQLModel, table=True):
    __tablename__ = "conversation"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        Index("ix_conversation_user_recent", "user_id", "updated_at", "id"),
        Index("ix_conversation_user_pinned", "user_id", "pinned_at", sqlite_where=_PINNED, postgresql_where=_PINNED),
    )

    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
    user_id: int = Field(foreign_key="user.id", ondelete="CASCADE")
    title: str = Field(default="", max_length=200)
    title_source: str = Field(default="auto", max_length=8)  # auto | manual
    model: str = Field(default="", max_length=200)
    # No foreign key: message already points here, and a cycle of keys would need deferred checks.
    current_message_id: uuid.UUID | None = Field(default=None)
    unseen: bool = Field(default=False, sa_column_kwargs={"server_default": false()})  # an answer ended unlooked at
    pinned_at: datetime | None = Field(default=None, sa_column=_time())  # None: where its last change puts it
    created_at: datetime = Field(default_factory=now, sa_column=_time(nullable=False))
    updated_at: datetime = Field(default_factory=now, sa_column=_time(nullable=False))


class Message(SQLModel, table=True):
    __tablename__ = "message"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        UniqueConstraint("conversation_id", "ordinal", name="uq_message_ordinal"),
        UniqueConstraint("conversation_id", "client_id", name="uq_message_client_id"),
    )

    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
    conversation_id: uuid.UUID = Field(foreign_key="conversation.id", ondelete="CASCADE")
    # Not CASCADE: a long chain would nest deeper than SQLite lets triggers go.
    parent_id: uuid.UUID | None = Field(default=None, foreign_key="message.id", index=True, ondelete="SET NULL")
    ordinal: int = 0  # from 1, given by store/messages.py
    role: Author = Field(sa_type=String(16))  # pyright: ignore[reportArgumentType]
    content: str = ""
    reasoning: str = ""
    status: Status = Field(default=Status.COMPLETE, index=True, sa_type=String(16))  # pyright: ignore[reportArgumentType]
    error_kind: str | None = Field(default=None, max_length=32)
    error_detail: str = Field(default="", max_length=200)
    model: str = Field(default="", max_length=200)
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    first_token_ms: int | None = None
    reasoning_ms: int | None = None
    duration_ms: int | None = None
    client_id: str | None = Field(default=None, max_length=64)  # the browser's own id: a resend is one row
    created_at: datetime = Field(default_factory=now, sa_column=_time(nullable=False))


class MessageChunk(SQLModel, table=True):
    """Text of an answer still being written; folded into the message when it ends."""

    __tablename__ = "message_chunk"  # pyright: ignore[reportAssignmentType]

    id: int | None = Field(default=None, primary_key=True)
    message_id: uuid.UUID = Field(foreign_key="message.id", index=True, ondelete="CASCADE")
    channel: str = Field(max_length=16)  # content | reasoning
    text: str


_NO_CHAT = text("conversation_id IS NULL")


class Draft(SQLModel, table=True):
    """What a person has typed and not sent: one in each conversation, and one, of no conversation, in a new chat."""

    __tablename__ = "draft"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        UniqueConstraint("conversation_id", "user_id", name="uq_draft_conversation"),
        # Of NULLs a constraint would allow any number.
        Index("uq_draft_new_chat", "user_id", unique=True, sqlite_where=_NO_CHAT, postgresql_where=_NO_CHAT),
    )

    id: int | None = Field(default=None, primary_key=True)
    user_id: int = Field(foreign_key="user.id", index=True, ondelete="CASCADE")
    conversation_id: uuid.UUID | None = Field(default=None, foreign_key="conversation.id", ondelete="CASCADE")
    text: str
    updated_at: datetime = Field(default_factory=now, sa_column=_time(nullable=False))


def _where(condition: str) -> dict[str, Any]:
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


class SearchEntry(SQLModel, table=True):
    """What is in the full-text index below this key: a message, or the title of a conversation. Later is higher."""

    __tablename__ = "search_entry"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        Index("uq_search_entry_message", "message_id", unique=True, **_where("message_id IS NOT NULL")),
        Index("uq_search_entry_conversation", "conversation_id", unique=True, **_where("conversation_id IS NOT NULL")),
        Index("ix_search_entry_user", "user_id", "id"),
        {"sqlite_autoincrement": True},  # FTS5 may still know the tokens of one that is gone
    )

    id: int | None = Field(default=None, sa_type=_BIG, primary_key=True)  # pyright: ignore[reportArgumentType]
    user_id: int
    message_id: uuid.UUID | None = Field(default=None, foreign_key="message.id", ondelete="CASCADE")
    conversation_id: uuid.UUID | None = Field(default=None, foreign_key="conversation.id", ondelete="CASCADE")
    size: int  # in characters
