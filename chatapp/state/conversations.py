"""A person's conversations: the list beside every page, and the history page."""

import reflex as rx

from chatapp.services import conversations, retention
from chatapp.services.conversations import Shelf, Sort, View
from chatapp.settings import current
from chatapp.state import notices, stream
from chatapp.state.frames import page_of
from chatapp.state.inputs import Id, Ids, Name, Word, identifier, identifier_if_any, identifiers, moment, word_of
from chatapp.state.session import viewer
from chatapp.state.views import ConversationItem, conversation_item


class ConversationState(rx.State):
    # The first page. What comes after it goes to the page's own store (components/list_store.js).
    items: rx.Field[list[ConversationItem]] = rx.field(default_factory=list[ConversationItem])
    more: rx.Field[bool] = rx.field(False)
    opened: rx.Field[int] = rx.field(0)  # counts loads and reconnects: after each, the page asks for what it missed
    found: rx.Field[list[ConversationItem]] = rx.field(default_factory=list[ConversationItem])
    found_for: rx.Field[str] = rx.field("")  # what was searched for
    kept_days: rx.Field[int] = rx.field(0)  # after so many unused one is deleted; 0: never
    trash_days: rx.Field[int] = rx.field(default_factory=lambda: current().trash_days)

    @rx.event
    async def load(self):
        """On load, on navigation and on every reconnect."""
        await notices.clear(self, notices.READING_S)
        self.opened += 1
        self.kept_days = retention.days(await viewer(self))
        await read(self)

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
    async def look(self, shelf: Word, sort: Word, tag: Id, after: Name, after_id: Id):
        """Sends a part of another view than the list: its beginning, or what comes after the last line that the page
        has. `after`: that one's time, or its title in a view by title."""
        me, key = await viewer(self), f"{shelf} {sort} {tag}"
        view = View(word_of(Shelf, shelf), word_of(Sort, sort), identifier_if_any(tag))
        place = None
        if after_id:
            place = (after if view.sort is Sort.TITLE else moment(after), identifier(after_id))
        page = await conversations.listed(me, view, place)
        await stream.push(stream.tab_of(self), page_of(page, key))

    @rx.event
    async def rename(self, conversation_id: Id, title: str):
        me = await viewer(self)
        await conversations.rename(me, identifier(conversation_id), title)
        await notices.clear(self)
        await read(self)

    @rx.event
    async def pin(self, conversation_id: Id):
        me = await viewer(self)
        await conversations.pin(me, identifier(conversation_id))
        await read(self)

    @rx.event
    async def unpin(self, conversation_id: Id):
        me = await viewer(self)
        await conversations.unpin(me, identifier(conversation_id))
        await read(self)

    @rx.event
    async def move_pin(self, conversation_id: Id, down: int):
        me = await viewer(self)
        await conversations.move_pin(me, identifier(conversation_id), down > 0)
        await read(self)

    @rx.event
    async def archive(self, ids: Ids):
        me = await viewer(self)
        await conversations.archive(me, identifiers(ids))
        await read(self)

    @rx.event
    async def unarchive(self, ids: Ids):
        me = await viewer(self)
        await conversations.unarchive(me, identifiers(ids))
        await read(self)


async def read(state: ConversationState) -> None:
    """The first page, as it stands. What changes later reaches the page by `Stream.follow`; a page that loads anew is
    first shown this."""
    me = await viewer(state)
    page = await conversations.history(me)
    state.items, state.more = [conversation_item(line) for line in page.items], page.more
