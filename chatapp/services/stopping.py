"""Ending what is being written."""

import asyncio
import uuid

from chatapp import runtime
from chatapp.errors import NotFound
from chatapp.services.viewer import Viewer
from chatapp.store import conversations, users


async def stop(viewer: Viewer, conversation_id: uuid.UUID) -> None:
    """Ends what is being written in a conversation, from any tab of its owner; its text is kept."""
    run = runtime.current()
    async with run.database.read() as session:
        if await conversations.find(session, viewer.user_id, conversation_id) is None:
            raise NotFound
    for message_id in run.hub.live_in(conversation_id):
        await run.hub.stop(message_id)


async def stop_all(user_id: int) -> None:
    """Ends all that is being written, or waits to be, for a person who may ask for nothing more."""
    hub = runtime.current().hub
    await asyncio.gather(*(hub.stop(message_id) for message_id in hub.live_of(user_id)))


async def stop_for_the_locked_out() -> None:
    """Ends what is being written for people whose accounts another process disabled or deleted."""
    run = runtime.current()
    if asking := run.hub.people():
        async with run.database.read() as session:
            known = await users.able(session, asking)
        for user_id in asking - known:
            await stop_all(user_id)
