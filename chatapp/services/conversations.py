"""What a person does with conversations as wholes."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from chatapp import runtime
from chatapp.errors import InvalidInput, NotFound
from chatapp.models import Conversation
from chatapp.services.viewer import Viewer
from chatapp.store import conversations
from chatapp.store.conversations import Summary

PAGE = 50
MAX_TITLE_CHARS = 200


@dataclass(frozen=True)
class Page:
    items: Sequence[Summary]
    more: bool


async def history(viewer: Viewer, count: int) -> Page:
    """The `count` newest."""
    async with runtime.current().database.read() as session:
        found = await conversations.recent(session, viewer.user_id, count + 1)
    return Page(found[:count], len(found) > count)


async def find(viewer: Viewer, conversation_id: uuid.UUID) -> Conversation:
    async with runtime.current().database.read() as session:
        return _mine(await conversations.find(session, viewer.user_id, conversation_id))


async def rename(viewer: Viewer, conversation_id: uuid.UUID, title: str) -> None:
    """Its title from now on; nothing generated replaces it."""
    clean = " ".join("".join(char if char.isprintable() else " " for char in title).split())
    if not 1 <= len(clean) <= MAX_TITLE_CHARS:
        raise InvalidInput
    async with runtime.current().database.write() as session:
        conversation = _mine(await conversations.find(session, viewer.user_id, conversation_id))
        conversation.title, conversation.title_source = clean, "manual"
        session.add(conversation)


async def delete(viewer: Viewer, conversation_id: uuid.UUID) -> None:
    """With all its messages. What is being written in it is ended first."""
    run = runtime.current()
    await find(viewer, conversation_id)
    for message_id in run.hub.live_in(conversation_id):
        await run.hub.stop(message_id)
    async with run.database.write() as session:
        await session.delete(_mine(await conversations.find(session, viewer.user_id, conversation_id)))
    run.hub.announce(conversation_id)


def _mine(found: Conversation | None) -> Conversation:
    if found is None:
        raise NotFound
    return found
