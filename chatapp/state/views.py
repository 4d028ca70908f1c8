"""What crosses the wire: plain values made from rows, never the rows themselves."""

import dataclasses

from chatapp.errors import ChatError
from chatapp.services.conversations import Line
from chatapp.services.devices import SignedIn
from chatapp.state import user_agent


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
class DeviceItem:
    id: int
    here: bool
    browser: str  # these two are empty when it isn't known
    system: str
    ip: str
    since: str
    last_used: str


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


def device_item(device: SignedIn) -> DeviceItem:
    browser, system = user_agent.names(device.user_agent)
    return DeviceItem(
        id=device.session_id,
        here=device.here,
        browser=browser,
        system=system,
        ip=device.ip,
        since=device.since.isoformat(),
        last_used=device.last_used.isoformat(),
    )


def notice_of(error: ChatError) -> Notice:
    return Notice(error.key, {name: str(value) for name, value in error.args_.items()})
