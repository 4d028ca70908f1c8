"""Throwing conversations away: into the trash first, from which they can be had back, then for good."""

import uuid
from collections.abc import Collection

from chatapp.errors import NotFound
from chatapp.models import now
from chatapp.runtime import current
from chatapp.services.conversations import check_pins
from chatapp.services.viewer import Viewer
from chatapp.store import trash

BATCH = 20  # conversations destroyed in one transaction: others write in between


async def put(viewer: Viewer, ids: Collection[uuid.UUID]) -> None:
    """Out of every list; what is being written in them is stopped."""
    async with current().database.write() as session:
        if not await trash.put(session, viewer.user_id, ids, now()):
            raise NotFound
    await leave(viewer.user_id, ids)


async def restore(viewer: Viewer, ids: Collection[uuid.UUID]) -> None:
    """To where they were, pinned or archived as they were."""
    async with current().database.write() as session:
        if not await trash.restore(session, viewer.user_id, ids):
            raise NotFound
        await check_pins(session, viewer)
    for id_ in ids:
        current().hub.announce_line(viewer.user_id, id_)


async def destroy(viewer: Viewer, ids: Collection[uuid.UUID]) -> None:
    """For good, with everything in them: those of them that are in the trash."""
    async with current().database.write() as session:
        if not await trash.destroy(session, viewer.user_id, ids):
            raise NotFound
    await leave(viewer.user_id, ids)


async def empty(viewer: Viewer) -> None:
    while True:
        async with current().database.write() as session:
            found = await trash.some(session, viewer.user_id, BATCH)
            await trash.destroy(session, viewer.user_id, found)
        await leave(viewer.user_id, found)
        if len(found) < BATCH:
            return


async def leave(user_id: int, ids: Collection[uuid.UUID]) -> None:
    """After a commit: no tab shows them any more, and nothing is written in them."""
    hub = current().hub
    for id_ in ids:
        for message_id in hub.live_in(id_):
            await hub.stop(message_id)
        hub.announce(id_)
        hub.announce_line(user_id, id_)
