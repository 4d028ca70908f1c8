"""Model servers and their models, on the page for administrators. Saving one is a form that is posted (http.py)."""

import reflex as rx

from chatapp.errors import NotAdministrator
from chatapp.services import endpoints, models
from chatapp.services.presets import PRESETS
from chatapp.services.viewer import Actor
from chatapp.state import notices
from chatapp.state.inputs import Id, Model, Name, identifier
from chatapp.state.session import viewer
from chatapp.state.views import (
    AddressItem,
    EndpointItem,
    NotedItem,
    TrialItem,
    endpoint_item,
    noted_item,
    trial_item,
)


class EndpointState(rx.State):
    items: rx.Field[list[EndpointItem]] = rx.field(default_factory=list[EndpointItem])
    trials: rx.Field[dict[str, TrialItem]] = rx.field(default_factory=dict[str, TrialItem])
    environment: rx.Field[str] = rx.field("")  # host and port; empty: the settings name none
    presets: rx.Field[list[AddressItem]] = rx.field(
        default_factory=lambda: [AddressItem(preset.name, preset.base_url) for preset in PRESETS]
    )
    found: rx.Field[list[AddressItem]] = rx.field(default_factory=list[AddressItem])
    noted: rx.Field[list[NotedItem]] = rx.field(default_factory=list[NotedItem])
    everybodys: rx.Field[str] = rx.field("")

    @rx.event
    async def load(self):
        """On load, on navigation, on every reconnect, and when one was saved."""
        me = await _actor(self)
        try:
            self.items = [endpoint_item(item) for item in await endpoints.listed(me)]
        except NotAdministrator:
            self.reset()
            raise
        self.environment = endpoints.of_environment()
        self.trials = {}

    # In the background: servers that say nothing must not hold up the page.
    @rx.event(background=True, supersedes=True)
    async def look_around(self):
        """For model servers on this machine, and for what all the others offer."""
        async with self:
            me = await _actor(self)
        found = [AddressItem(preset.name, preset.base_url) for preset in await endpoints.on_loopback(me)]
        async with self:
            self.found = found
        noted, everybodys = await models.all_noted(me), await models.everybodys_default(me)
        async with self:
            self.noted, self.everybodys = [noted_item(each) for each in noted], everybodys

    @rx.event(background=True)
    async def test(self, endpoint_id: Id):
        async with self:
            me = await _actor(self)
            wanted = identifier(endpoint_id)
            if any(item.id == str(wanted) for item in self.items):
                self.trials = {**self.trials, str(wanted): TrialItem()}
        trial = trial_item(await endpoints.try_(me, wanted))
        async with self:
            self.trials = {**self.trials, str(wanted): trial}

    @rx.event
    async def remove(self, endpoint_id: Id):
        me = await _actor(self)
        await endpoints.remove(me, identifier(endpoint_id))
        await notices.clear(self)
        self.items = [endpoint_item(item) for item in await endpoints.listed(me)]

    @rx.event
    async def hide(self, model: Model):
        await models.hide(await _actor(self), model, hidden=True)
        self.noted = [_changed(each, hidden=True) if each.model == model else each for each in self.noted]

    @rx.event
    async def show(self, model: Model):
        await models.hide(await _actor(self), model, hidden=False)
        self.noted = [_changed(each, hidden=False) if each.model == model else each for each in self.noted]

    @rx.event
    async def rename(self, model: Model, name: Name):
        await models.rename(await _actor(self), model, name)
        self.noted = [_changed(each, name=name.strip()) if each.model == model else each for each in self.noted]

    @rx.event
    async def choose_default(self, model: Model):
        await models.choose_everybodys_default(await _actor(self), model)
        self.everybodys = model


async def _actor(state: EndpointState) -> Actor:
    me = await viewer(state)
    return Actor(me.user_id, me.name, state.router.session.client_ip)


def _changed(item: NotedItem, name: str | None = None, hidden: bool | None = None) -> NotedItem:
    return NotedItem(
        item.model,
        item.given,
        item.name if name is None else name,
        item.hidden if hidden is None else hidden,
        item.endpoint,
    )
