"""How long conversations are kept: in the trash, and unused, by the role of whose they are. 0 days are for ever."""

import logging
import uuid
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from functools import partial

from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp.models import Role, now
from chatapp.runtime import current
from chatapp.services.trash import BATCH, leave
from chatapp.services.viewer import Viewer
from chatapp.store import trash

log = logging.getLogger(__name__)

Found = Sequence[tuple[int, uuid.UUID]]


def days(viewer: Viewer) -> int:
    """After how many unused a conversation of theirs goes."""
    return _days_of(Role(viewer.role))


async def purge() -> int:
    """Deletes for good what has had its time, whoever's it is. Pinned ones are not unused. Returns how many went."""
    purged = await _purge(lambda session: trash.old(session, _ago(current().settings.trash_days), BATCH))
    for role in Role:
        if _days_of(role):
            purged += await _purge(partial(_unused, role))
    if purged:
        log.info("retention.purged", extra={"count": purged})
    return purged


async def _purge(find: Callable[[AsyncSession], Awaitable[Found]]) -> int:
    """In small steps: others write in between."""
    purged = 0
    while True:
        async with current().database.write() as session:
            found = await find(session)
            await trash.remove(session, [id_ for _, id_ in found])
        for user_id, id_ in found:
            await leave(user_id, [id_])
        purged += len(found)
        if len(found) < BATCH:
            return purged


async def _unused(role: Role, session: AsyncSession) -> Found:
    return await trash.unused(session, role, _ago(_days_of(role)), BATCH)


def _days_of(role: Role) -> int:
    settings = current().settings
    return settings.admin_retention_days if role is Role.ADMIN else settings.retention_days


def _ago(days: int) -> datetime:
    return now() - timedelta(days=days)
