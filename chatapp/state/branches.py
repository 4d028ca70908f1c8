"""Going back in a conversation: its versions, what is taken out of it, what goes on elsewhere, its map."""

import reflex as rx

from chatapp import routes
from chatapp.services import conversations, deletions, forks, models, outlines, places, versions
from chatapp.state import notices, stream
from chatapp.state.frames import Frames, map_of
from chatapp.state.inputs import ClientId, Id, identifier
from chatapp.state.models import ModelState, talk_to
from chatapp.state.session import viewer


class BranchState(rx.State):
    deleting: rx.Field[str] = rx.field("")  # id of the message that is asked about
    turn: rx.Field[bool] = rx.field(False)  # whether its whole turn would go, or a version with what follows
    going: rx.Field[int] = rx.field(0)  # how many messages

    @rx.event
    async def open_version(self, message_id: Id):
        """In every tab; this one is sent what stands around it."""
        me = await viewer(self)
        shown = await versions.open_(me, identifier(message_id))
        await stream.push(stream.tab_of(self), Frames().of(shown))

    @rx.event
    async def choose(self, message_id: Id):
        """Of several answers side by side the one to go on with, and with its model."""
        me = await viewer(self)
        shown = await versions.open_(me, identifier(message_id))
        talk_to(await self.get_state(ModelState), models.of(await conversations.find(me, shown.conversation_id)))
        await stream.push(stream.tab_of(self), Frames().of(shown))

    @rx.event
    async def look(self, message_id: Id):
        """This tab alone is sent what stands around a message, whatever branch it is in."""
        me = await viewer(self)
        shown = await places.look(me, identifier(message_id))
        await stream.push(stream.tab_of(self), Frames().of(shown))

    @rx.event
    async def show_later(self, after_id: Id, head_id: Id):
        """Sends the messages below the last one that the page has, on the way to the head it shows."""
        me = await viewer(self)
        shown = await places.later(me, identifier(after_id), identifier(head_id))
        await stream.push(stream.tab_of(self), Frames().of(shown))

    @rx.event
    async def edit_answer(self, message_id: Id, text: str, client_id: ClientId):
        me = await viewer(self)
        await versions.edit_answer(me, identifier(message_id), text, client_id)
        await notices.clear(self)

    @rx.event
    async def ask_delete(self, message_id: Id):
        me = await viewer(self)
        planned = await deletions.plan(me, identifier(message_id))
        self.deleting, self.turn, self.going = str(identifier(message_id)), planned.is_turn, len(planned.going)
        await notices.clear(self)

    @rx.event
    async def cancel_delete(self):
        self.deleting = ""

    @rx.event
    async def delete(self):
        me = await viewer(self)
        gone, self.deleting = self.deleting, ""
        await deletions.delete(me, identifier(gone), self.going)

    @rx.event
    async def fork(self, message_id: Id):
        me = await viewer(self)
        made = await forks.fork(me, identifier(message_id))
        await notices.clear(self)
        return rx.redirect(routes.conversation(made))

    @rx.event
    async def show_map(self, conversation_id: Id):
        """Sends the tree of a conversation, of each message its first words."""
        me = await viewer(self)
        outline = await outlines.read(me, identifier(conversation_id))
        await stream.push(stream.tab_of(self), map_of(outline))
