"""What crosses the wire: plain values made from rows, never the rows themselves."""

import dataclasses

from chatapp.errors import ChatError
from chatapp.models import AuditEntry, OneTimeLink, Role
from chatapp.services.conversations import Line
from chatapp.services.devices import SignedIn
from chatapp.services.endpoints import Item, Trial
from chatapp.services.models import Group, Noted
from chatapp.services.people import Person
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
    created: str
    archived: bool
    deleted: str  # when; empty: it is not in the trash
    tags: list[str]  # their ids


@dataclasses.dataclass(frozen=True)
class TagItem:
    id: str
    name: str
    colour: str


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
class ModelItem:
    """`model` names it to the server, `name` to people."""

    model: str
    name: str


@dataclasses.dataclass(frozen=True)
class ModelGroup:
    """What one endpoint offers; the environment's has neither id nor name."""

    id: str
    name: str
    choices: list[ModelItem]
    fault: Notice
    pending: bool
    builtin: bool
    silent: bool  # lists no models: their names are typed


@dataclasses.dataclass(frozen=True)
class EndpointItem:
    id: str
    name: str
    base_url: str
    has_key: bool
    has_headers: bool
    models: str  # named by hand, in lines
    flaw: Notice


@dataclasses.dataclass(frozen=True)
class TrialItem:
    """While `running` there is nothing else. `first_ms` is -1 when no token came; `nameless`: there is no model to
    ask."""

    running: bool = True
    models: int = 0
    list_ms: int = 0
    model: str = ""
    first_ms: int = -1
    fault: Notice = dataclasses.field(default_factory=Notice)
    nameless: bool = False


@dataclasses.dataclass(frozen=True)
class AddressItem:
    name: str
    base_url: str


@dataclasses.dataclass(frozen=True)
class NotedItem:
    """A model as administrators see it. `given` is its own name, `name` the one they gave it."""

    model: str
    given: str
    name: str
    hidden: bool
    endpoint: str


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
        created=line.summary.created_at.isoformat(),
        archived=line.summary.archived_at is not None,
        deleted=line.summary.deleted_at.isoformat() if line.summary.deleted_at else "",
        tags=[str(tag) for tag in line.summary.tags],
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


def model_group(group: Group) -> ModelGroup:
    choices = [ModelItem(choice.model, choice.name) for choice in group.choices]
    fault = _notice_if_any(group.fault)
    return ModelGroup(group.id, group.name, choices, fault, group.pending, group.builtin, group.silent)


def endpoint_item(item: Item) -> EndpointItem:
    flaw = _notice_if_any(item.flaw)
    return EndpointItem(str(item.id), item.name, item.base_url, item.has_key, item.has_headers, item.models, flaw)


def trial_item(trial: Trial) -> TrialItem:
    first = -1 if trial.first_token_ms is None else trial.first_token_ms
    fault = _notice_if_any(trial.fault)
    return TrialItem(False, trial.models, trial.list_ms, trial.model, first, fault, trial.nameless)


def noted_item(noted: Noted) -> NotedItem:
    return NotedItem(noted.model, noted.given, noted.name, noted.hidden, noted.endpoint)


def _notice_if_any(error: ChatError | None) -> Notice:
    return notice_of(error) if error else Notice()
