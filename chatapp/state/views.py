"""What crosses the wire: plain values made from rows, never the rows themselves."""

import dataclasses
from typing import Any

from chatapp.errors import ChatError
from chatapp.models import Message
from chatapp.services.conversations import Summary
from chatapp.services.following import Gone, Piece, Snapshot, Update


@dataclasses.dataclass(frozen=True)
class ConversationItem:
    id: str
    title: str
    model: str
    updated: str
    preview: str


@dataclasses.dataclass(frozen=True)
class Notice:
    """A text of the catalogs with its arguments; an empty key shows nothing."""

    key: str = ""
    arguments: dict[str, str] = dataclasses.field(default_factory=dict[str, str])


def conversation_item(summary: Summary) -> ConversationItem:
    return ConversationItem(
        id=str(summary.id),
        title=summary.title,
        model=summary.model,
        updated=summary.updated_at.isoformat(),
        preview=summary.preview,
    )


def frame(update: Update) -> dict[str, Any]:
    """One update of a followed conversation, as chat_store.js takes it."""
    if isinstance(update, Piece):
        channel = {"c": "r"} if update.channel == "reasoning" else {}
        return {"m": str(update.message_id), "o": update.offset, "t": update.text, **channel}
    if isinstance(update, Gone):
        return {"conversation": str(update.conversation_id), "gone": True}
    more = {} if update.more is None else {"more": update.more}
    head = {"head": str(update.head)} if update.head else {}
    rows = [_row(message, update) for message in update.messages]
    return {"n": update.number, "conversation": str(update.conversation_id), "rows": rows, **head, **more}


def _row(message: Message, snapshot: Snapshot) -> dict[str, Any]:
    row = {
        "id": str(message.id),
        "parent": str(message.parent_id) if message.parent_id else None,
        "role": message.role,
        "status": message.status,
        "model": message.model,
        "fault": message.error_kind or "",
        "detail": message.error_detail,
        "created": message.created_at.isoformat(),
        "client_id": message.client_id,
    }
    if message.id in snapshot.with_text:
        row |= {"content": message.content, "reasoning": message.reasoning}
    return row


def notice_of(error: ChatError) -> Notice:
    return Notice(error.key, {name: str(value) for name, value in error.args_.items()})
