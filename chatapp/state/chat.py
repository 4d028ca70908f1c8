"""The conversation on the page: which one, and what a person does in it. Its messages are not here;
they go from the database to the page's own store (state/stream.py, components/chat_store.js)."""

import reflex as rx
from reflex.event import Event

from chatapp import routes
from chatapp.errors import NotFound
from chatapp.services import conversations, following, models, replies, stopping
from chatapp.settings import current
from chatapp.state import notices, stream
from chatapp.state.frames import Frames
from chatapp.state.inputs import ClientId, Id, Model, identifier, identifier_if_any
from chatapp.state.models import ModelState, begin_anew
from chatapp.state.session import viewer
from chatapp.state.setup import SetupState, begun, forget


class ChatState(rx.State):
    conversation_id: rx.Field[str] = rx.field("")
    title: rx.Field[str] = rx.field("")
    accepted: rx.Field[str] = rx.field("")  # client id of the last prompt taken
    refused: rx.Field[str] = rx.field("")  # client id of the last prompt not taken: the composer shows it again
    # In characters. A value of the running server, not of the build: the page is built once.
    limit: rx.Field[int] = rx.field(default_factory=lambda: current().max_prompt_chars)

    @rx.event
    async def open(self):
        """On load, on navigation and on every reconnect."""
        me = await viewer(self)
        wanted = routes.conversation_id_of(self.router.url.path)
        if not wanted:
            if self.conversation_id:
                begin_anew(await self.get_state(ModelState))
            self.conversation_id, self.title = "", ""
            return None
        try:
            found = await conversations.find(me, identifier(wanted))
        except NotFound as error:
            self.conversation_id = ""
            await notices.show(self, error)
            return rx.redirect(routes.CHAT, replace=True)
        if str(found.id) != self.conversation_id:  # else a model chosen meanwhile would be taken back
            (await self.get_state(ModelState)).chosen = models.of(found)
        self.conversation_id, self.title = str(found.id), found.title

    @rx.event
    async def send(self, text: str, client_id: ClientId, conversation_id: Id = ""):
        """`conversation_id` is the one that the page shows, empty for a new one. This state is no measure:
        on the way from one page to the next it still names the last."""
        me = await viewer(self)
        model = (await self.get_state(ModelState)).chosen
        try:
            here = identifier_if_any(conversation_id)
            setup = await self.get_state(SetupState)
            asked = await replies.ask(me, here, text, client_id, model, begun(setup))
        except Exception as error:  # whatever it was, the text goes back into the box
            self.refused = client_id
            return await notices.show(self, error)
        self.accepted = client_id
        await notices.clear(self)
        if here is None:
            forget(setup)
        if here is None and routes.is_new_chat(self.router.url.path):
            self.conversation_id, self.title = str(asked.conversation_id), asked.title

    @rx.event
    async def stop(self, conversation_id: Id):
        me = await viewer(self)
        await stopping.stop(me, identifier(conversation_id))

    @rx.event
    async def regenerate(self, message_id: Id, model: Model = ""):
        """With the chosen model, if none is named."""
        me = await viewer(self)
        model = model or (await self.get_state(ModelState)).chosen
        await replies.regenerate(me, identifier(message_id), model)

    @rx.event
    async def edit(self, message_id: Id, text: str, client_id: ClientId):
        me = await viewer(self)
        model = (await self.get_state(ModelState)).chosen
        await replies.edit(me, identifier(message_id), text, client_id, model)
        await notices.clear(self)

    @rx.event
    async def continue_answer(self, message_id: Id):
        me = await viewer(self)
        await replies.continue_(me, identifier(message_id))

    @rx.event
    async def show_earlier(self, conversation_id: Id, before: Id):
        """Sends the messages above the oldest one that the page has."""
        me = await viewer(self)
        update = await following.earlier(me, identifier(conversation_id), identifier(before))
        await stream.push(stream.tab_of(self), Frames().of(update))

    @rx.event
    async def refuse_length(self, length: int):
        """The composer keeps a prompt that is too long and says so; the server would only refuse it."""
        await notices.show(self, replies.too_long(length))


def refusal_of(event: Event) -> notices.Delta:
    """What the page has to hear of a prompt that never reached its handler: nobody took it."""
    state = ChatState.get_full_name()
    if event.name != f"{state}.send":
        return {}
    return {state: {"refused_rx_state_": str(event.payload.get("client_id"))[:64]}}
