"""A person's tags, on the history page."""

import reflex as rx

from chatapp.services import tags
from chatapp.state import notices
from chatapp.state.inputs import Id, Ids, Name, Word, identifier, identifiers
from chatapp.state.session import viewer
from chatapp.state.views import TagItem


class TagState(rx.State):
    tags: rx.Field[list[TagItem]] = rx.field(default_factory=list[TagItem])

    @rx.event
    async def load(self):
        await _read(self)

    @rx.event
    async def put_on(self, tag_id: Id, ids: Ids):
        await tags.put_on(await viewer(self), identifier(tag_id), identifiers(ids))

    @rx.event
    async def put_new_on(self, name: Name, colour: Word, ids: Ids):
        await tags.put_new_on(await viewer(self), name, colour, identifiers(ids))
        await _read(self)

    @rx.event
    async def take_off(self, tag_id: Id, ids: Ids):
        await tags.take_off(await viewer(self), identifier(tag_id), identifiers(ids))

    @rx.event
    async def change(self, tag_id: Id, name: Name, colour: Word):
        await tags.change(await viewer(self), identifier(tag_id), name, colour)
        await _read(self)

    @rx.event
    async def delete(self, tag_id: Id):
        await tags.delete(await viewer(self), identifier(tag_id))
        await _read(self)


async def _read(state: TagState) -> None:
    found = await tags.listed(await viewer(state))
    state.tags = [TagItem(str(tag.id), tag.name, tag.colour) for tag in found]
    await notices.clear(state)
