"""A person's conversations: the list beside every page, and the history page."""

import reflex as rx

from chatapp import routes
from chatapp.services import conversations
from chatapp.state import notices
from chatapp.state.inputs import Id, Name, identifier
from chatapp.state.session import viewer
from chatapp.state.views import ConversationItem, conversation_item

MAX_LISTED = 2_000


class ConversationState(rx.State):
    items: rx.Field[list[ConversationItem]] = rx.field(default_factory=list[ConversationItem])
    more: rx.Field[bool] = rx.field(False)
    opened: rx.Field[int] = rx.field(0)  # counts loads and reconnects: after each, the page asks for what it missed
    renaming: rx.Field[str] = rx.field("")
    deleting: rx.Field[str] = rx.field("")
    deleting_title: rx.Field[str] = rx.field("")

    @rx.event
    async def load(self):
        """On load, on navigation and on every reconnect: a title being typed is left alone, unless its page is left."""
        await notices.clear(self, notices.READING_S)
        self.deleting = ""
        if self.router.url.path.rstrip("/") != routes.HISTORY:
            self.renaming = ""
        self.opened += 1
        await _read(self, conversations.PAGE)

    @rx.event
    async def show_more(self):
        await _read(self, min(len(self.items) + conversations.PAGE, MAX_LISTED))

    @rx.event
    async def start_rename(self, conversation_id: Id):
        self.renaming = str(identifier(conversation_id))
        await notices.clear(self)

    @rx.event
    async def cancel_rename(self):
        self.renaming = ""

    @rx.event
    async def rename(self, conversation_id: Id, title: str):
        me = await viewer(self)
        await conversations.rename(me, identifier(conversation_id), title)
        self.renaming = ""
        await notices.clear(self)
        await _read(self, max(len(self.items), conversations.PAGE))

    @rx.event
    async def ask_delete(self, conversation_id: Id, title: Name):
        self.deleting = str(identifier(conversation_id))
        self.deleting_title = title

    @rx.event
    async def cancel_delete(self):
        self.deleting = ""

    @rx.event
    async def delete(self):
        me = await viewer(self)
        gone, self.deleting = self.deleting, ""
        await conversations.delete(me, identifier(gone))
        await notices.clear(self)
        await _read(self, max(len(self.items), conversations.PAGE))
        if routes.conversation_id_of(self.router.url.path) == gone:
            return rx.redirect(routes.CHAT)


async def _read(state: ConversationState, count: int) -> None:
    """The newest `count`, as they stand. What changes later reaches the page by `Stream.follow`; a page that loads
    anew is first shown these."""
    me = await viewer(state)
    page = await conversations.history(me, count)
    state.items, state.more = [conversation_item(line) for line in page.items], page.more
