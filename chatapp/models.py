"""The schema on one page. Rows never leave `services`: what crosses the wire is in `state/views.py`.

A conversation is a tree: a message knows its parent, children are derived, and the open path is the chain from
`Conversation.current_message_id` to the root. `ordinal` counts within it: the order of siblings hangs on no clock.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import JSON, Index, String, UniqueConstraint, false, text
from sqlmodel import Field, SQLModel

from chatapp.columns import now, time


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
    model: str = Field(default="", max_length=240, sa_column_kwargs={"server_default": ""})  # for new conversations
    disabled_at: datetime | None = Field(default=None, sa_column=time())
    instructions: str = Field(default="", sa_column_kwargs={"server_default": ""})  # to every model they talk to
    created_at: datetime = Field(default_factory=now, sa_column=time(nullable=False))


class AuthSession(SQLModel, table=True):
    __tablename__ = "auth_session"  # pyright: ignore[reportAssignmentType]

    id: int | None = Field(default=None, primary_key=True)
    token_hash: str = Field(max_length=64, unique=True)  # hex sha-256 of the cookie's value
    user_id: int = Field(foreign_key="user.id", index=True, ondelete="CASCADE")
    user_agent: str = Field(default="", max_length=200)
    ip: str = Field(default="", max_length=64)
    created_at: datetime = Field(default_factory=now, sa_column=time(nullable=False))
    last_seen_at: datetime = Field(default_factory=now, sa_column=time(nullable=False))
    expires_at: datetime = Field(sa_column=time(nullable=False))


class OneTimeLink(SQLModel, table=True):
    """An invitation, or a way to a new password. Using it removes the row."""

    __tablename__ = "one_time_link"  # pyright: ignore[reportAssignmentType]

    id: int | None = Field(default=None, primary_key=True)
    token_hash: str = Field(max_length=64, unique=True)  # hex sha-256 of what stands in the link
    purpose: Purpose = Field(sa_type=String(16))  # pyright: ignore[reportArgumentType]
    # Whose password; None for an invitation.
    user_id: int | None = Field(default=None, foreign_key="user.id", index=True, ondelete="CASCADE")
    note: str = Field(default="", max_length=100)  # for whom, in the words of the administrator
    created_at: datetime = Field(default_factory=now, sa_column=time(nullable=False))
    expires_at: datetime = Field(sa_column=time(nullable=False))


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
    created_at: datetime = Field(default_factory=now, sa_column=time(nullable=False))


class ServerChoice(SQLModel, table=True):
    """What administrators choose for everybody while the server runs."""

    __tablename__ = "server_choice"  # pyright: ignore[reportAssignmentType]

    name: str = Field(max_length=32, primary_key=True)
    value: str = ""


class Endpoint(SQLModel, table=True):
    """A model server that administrators added. `key` and `headers` are sealed (`sealing.py`), empty without any."""

    __tablename__ = "endpoint"  # pyright: ignore[reportAssignmentType]

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    name: str = Field(max_length=100)
    name_key: str = Field(max_length=200, unique=True)
    base_url: str = Field(max_length=500)
    key: str = ""
    headers: str = ""
    created_at: datetime = Field(default_factory=now, sa_column=time(nullable=False))


class ModelNote(SQLModel, table=True):
    """What administrators made of a model: another name for people to read, or out of their sight."""

    __tablename__ = "model_note"  # pyright: ignore[reportAssignmentType]

    model: str = Field(max_length=240, primary_key=True)  # a reference (llm/reference.py)
    name: str = Field(default="", max_length=200)
    hidden: bool = False


class FavouriteModel(SQLModel, table=True):
    __tablename__ = "favourite_model"  # pyright: ignore[reportAssignmentType]

    user_id: int = Field(foreign_key="user.id", primary_key=True, ondelete="CASCADE")
    model: str = Field(max_length=240, primary_key=True)  # a reference
    created_at: datetime = Field(default_factory=now, sa_column=time(nullable=False))


_PINNED = text("pinned_at IS NOT NULL")
_OBJECT = {"server_default": "{}", "nullable": False}


class Conversation(SQLModel, table=True):
    __tablename__ = "conversation"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        Index("ix_conversation_user_recent", "user_id", "updated_at", "id"),
        Index("ix_conversation_user_pinned", "user_id", "pinned_at", sqlite_where=_PINNED, postgresql_where=_PINNED),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    user_id: int = Field(foreign_key="user.id", ondelete="CASCADE")
    title: str = Field(default="", max_length=200)
    title_source: str = Field(default="auto", max_length=8)  # auto | manual
    model: str = Field(default="", max_length=200)
    endpoint_id: UUID | None = None  # as of a message
    # No foreign key: message already points here, and a cycle of keys would need deferred checks.
    current_message_id: UUID | None = Field(default=None)
    unseen: bool = Field(default=False, sa_column_kwargs={"server_default": false()})  # an answer ended unlooked at
    pinned_at: datetime | None = Field(default=None, sa_column=time())  # None: where its last change puts it
    forked_from_id: UUID | None = Field(default=None, foreign_key="conversation.id", index=True, ondelete="SET NULL")
    instructions: str = Field(default="", sa_column_kwargs={"server_default": ""})
    parameters: dict[str, Any] = Field(
        default_factory=dict, sa_type=JSON, sa_column_kwargs=_OBJECT
    )  # llm/parameters.py
    created_at: datetime = Field(default_factory=now, sa_column=time(nullable=False))
    updated_at: datetime = Field(default_factory=now, sa_column=time(nullable=False))


class Message(SQLModel, table=True):
    __tablename__ = "message"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        UniqueConstraint("conversation_id", "ordinal", name="uq_message_ordinal"),
        UniqueConstraint("conversation_id", "client_id", name="uq_message_client_id"),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    conversation_id: UUID = Field(foreign_key="conversation.id", ondelete="CASCADE")
    # Not CASCADE: a long chain would nest deeper than SQLite lets triggers go.
    parent_id: UUID | None = Field(default=None, foreign_key="message.id", index=True, ondelete="SET NULL")
    ordinal: int = 0  # from 1, given by store/messages.py
    role: Author = Field(sa_type=String(16))  # pyright: ignore[reportArgumentType]
    content: str = ""
    reasoning: str = ""
    status: Status = Field(default=Status.COMPLETE, index=True, sa_type=String(16))  # pyright: ignore[reportArgumentType]
    error_kind: str | None = Field(default=None, max_length=32)
    error_detail: str = Field(default="", max_length=200)
    model: str = Field(default="", max_length=200)
    # None: the environment's. No foreign key: that its endpoint is gone must not look like that.
    endpoint_id: UUID | None = None
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    first_token_ms: int | None = None
    reasoning_ms: int | None = None
    duration_ms: int | None = None
    cached_tokens: int | None = None  # of the prompt's
    reasoning_tokens: int | None = None  # of the completion's
    tokens_per_s: float | None = None
    finish_reason: str | None = Field(default=None, max_length=16)
    retries: int | None = None
    left_out: int | None = None  # messages above that the model was not sent, for want of room
    dropped: str = Field(default="", max_length=200, sa_column_kwargs={"server_default": ""})  # refused parameters
    switched_off: bool = Field(default=False, sa_column_kwargs={"server_default": false()})  # models aren't sent it
    client_id: str | None = Field(default=None, max_length=64)  # the browser's own id: a resend is one row
    edited: bool = Field(default=False, sa_column_kwargs={"server_default": false()})  # an answer in a person's words
    created_at: datetime = Field(default_factory=now, sa_column=time(nullable=False))


class MessageChunk(SQLModel, table=True):
    """Text of an answer still being written; folded into the message when it ends."""

    __tablename__ = "message_chunk"  # pyright: ignore[reportAssignmentType]

    id: int | None = Field(default=None, primary_key=True)
    message_id: UUID = Field(foreign_key="message.id", index=True, ondelete="CASCADE")
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
    conversation_id: UUID | None = Field(default=None, foreign_key="conversation.id", ondelete="CASCADE")
    text: str
    updated_at: datetime = Field(default_factory=now, sa_column=time(nullable=False))
