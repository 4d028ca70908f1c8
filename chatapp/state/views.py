"""What crosses the wire: plain values made from rows, never the rows themselves."""

import dataclasses

from chatapp.errors import ChatError
from chatapp.services.conversations import Line


@dataclasses.dataclass(frozen=True)
class ConversationItem:
    id: str
    title: str
    model: str
    updated: str
    preview: str
    activity: str
    number: int


@dataclasses.dataclass(frozen=True)
class Notice:
    """A text of the catalogs with its arguments; an empty key shows nothing."""

    key: str = ""
    arguments: dict[str, str] = dataclasses.field(default_factory=dict[str, str])


def conversation_item(line: Line) -> ConversationItem:
    return ConversationItem(
        id=str(line.summary.id),
        title=line.summary.title,
        model=line.summary.model,
        updated=line.summary.updated_at.isoformat(),
        preview=line.summary.preview,
        activity=line.activity,
        number=line.number,
    )


def notice_of(error: ChatError) -> Notice:
    return Notice(error.key, {name: str(value) for name, value in error.args_.items()})
