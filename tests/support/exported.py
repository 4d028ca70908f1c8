"""Reads an exported conversation back, as docs/export.md describes it: whatever is not as it says there is refused."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID


@dataclass(frozen=True)
class Exported:
    conversation: Mapping[str, Any]
    messages: Mapping[UUID, Mapping[str, Any]]  # a message comes after the one it is below

    def tree(self) -> dict[UUID, UUID | None]:
        return {found: _id(message["parent_id"]) for found, message in self.messages.items()}

    def open_path(self) -> list[str]:
        """The texts that a reader saw, oldest first."""
        texts, at = [], _id(self.conversation["current_message_id"])
        while at is not None:
            texts.append(self.messages[at]["content"])
            at = _id(self.messages[at]["parent_id"])
        return texts[::-1]


def read(text: str | bytes) -> Exported:
    said = json.loads(text)
    assert (said["format"], said["version"]) == ("chatapp.conversation", 1)
    messages: dict[UUID, Mapping[str, Any]] = {}
    for message in said["messages"]:
        assert message["parent_id"] is None or _id(message["parent_id"]) in messages
        assert UUID(message["id"]) not in messages
        assert message["role"] in ("user", "assistant")
        assert message["status"] in ("complete", "streaming", "stopped", "interrupted", "failed")
        _check_time(message["created_at"])
        messages[UUID(message["id"])] = message
    _check_time(said["exported_at"])
    head = _id(said["conversation"]["current_message_id"])
    assert head is None or head in messages
    return Exported(said["conversation"], messages)


def _id(text: str | None) -> UUID | None:
    return None if text is None else UUID(text)


def _check_time(text: str) -> None:
    assert text.endswith("Z")
    datetime.fromisoformat(text)
