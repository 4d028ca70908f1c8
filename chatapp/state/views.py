"""What crosses the wire: plain values made from rows, never the rows themselves."""

import dataclasses

from chatapp.errors import ChatError
from chatapp.models import AuditEntry, OneTimeLink, Role
from chatapp.services.conversations import Line
from chatapp.services.devices import SignedIn
from chatapp.services.people import Person
from chatapp.services.search import Found
from chatapp.state import user_agent


@dataclasses.dataclass(frozen=True)
class ConversationItem:
    id: str
    title: str
    model: str
    updated: str
    pinned: str  # when; empty: it is not
    preview: str
    activity: str
    number: int


@dataclasses.dataclass(frozen=True)
class FoundItem:
    """`title` and `snippet` in pieces, each with whether it is what was looked for."""

    id: str
    conversation: str
    message: str  # empty: the title was found
    role: str
    model: str
    at: str
    title: list[tuple[str, bool]]
    snippet: list[tuple[str, bool]]


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


@dataclasses.dataclass(frozen=True)
class PersonItem:
    id: int
    name: str
    admin: bool
    disabled: bool
    me: bool  # whoever reads the list
    created: str
    seen: str  # empty: signed in nowhere


@dataclasses.dataclass(frozen=True)
class InvitationItem:
    id: int
    note: str
    expires: str


@dataclasses.dataclass(frozen=True)
class AuditItem:
    id: int
    action: str
    actor: str  # empty: the command line
    subject: str
    ip: str
    at: str


@dataclasses.dataclass(frozen=True)
class ShownLink:
    """A link that works once, shown once; an empty path shows nothing. `kind`: invitation, created, reset."""

    kind: str = ""
    whom: str = ""
    path: str = ""
    expires: str = ""


def conversation_item(line: Line) -> ConversationItem:
    return ConversationItem(
        id=str(line.summary.id),
        title=line.summary.title,
        model=line.summary.model,
        updated=line.summary.updated_at.isoformat(),
        pinned=line.summary.pinned_at.isoformat() if line.summary.pinned_at else "",
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


def person_item(person: Person, reader_id: int | None) -> PersonItem:
    return PersonItem(
        id=person.id,
        name=person.name,
        admin=person.role == Role.ADMIN,
        disabled=person.disabled,
        me=person.id == reader_id,
        created=person.created_at.isoformat(),
        seen=person.seen_at.isoformat() if person.seen_at else "",
    )


def invitation_item(link: OneTimeLink) -> InvitationItem:
    return InvitationItem(link.id or 0, link.note, link.expires_at.isoformat())


def audit_item(entry: AuditEntry) -> AuditItem:
    return AuditItem(
        id=entry.id or 0,
        action=entry.action,
        actor=entry.actor_name,
        subject=entry.subject_name,
        ip=entry.ip,
        at=entry.created_at.isoformat(),
    )


def found_item(found: Found) -> FoundItem:
    return FoundItem(
        id=str(found.text.key),
        conversation=str(found.text.conversation_id),
        message=str(found.text.message_id or ""),
        role=found.text.role or "",
        model=found.text.model,
        at=found.text.at.isoformat(),
        title=list(found.title),
        snippet=list(found.snippet),
    )
