"""What all kinds of files have in common."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Protocol

from chatapp.models import Conversation, Message

Texts = Mapping[str, str]  # a catalog

ENDED = {
    "streaming": "branch.streaming",
    "stopped": "branch.stopped",
    "interrupted": "branch.interrupted",
    "failed": "branch.failed",
}


class Format(Protocol):
    """A file is its head, its messages with `between` between them, and its tail."""

    suffix: str
    media_type: str
    branches: bool  # every message; else those of the open path alone
    between: str

    def head(self, conversation: Conversation, tags: Sequence[str]) -> str: ...

    def message(self, message: Message) -> str: ...

    def tail(self) -> str: ...


def about(conversation: Conversation, tags: Sequence[str]) -> str:
    """Below the title."""
    return " · ".join([*filter(None, [conversation.model]), moment(conversation.created_at), *tags])


def moment(time: datetime) -> str:
    """The same for every reader of a file: in UTC."""
    return time.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")


def marks(message: Message, texts: Texts) -> list[str]:
    """What stands beside the name of who wrote it."""
    edited = [texts["branch.edited"]] if message.edited else []
    ended = [texts[ENDED[message.status]]] if message.status in ENDED else []
    return [*([message.model] if message.model else []), *edited, *ended, moment(message.created_at)]
