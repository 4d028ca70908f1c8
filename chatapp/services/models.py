"""Which models a person may talk to, which they like best, and what administrators made of them.

A model is named by its reference: its name and the endpoint that answers for it (llm/reference.py).
"""

from collections.abc import AsyncGenerator, Collection, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass

from chatapp import runtime
from chatapp.errors import ChatError, InvalidInput
from chatapp.llm.reference import endpoint_of, name_of, reference
from chatapp.llm.source import Offer
from chatapp.models import Conversation, Message, ModelNote
from chatapp.services import audit
from chatapp.services.administration import acting, looking
from chatapp.services.audit import Action
from chatapp.services.viewer import Actor, Viewer
from chatapp.store import choices, models
from chatapp.text import one_line

MOST_NAME_CHARS = 200
MOST_FAVOURITES = 100
MOST_RECENT = 5
_MOST_CHARS = 240
_DEFAULT = "model"


@dataclass(frozen=True)
class Choice:
    """`model` is its reference, `name` what people read."""

    model: str
    name: str


@dataclass(frozen=True)
class Group:
    """What one endpoint offers. `id` and `name` are empty for the environment's."""

    id: str
    name: str
    choices: Sequence[Choice]
    fault: ChatError | None
    pending: bool
    builtin: bool


@dataclass(frozen=True)
class Menu:
    """`default` is what a new conversation begins with; `own_default` what the person chose for that, "" if nothing."""

    groups: Sequence[Group]
    favourites: Sequence[str]
    recent: Sequence[str]
    default: str
    own_default: str


@dataclass(frozen=True)
class Noted:
    """A model as administrators see it: with those that are hidden."""

    model: str
    given: str  # its own name
    name: str  # the other one, "" without
    hidden: bool
    endpoint: str


def of(one: Conversation | Message) -> str:
    """What a conversation was last talked to with, what wrote an answer."""
    return reference(one.model, one.endpoint_id)


def is_there(model: str, groups: Collection[str], builtin: Collection[str]) -> bool:
    """False only when it is known that nobody answers for it. `groups`: ids of all but the built-in model's, `builtin`:
    what that one offers. A server that doesn't list a model says itself that it has none."""
    return str(endpoint_of(model) or "") in groups or model in builtin


async def menus(viewer: Viewer) -> AsyncGenerator[Menu, None]:
    """What is known at once, and again as often as an endpoint has answered: a slow one holds up nothing."""
    async for offers in runtime.current().catalog.growing():
        yield await _menu(viewer, offers)


async def default(viewer: Viewer) -> str:
    """For a prompt that names no model; "" when none is known."""
    async with aclosing(menus(viewer)) as growing:
        async for menu in growing:
            if menu.default:
                return menu.default
    return ""


async def set_favourite(viewer: Viewer, model: str, wanted: bool) -> None:
    _check(model)
    async with runtime.current().database.write() as session:
        if wanted and len(await models.favourites(session, viewer.user_id)) >= MOST_FAVOURITES:
            raise InvalidInput
        await models.set_favourite(session, viewer.user_id, model, wanted)


async def choose_default(viewer: Viewer, model: str) -> None:
    """For the person's own new conversations; "" goes back to everybody's."""
    if model:
        _check(model)
    async with runtime.current().database.write() as session:
        await models.set_default_of(session, viewer.user_id, model)


async def everybodys_default(actor: Actor) -> str:
    async with looking(actor) as session:
        return await choices.get(session, _DEFAULT)


async def choose_everybodys_default(actor: Actor, model: str) -> None:
    if model:
        _check(model)
    async with acting(actor) as session:
        await choices.put(session, _DEFAULT, model)
        await audit.record(session, Action.MODEL_DEFAULT, actor, name_of(model))


async def all_noted(actor: Actor) -> Sequence[Noted]:
    """Every model that is known now, and what was made of it."""
    async with looking(actor) as session:
        notes = await models.notes(session)
    found: list[Noted] = []
    for offer in await runtime.current().catalog.offers():
        for name in offer.models:
            model = reference(name, offer.endpoint.id)
            note = notes.get(model) or ModelNote(model=model)
            found.append(Noted(model, name, note.name, note.hidden, offer.endpoint.name))
    return found


async def hide(actor: Actor, model: str, hidden: bool) -> None:
    """Out of the picker. Conversations that are held with it go on."""
    _check(model)
    async with acting(actor) as session:
        note = await models.note(session, model)
        note.hidden = hidden
        await models.put_note(session, note)
        await audit.record(session, Action.MODEL_HIDDEN if hidden else Action.MODEL_SHOWN, actor, name_of(model))


async def rename(actor: Actor, model: str, name: str) -> None:
    """What people read in place of its own name; "" for that again."""
    _check(model)
    name = one_line(name)
    if len(name) > MOST_NAME_CHARS:
        raise InvalidInput
    async with acting(actor) as session:
        note = await models.note(session, model)
        note.name = name
        await models.put_note(session, note)
        await audit.record(session, Action.MODEL_NAMED, actor, name_of(model))


async def _menu(viewer: Viewer, offers: Sequence[Offer]) -> Menu:
    run = runtime.current()
    async with run.database.read() as session:
        notes = await models.notes(session)
        favourites = await models.favourites(session, viewer.user_id)
        recent = await models.recent(session, viewer.user_id, MOST_RECENT)
        own = await models.default_of(session, viewer.user_id)
        everybodys = await choices.get(session, _DEFAULT)
    groups = [_group(offer, notes) for offer in offers]
    ids = {group.id for group in groups if not group.builtin}
    offered = [choice.model for group in groups for choice in group.choices]
    wanted = (own, everybodys, run.catalog.configured)
    chosen = next((model for model in wanted if model and is_there(model, ids, offered)), "")
    used = [reference(name, endpoint) for name, endpoint in recent]
    return Menu(groups, favourites, used, chosen or next(iter(offered), ""), own)


def _group(offer: Offer, notes: Mapping[str, ModelNote]) -> Group:
    endpoint = offer.endpoint
    found: list[Choice] = []
    for name in offer.models:
        model = reference(name, endpoint.id)
        note = notes.get(model)
        if note is None or not note.hidden:
            found.append(Choice(model, (note and note.name) or name))
    return Group(str(endpoint.id or ""), endpoint.name, found, offer.fault, offer.pending, offer.builtin)


def _check(model: str) -> None:
    if not 1 <= len(model) <= _MOST_CHARS:
        raise InvalidInput
