"""What a person looks for in all of their conversations."""

import reflex as rx

from chatapp.services import search
from chatapp.state.inputs import Name
from chatapp.state.search_views import FoundItem, found_item
from chatapp.state.session import viewer

_PEEKED = 8


class SearchState(rx.State):
    found: rx.Field[list[FoundItem]] = rx.field(default_factory=list[FoundItem])
    found_for: rx.Field[str] = rx.field("")  # what was typed
    more: rx.Field[int] = rx.field(0)  # where a further page begins; 0: there is none

    peeked: rx.Field[list[FoundItem]] = rx.field(default_factory=list[FoundItem])  # for the palette
    peeked_for: rx.Field[str] = rx.field("")

    @rx.event
    async def find(self, text: Name):
        me = await viewer(self)
        results = await search.find(me, text)
        self.found, self.found_for, self.more = [found_item(found) for found in results.items], text, results.more or 0

    @rx.event
    async def find_more(self, text: Name, place: int):
        """What comes after the results that the page has."""
        me = await viewer(self)
        if (text, place) != (self.found_for, self.more) or not place:
            return
        results = await search.find(me, text, place)
        self.found += [found_item(found) for found in results.items]
        self.more = results.more or 0

    @rx.event
    async def peek(self, text: Name):
        """The best few messages, for the palette."""
        me = await viewer(self)
        results = await search.find(me, text)
        said = [found_item(found) for found in results.items if found.text.message_id]
        self.peeked, self.peeked_for = said[:_PEEKED], text
