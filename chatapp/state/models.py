"""Which models can be talked to, and the one the next prompt goes to."""

import reflex as rx

from chatapp.services import models
from chatapp.state.inputs import Name
from chatapp.state.session import viewer
from chatapp.state.views import Notice, notice_of


class ModelState(rx.State):
    names: rx.Field[list[str]] = rx.field(default_factory=list[str])
    chosen: rx.Field[str] = rx.field("")
    builtin: rx.Field[bool] = rx.field(False)
    fault: rx.Field[Notice] = rx.field(default_factory=Notice)

    # In the background: a mute endpoint must not hold up the page.
    @rx.event(background=True, supersedes=True)
    async def load(self):
        async with self:
            me = await viewer(self)
        choices = await models.choices(me)
        async with self:
            self.names = list(choices.models)
            self.builtin = choices.builtin
            self.fault = notice_of(choices.fault) if choices.fault else Notice()
            if self.chosen not in self.names:
                self.chosen = self.names[0] if self.names else ""

    @rx.event
    async def choose(self, name: Name):
        await viewer(self)
        if name in self.names:
            self.chosen = name


def choose_if_there(state: ModelState, name: str) -> None:
    """Goes back to a conversation's model, unless it is known to be gone."""
    if name and (name in state.names or not state.names):
        state.chosen = name
