"""The page for administrators: people, who may register, what was done. Only what the services allow reaches it."""

from collections.abc import Awaitable, Callable
from typing import Any

import reflex as rx

from chatapp import routes
from chatapp.errors import NotAdministrator
from chatapp.services import audit, invitations, people, registration
from chatapp.services.links import Link
from chatapp.services.viewer import Actor
from chatapp.state import notices
from chatapp.state.inputs import Name, Word
from chatapp.state.session import viewer
from chatapp.state.views import (
    AuditItem,
    InvitationItem,
    PersonItem,
    ShownLink,
    audit_item,
    invitation_item,
    person_item,
)

_MAX_LISTED = 2_000


class AdminState(rx.State):
    people: rx.Field[list[PersonItem]] = rx.field(default_factory=list[PersonItem])
    more_people: rx.Field[bool] = rx.field(False)
    total: rx.Field[int] = rx.field(0)
    searched: str = rx.field("", is_var=False)
    mode: rx.Field[str] = rx.field("")  # empty: not read yet
    mode_is_set: rx.Field[bool] = rx.field(False)
    invitations: rx.Field[list[InvitationItem]] = rx.field(default_factory=list[InvitationItem])
    entries: rx.Field[list[AuditItem]] = rx.field(default_factory=list[AuditItem])
    more_entries: rx.Field[bool] = rx.field(False)
    link: rx.Field[ShownLink] = rx.field(default_factory=ShownLink)
    made: rx.Field[int] = rx.field(0)  # counts links: after each, the forms are empty again
    asked: rx.Field[str] = rx.field("")  # what is to be confirmed: reset, delete
    asked_id: rx.Field[int] = rx.field(0)
    asked_name: rx.Field[str] = rx.field("")

    @rx.event
    async def load(self):
        """On load, on navigation and on every reconnect."""
        self.asked, self.searched = "", ""
        return await _act(self)

    @rx.event
    async def search(self, text: Name):
        self.searched = text
        self.people = []
        return await _act(self)

    @rx.event
    async def show_more_people(self):
        return await _act(self, people_more=people.PAGE)

    @rx.event
    async def show_more_entries(self):
        return await _act(self, entries_more=audit.PAGE)

    @rx.event
    async def choose_registration(self, mode: Word):
        return await _act(self, lambda me: registration.choose(me, mode))

    @rx.event
    async def invite(self, note: Name):
        async def make(me: Actor) -> None:
            _show(self, "invitation", note, routes.register_with, await invitations.make(me, note))

        return await _act(self, make)

    @rx.event
    async def revoke(self, invitation_id: int):
        return await _act(self, lambda me: invitations.revoke(me, invitation_id))

    @rx.event
    async def create(self, name: Name):
        async def make(me: Actor) -> None:
            _show(self, "created", name, routes.reset_with, await people.create(me, name))

        return await _act(self, make)

    @rx.event
    async def disable(self, user_id: int):
        return await _act(self, lambda me: people.disable(me, user_id))

    @rx.event
    async def enable(self, user_id: int):
        return await _act(self, lambda me: people.enable(me, user_id))

    @rx.event
    async def make_admin(self, user_id: int):
        return await _act(self, lambda me: people.make_admin(me, user_id))

    @rx.event
    async def take_admin(self, user_id: int):
        return await _act(self, lambda me: people.take_admin(me, user_id))

    @rx.event
    async def ask_reset(self, user_id: int, name: Name):
        self.asked, self.asked_id, self.asked_name = "reset", user_id, name

    @rx.event
    async def ask_delete(self, user_id: int, name: Name):
        self.asked, self.asked_id, self.asked_name = "delete", user_id, name

    @rx.event
    async def cancel(self):
        self.asked = ""

    @rx.event
    async def reset_password(self, user_id: int):
        async def make(me: Actor) -> None:
            _show(self, "reset", self.asked_name, routes.reset_with, await people.reset_password(me, user_id))

        self.asked = ""
        return await _act(self, make)

    @rx.event
    async def delete(self, user_id: int):
        self.asked = ""
        return await _act(self, lambda me: people.delete(me, user_id))

    @rx.event
    async def forget_link(self):
        self.link = ShownLink()


async def _act(
    state: AdminState,
    action: Callable[[Actor], Awaitable[None]] | None = None,
    *,
    people_more: int = 0,
    entries_more: int = 0,
) -> Any:
    """Does it, and shows how things stand then. Whoever is no administrator, or no longer, is shown out."""
    me = await viewer(state)
    actor = Actor(me.user_id, me.name, state.router.session.client_ip)
    try:
        if action:
            await action(actor)
            await notices.clear(state)
        await _read(state, actor, len(state.people) + people_more, len(state.entries) + entries_more)
    except NotAdministrator as error:
        state.reset()
        await notices.show(state, error)
        return rx.redirect(routes.CHAT, replace=True)


async def _read(state: AdminState, actor: Actor, people_count: int, entry_count: int) -> None:
    listed = await people.found(actor, state.searched, _bounded(people_count, people.PAGE))
    state.people = [person_item(person, actor.id) for person in listed.items]
    state.more_people, state.total = listed.more, listed.total
    state.mode, state.mode_is_set = await registration.mode(actor), registration.is_set()
    state.invitations = [invitation_item(link) for link in await invitations.open_(actor)]
    done = await audit.recent(actor, _bounded(entry_count, audit.PAGE))
    state.entries, state.more_entries = [audit_item(entry) for entry in done.items], done.more


def _bounded(count: int, page: int) -> int:
    return min(max(count, page), _MAX_LISTED)


def _show(state: AdminState, kind: str, whom: str, path: Callable[[str], str], link: Link) -> None:
    state.link = ShownLink(kind, whom, path(link.token), link.expires_at.isoformat())
    state.made += 1
