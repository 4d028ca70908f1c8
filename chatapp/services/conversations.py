"""A person's conversations: finding, listing, renaming, deleting."""

import unicodedata
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from chatapp.errors import InvalidInput, NotFound
from chatapp.models import Conversation
from chatapp.runtime import current
from chatapp.services.viewer import Viewer
from chatapp.store import conversations
from chatapp.store.conversations import Summary

PAGE = 50
MOST_TITLE_CHARS = 200

__all__ = ["PAGE", "Page", "Summary", "delete", "find", "history", "rename"]


@dataclass(frozen=True)
class Page:
    items: Sequence[Summary]
    more: bool


async def find(viewer: Viewer, conversation_id: uuid.UUID) -> Conversation:
    async with current().database.read() as session:
        found = await conversations.find(session, viewer.user_id, conversation_id)
    if found is None:
        raise NotFound
    return found


async def history(viewer: Viewer, count: int) -> Page:
    """The newest `count`."""
    async with current().database.read() as session:
        found = await conversations.recent(session, viewer.user_id, count + 1)
    return Page(found[:count], more=len(found) > count)


async def rename(viewer: Viewer, conversation_id: uuid.UUID, title: str) -> None:
    title = "".join(" " if unicodedata.category(c) == "Cc" else c for c in title).strip()
    if not 1 <= len(title) <= MOST_TITLE_CHARS:
        raise InvalidInput
    async with current().database.write() as session:
        if not await conversations.rename(session, viewer.user_id, conversation_id, title):
            raise NotFound
    current().hub.announce(conversation_id)


async def delete(viewer: Viewer, conversation_id: uuid.UUID) -> None:
    """With all its messages, and with an answer that is being written."""
    async with current().database.write() as session:
        if not await conversations.delete(session, viewer.user_id, conversation_id):
            raise NotFound
    hub = current().hub
    for message_id in hub.live_in(conversation_id):
        await hub.stop(message_id)
    hub.announce(conversation_id)
