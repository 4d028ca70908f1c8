"""A person's conversations: the list beside every page, and the history page."""

import reflex as rx

from chatapp import routes
from chatapp.services import conversations
from chatapp.state import notices, stream
from chatapp.state.frames import page_of
from chatapp.state.inputs import Id, Name, Word, identifier, moment
from chatapp.state.session import viewer
from chatapp.state.views import ConversationItem, conversation_item


class ConversationState(rx.State):
    # The first page. What comes after it goes to the page's own store (components/list_store.js).
    items: rx.Field[list[ConversationItem]] = rx.field(default_factory=list[ConversationItem])
    more: rx.Field[bool] = rx.field(False)
    opened: rx.Field[int] = rx.field(0)  # counts loads and reconnects: after each, the page asks for what it missed
    found: rx.Field[list[ConversationItem]] = rx.field(default_factory=list[ConversationItem])
    found_for: rx.Field[str] = rx.field("")  # what was searched for
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
        await _read(self)

    @rx.event
    async def show_more(self, updated: Word, conversation_id: Id):
        """Sends what comes after the last line that the page has: its `updated` and its id."""
        me = await viewer(self)
        page = await conversations.older(me, (moment(updated), identifier(conversation_id)))
        await stream.push(stream.tab_of(self), page_of(page))

    @rx.event
    async def search(self, text: Name):
        me = await viewer(self)
        self.found = [conversation_item(line) for line in await conversations.search(me, text)]
        self.found_for = text

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
        await _read(self)

    @rx.event
    async def pin(self, conversation_id: Id):
        me = await viewer(self)
        await conversations.pin(me, identifier(conversation_id))
        await _read(self)

    @rx.event
    async def unpin(self, conversation_id: Id):
        me = await viewer(self)
        await conversations.unpin(me, identifier(conversation_id))
        await _read(self)

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
        await _read(self)
        if routes.conversation_id_of(self.router.url.path) == gone:
            return rx.redirect(routes.CHAT)


async def _read(state: ConversationState) -> None:
    """The first page, as it stands. What changes later reaches the page by `Stream.follow`; a page that loads anew is
    first shown this."""
    me = await viewer(state)
    page = await conversations.history(me)
    state.items, state.more = [conversation_item(line) for line in page.items], page.more
