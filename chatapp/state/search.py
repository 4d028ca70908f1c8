"""What a person looks for in all of their conversations."""

import reflex as rx

from chatapp.services import search
from chatapp.state.inputs import Id, Name, Word, identifier
from chatapp.state.search_views import FoundItem, found_item
from chatapp.state.session import viewer

_PEEKED = 8


class SearchState(rx.State):
    found: rx.Field[list[FoundItem]] = rx.field(default_factory=list[FoundItem])
    found_for: rx.Field[str] = rx.field("")  # what was typed
    more: rx.Field[int] = rx.field(0)  # where a further page begins; 0: there is none

    peeked: rx.Field[list[FoundItem]] = rx.field(default_factory=list[FoundItem])  # for the palette
    peeked_for: rx.Field[str] = rx.field("")

    hits: rx.Field[list[str]] = rx.field(default_factory=list[str])  # messages of the conversation that was opened
    pattern: rx.Field[str] = rx.field("")  # of what is marked in them
    hits_for: rx.Field[str] = rx.field("")  # the conversation and what was typed

    @rx.event
    async def find(self, text: Name, zone: Word):
        """`zone`: the reader's, which only their browser knows."""
        me = await viewer(self)
        results = await search.find(me, text, zone)
        self.found, self.found_for, self.more = [found_item(found) for found in results.items], text, results.more or 0

    @rx.event
    async def find_more(self, text: Name, zone: Word, place: int):
        """What comes after the results that the page has."""
        me = await viewer(self)
        if (text, place) != (self.found_for, self.more) or not place:
            return
        results = await search.find(me, text, zone, place)
        self.found += [found_item(found) for found in results.items]
        self.more = results.more or 0

    @rx.event
    async def peek(self, text: Name, zone: Word):
        """The best few messages, for the palette."""
        me = await viewer(self)
        results = await search.find(me, text, zone)
        said = [found_item(found) for found in results.items if found.text.message_id]
        self.peeked, self.peeked_for = said[:_PEEKED], text

    @rx.event
    async def look_within(self, conversation_id: Id, text: Name, zone: Word):
        """All places of a conversation where it was said."""
        me = await viewer(self)
        found = await search.within(me, identifier(conversation_id), text, zone)
        self.hits, self.pattern = [str(id_) for id_ in found.messages], found.pattern
        self.hits_for = f"{conversation_id} {text}"
