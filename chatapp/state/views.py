"""What crosses the wire: plain values made from rows, never the rows themselves."""

import dataclasses
import json

from chatapp.errors import ChatError
from chatapp.models import AuditEntry, OneTimeLink, Role
from chatapp.services.conversations import Line
from chatapp.services.devices import SignedIn
from chatapp.services.people import Person
from chatapp.services.setup import Look
from chatapp.services.turns import Fate
from chatapp.state import user_agent

_BEGINNING_CHARS = 80


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


@dataclasses.dataclass(frozen=True)
class Told:
    """What became of what was saved: `key` is the text of what is wrong with it, empty when it is stored."""

    number: int = 0
    key: str = ""
    arguments: dict[str, str] = dataclasses.field(default_factory=dict[str, str])


@dataclasses.dataclass(frozen=True)
class ShareItem:
    """Of a message in the next request; without an id it is the prompt in the box."""

    id: str
    role: str
    beginning: str
    tokens: int
    fate: str


@dataclasses.dataclass(frozen=True)
class LookView:
    """How a conversation is set up, and what would be sent next. `sent`: the parameters, as JSON."""

    number: int = 0
    model: str = ""
    app: str = ""
    person: str = ""
    instructions: str = ""
    parameters: dict[str, str] = dataclasses.field(default_factory=dict[str, str])
    sent: str = ""
    system_tokens: int = 0
    shares: list[ShareItem] = dataclasses.field(default_factory=list[ShareItem])
    older: int = 0  # messages above those, not sent
    left_out: int = 0
    room: int = 0  # in tokens
    total: int = 0
    counted: int = 0  # 0: nobody has


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


def told(number: int, error: ChatError | None = None) -> Told:
    said = notice_of(error) if error else Notice()
    return Told(number, said.key, said.arguments)


def look_view(found: Look, model: str, number: int) -> LookView:
    prepared = found.prepared
    layers, shares = prepared.layers, prepared.plan.shares
    system, sent = found.system_tokens, [share.tokens for share in shares if share.fate in (Fate.SENT, Fate.CUT)]
    items = [
        ShareItem(
            id="" if share is shares[-1] else str(share.message.id),
            role=share.message.role,
            beginning=share.message.content[:_BEGINNING_CHARS],
            tokens=share.tokens,
            fate=share.fate,
        )
        for share in shares
    ]
    return LookView(
        number=number,
        model=model,
        app=layers.app,
        person=layers.person,
        instructions=layers.conversation,
        parameters=dict(found.setup.texts),
        sent=json.dumps(dict(prepared.parameters), ensure_ascii=False) if prepared.parameters else "",
        system_tokens=system,
        shares=items,
        older=prepared.older,
        left_out=prepared.left_out,
        room=prepared.plan.room,
        total=system + sum(sent),
        counted=found.counted or 0,
    )


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
