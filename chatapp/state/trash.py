"""Throwing one's conversations away, and having them back."""

import reflex as rx

from chatapp import routes
from chatapp.services import trash
from chatapp.state import notices
from chatapp.state.conversations import ConversationState, read
from chatapp.state.inputs import Ids, identifiers
from chatapp.state.session import viewer


class TrashState(rx.State):
    @rx.event
    async def put(self, ids: Ids):
        await trash.put(await viewer(self), identifiers(ids))
        await notices.clear(self)
        await read(await self.get_state(ConversationState))
        if routes.conversation_id_of(self.router.url.path) in ids:
            return rx.redirect(routes.CHAT)

    @rx.event
    async def restore(self, ids: Ids):
        await trash.restore(await viewer(self), identifiers(ids))
        await notices.clear(self)
        await read(await self.get_state(ConversationState))

    @rx.event
    async def destroy(self, ids: Ids):
        await trash.destroy(await viewer(self), identifiers(ids))

    @rx.event
    async def empty(self):
        await trash.empty(await viewer(self))
