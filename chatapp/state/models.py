"""Which models can be talked to, and the one the next prompt goes to."""

from typing import Any

import reflex as rx

from chatapp import routes
from chatapp.services import models
from chatapp.services.models import Menu
from chatapp.state import notices
from chatapp.state.inputs import Model
from chatapp.state.session import viewer
from chatapp.state.views import ModelGroup, model_group


class ModelState(rx.State):
    groups: rx.Field[list[ModelGroup]] = rx.field(default_factory=list[ModelGroup])
    favourites: rx.Field[list[str]] = rx.field(default_factory=list[str])
    recent: rx.Field[list[str]] = rx.field(default_factory=list[str])
    chosen: rx.Field[str] = rx.field("")
    own_default: rx.Field[str] = rx.field("")  # empty: everybody's
    builtin: rx.Field[bool] = rx.field(False)
    default: str = rx.field("", is_var=False)

    # In the background: a mute endpoint must not hold up the page.
    @rx.event(background=True, supersedes=True)
    async def load(self):
        async with self:
            me = await viewer(self)
        async for menu in models.menus(me):
            async with self:
                _show(self, menu)

    @rx.event
    async def choose(self, model: Model):
        await viewer(self)
        if any(choice.model == model for group in self.groups for choice in group.choices):
            self.chosen = model

    @rx.event
    async def add_favourite(self, model: Model):
        await models.set_favourite(await viewer(self), model, wanted=True)
        self.favourites = [*(other for other in self.favourites if other != model), model]

    @rx.event
    async def remove_favourite(self, model: Model):
        await models.set_favourite(await viewer(self), model, wanted=False)
        self.favourites = [other for other in self.favourites if other != model]

    @rx.event
    async def choose_default(self, model: Model):
        """For new conversations; empty: everybody's."""
        await models.choose_default(await viewer(self), model)
        self.own_default, self.default = model, model or self.default
        await notices.clear(self)
        return ModelState.load


def begin_anew(state: ModelState) -> None:
    """A new conversation begins with the person's own default, else with what was talked to last, if it is there."""
    if state.own_default or not _is_there(state):
        state.chosen = state.default


def _show(state: ModelState, menu: Menu) -> None:
    """Only what has changed is sent."""
    shown: dict[str, Any] = {
        "groups": [model_group(group) for group in menu.groups],
        "favourites": list(menu.favourites),
        "recent": list(menu.recent),
        "own_default": menu.own_default,
        "builtin": any(group.builtin for group in menu.groups),
        "default": menu.default,
    }
    for name, value in shown.items():
        if getattr(state, name) != value:
            setattr(state, name, value)
    if not state.chosen or (routes.is_new_chat(state.router.url.path) and not _is_there(state)):
        state.chosen = menu.default


def _is_there(state: ModelState) -> bool:
    groups = {group.id for group in state.groups if not group.builtin}
    builtin = {choice.model for group in state.groups if group.builtin for choice in group.choices}
    return models.is_there(state.chosen, groups, builtin)
