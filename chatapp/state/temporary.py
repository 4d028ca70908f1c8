"""Conversations that are not stored: begun, kept after all, ended."""

import reflex as rx

from chatapp import routes
from chatapp.services import temporary
from chatapp.settings import current
from chatapp.state import notices
from chatapp.state.chat import ChatState
from chatapp.state.inputs import Id, identifier
from chatapp.state.models import ModelState, begin_anew
from chatapp.state.session import viewer


class TemporaryState(rx.State):
    hours: rx.Field[int] = rx.field(default_factory=lambda: current().temporary_hours)

    @rx.event
    async def begin(self):
        me = await viewer(self)
        picked = await self.get_state(ModelState)
        begin_anew(picked)
        begun = await temporary.begin(me, picked.chosen)
        await notices.clear(self)
        return rx.redirect(routes.conversation(begun))

    @rx.event
    async def keep(self, conversation_id: Id):
        me = await viewer(self)
        await temporary.keep(me, identifier(conversation_id))
        await notices.clear(self)
        return ChatState.open  # it has a title now

    @rx.event
    async def end(self, conversation_id: Id):
        """The pages that show it hear of that by themselves (components/bridge.jsx)."""
        me = await viewer(self)
        await temporary.end(me, identifier(conversation_id))
