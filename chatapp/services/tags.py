"""A person's tags: words with a colour, that they put on their conversations."""

import uuid
from collections.abc import Collection, Sequence

from chatapp.errors import ChatError, InvalidInput, NotFound, TooMany
from chatapp.models import Colour, Tag
from chatapp.runtime import current
from chatapp.services.viewer import Viewer
from chatapp.store import tags, users
from chatapp.text import one_line

MOST = 100
MOST_NAME_CHARS = 40


class TooManyTags(TooMany):
    key = "error.too_many_tags"


class TagNameTaken(ChatError):
    key = "error.tag_name_taken"
    http_status = 409


async def listed(viewer: Viewer) -> Sequence[Tag]:
    async with current().database.read() as session:
        return await tags.listed(session, viewer.user_id)


async def put_on(viewer: Viewer, tag_id: uuid.UUID, ids: Collection[uuid.UUID]) -> None:
    async with current().database.write() as session:
        if await tags.find(session, viewer.user_id, tag_id) is None:
            raise NotFound
        if not await tags.put_on(session, viewer.user_id, tag_id, ids):
            raise NotFound
    _announce(viewer, ids)


async def put_new_on(viewer: Viewer, name: str, colour: str, ids: Collection[uuid.UUID]) -> None:
    """A tag of this name, made if there is none yet."""
    name, chosen = _checked(name, colour)
    async with current().database.write() as session:
        await users.hold(session, viewer.user_id)  # a name twice at once makes one tag
        tag = await tags.find_named(session, viewer.user_id, name)
        if tag is None:
            if await tags.count(session, viewer.user_id) >= MOST:
                raise TooManyTags(MOST)
            tag = await tags.add(session, viewer.user_id, name, chosen)
        if not await tags.put_on(session, viewer.user_id, tag.id, ids):
            raise NotFound
    _announce(viewer, ids)


async def take_off(viewer: Viewer, tag_id: uuid.UUID, ids: Collection[uuid.UUID]) -> None:
    async with current().database.write() as session:
        if await tags.find(session, viewer.user_id, tag_id) is None:
            raise NotFound
        await tags.take_off(session, tag_id, ids)
    _announce(viewer, ids)


async def change(viewer: Viewer, tag_id: uuid.UUID, name: str, colour: str) -> None:
    name, chosen = _checked(name, colour)
    async with current().database.write() as session:
        await users.hold(session, viewer.user_id)
        named = await tags.find_named(session, viewer.user_id, name)
        if named is not None and named.id != tag_id:
            raise TagNameTaken
        if not await tags.change(session, viewer.user_id, tag_id, name, chosen):
            raise NotFound


async def delete(viewer: Viewer, tag_id: uuid.UUID) -> None:
    """The conversations stay."""
    async with current().database.write() as session:
        having = await tags.tagged(session, tag_id)
        if not await tags.delete_(session, viewer.user_id, tag_id):
            raise NotFound
    _announce(viewer, having)


def _checked(name: str, colour: str) -> tuple[str, Colour]:
    name = one_line(name)
    if not 1 <= len(name) <= MOST_NAME_CHARS or colour not in list(Colour):
        raise InvalidInput
    return name, Colour(colour)


def _announce(viewer: Viewer, ids: Collection[uuid.UUID]) -> None:
    for id_ in ids:
        current().hub.announce_line(viewer.user_id, id_)
