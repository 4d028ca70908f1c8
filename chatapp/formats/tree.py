"""A conversation with all its branches as JSON: docs/export.md says what the fields mean.

Whoever changes a field's meaning raises VERSION.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from chatapp.models import Conversation, Message, now

FORMAT = "chatapp.conversation"
VERSION = 1

_OF_CONVERSATION = ("title", "title_source", "model", "instructions", "parameters")
_OF_MESSAGE = (
    *("role", "status", "content", "reasoning", "model"),
    *("edited", "switched_off", "error_kind", "error_detail"),
)
_USAGE = (
    *("prompt_tokens", "cached_tokens", "completion_tokens", "reasoning_tokens", "first_token_ms", "reasoning_ms"),
    *("duration_ms", "tokens_per_s", "retries", "left_out", "finish_reason"),
)


class Tree:
    suffix = ".json"
    media_type = "application/json"
    branches = True
    between = ",\n"

    def head(self, conversation: Conversation, tags: Sequence[str]) -> str:
        about = {
            "id": str(conversation.id),
            **{name: getattr(conversation, name) for name in _OF_CONVERSATION},
            "tags": [*tags],
            "pinned_at": time(conversation.pinned_at),
            "archived_at": time(conversation.archived_at),
            "created_at": time(conversation.created_at),
            "updated_at": time(conversation.updated_at),
            "forked_from_id": _id(conversation.forked_from_id),
            "current_message_id": _id(conversation.current_message_id),
        }
        opening = {"format": FORMAT, "version": VERSION, "exported_at": time(now()), "conversation": about}
        return f'{text(opening)[:-1]}, "messages": [\n'

    def message(self, message: Message) -> str:
        usage = {name: value for name in _USAGE if (value := getattr(message, name)) is not None}
        return text(
            {
                "id": str(message.id),
                "parent_id": _id(message.parent_id),
                **{name: getattr(message, name) for name in _OF_MESSAGE},
                "created_at": time(message.created_at),
                "usage": usage,
            }
        )

    def tail(self) -> str:
        return "\n]}\n"


def text(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False)


def time(moment: datetime | None) -> str | None:
    return moment and moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _id(identifier: object) -> str | None:
    return None if identifier is None else str(identifier)
