"""Instructions to every model: a person's own on the settings page, the app's on the page for administrators."""

from collections.abc import Awaitable

import reflex as rx

from chatapp.errors import ChatError, NotAdministrator
from chatapp.services import instructions
from chatapp.services.viewer import Actor
from chatapp.settings import current
from chatapp.state.session import viewer
from chatapp.state.setup_views import Told, told


class InstructionsState(rx.State):
    own: rx.Field[str] = rx.field("")
    of_app: rx.Field[str] = rx.field("")
    told: rx.Field[Told] = rx.field(default_factory=Told)
    limit: rx.Field[int] = rx.field(default_factory=lambda: current().max_instructions_chars)

    @rx.event
    async def load(self):
        self.own = await instructions.own(await viewer(self))

    @rx.event
    async def load_for_all(self):
        try:
            self.of_app = await instructions.of_app(await _actor(self))
        except NotAdministrator:  # AdminState.load shows them out
            self.of_app = ""

    @rx.event
    async def keep(self, text: str, number: int):
        """The page hears by its own `number` of it what has become of it."""
        me = await viewer(self)
        if await _told(self, instructions.keep(me, text), number):
            self.own = text

    @rx.event
    async def keep_for_all(self, text: str, number: int):
        """As `keep`."""
        actor = await _actor(self)
        if await _told(self, instructions.keep_for_all(actor, text), number):
            self.of_app = text


async def _told(state: InstructionsState, keeping: Awaitable[None], number: int) -> bool:
    try:
        await keeping
    except ChatError as error:
        state.told = told(number, error)
        return False
    state.told = told(number)
    return True


async def _actor(state: InstructionsState) -> Actor:
    me = await viewer(state)
    return Actor(me.user_id, me.name, state.router.session.client_ip)
