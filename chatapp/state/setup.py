"""How a conversation is held: the panel of the chat page. What is set before the first prompt waits here for it."""

from typing import Annotated

import reflex as rx

from chatapp import routes
from chatapp.errors import ChatError
from chatapp.services import setup
from chatapp.services.setup import Setup
from chatapp.settings import current
from chatapp.state.inputs import Id, Most, identifier, identifier_if_any
from chatapp.state.models import ModelState
from chatapp.state.session import viewer
from chatapp.state.setup_views import LookView, Told, look_view, told

Parameters = Annotated[dict[str, Annotated[str, Most(5_000)]], Most(10)]  # as llm/parameters.py parses them


class SetupState(rx.State):
    changed: rx.Field[int] = rx.field(0)  # how many things are not as they come
    seen: rx.Field[LookView] = rx.field(default_factory=LookView)
    told: rx.Field[Told] = rx.field(default_factory=Told)
    limit: rx.Field[int] = rx.field(default_factory=lambda: current().max_instructions_chars)
    # Of a conversation that is not begun yet.
    instructions: str = rx.field("", is_var=False)
    parameters: dict[str, str] = rx.field(default_factory=dict[str, str], is_var=False)

    @rx.event
    async def load(self):
        """On load, on navigation and on every reconnect."""
        me = await viewer(self)
        wanted = routes.conversation_id_of(self.router.url.path)
        try:
            found = await setup.find(me, identifier(wanted)) if wanted else begun(self)
        except ChatError:  # ChatState.open says so
            found = Setup()
        self.changed = found.changed

    @rx.event
    async def look(self, conversation_id: Id, text: str, number: int):
        """At what would be sent with `text` as the next prompt. The page knows the answer by its `number`."""
        me = await viewer(self)
        here, model = identifier_if_any(conversation_id), (await self.get_state(ModelState)).chosen
        try:
            found = await setup.look(me, here, begun(self), text, model)
        except ChatError as error:  # said in the panel: it covers the page's notices
            self.told = told(number, error)
        else:
            self.seen, self.changed = look_view(found, number), found.setup.changed

    @rx.event
    async def save(self, conversation_id: Id, instructions: str, parameters: Parameters, number: int):
        """The page hears by its own `number` of it what has become of it."""
        me = await viewer(self)
        try:
            here, wanted = identifier_if_any(conversation_id), setup.checked(instructions, parameters)
            if here is None:
                self.instructions, self.parameters = instructions, parameters
            else:
                await setup.save(me, here, wanted)
        except ChatError as error:
            self.told = told(number, error)
        else:
            self.told, self.changed = told(number), wanted.changed

    @rx.event
    async def switch(self, message_id: Id, off: int):
        me = await viewer(self)
        await setup.switch(me, identifier(message_id), bool(off))


def begun(state: SetupState) -> Setup:
    """With which the next conversation begins."""
    return setup.checked(state.instructions, state.parameters)


def forget(state: SetupState) -> None:
    """It has begun."""
    state.instructions, state.parameters = "", {}
