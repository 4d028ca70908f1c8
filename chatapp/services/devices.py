"""Where a person is signed in, and signing out there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from chatapp.errors import DeviceNotFound
from chatapp.models import now
from chatapp.runtime import current
from chatapp.services import sessions
from chatapp.services.viewer import Viewer
from chatapp.store import sessions as session_rows

MOST_LISTED = 100


@dataclass(frozen=True)
class SignedIn:
    session_id: int
    here: bool  # the session that asks
    user_agent: str
    ip: str
    since: datetime
    last_used: datetime  # to the minute


async def signed_in(viewer: Viewer) -> Sequence[SignedIn]:
    """The one that asks first, then the most lately used."""
    idle_since = now() - timedelta(days=current().settings.session_idle_days)
    async with current().database.read() as session:
        rows = await session_rows.of(session, viewer.user_id, now(), idle_since, MOST_LISTED)
    found = [
        SignedIn(row.id or 0, row.id == viewer.session_id, row.user_agent, row.ip, row.created_at, row.last_seen_at)
        for row in rows
    ]
    return sorted(found, key=lambda device: not device.here)


async def sign_out(viewer: Viewer, session_id: int) -> None:
    """DeviceNotFound for one that is somebody else's, or nobody's any more."""
    async with current().database.write() as session:
        if not await session_rows.remove_own(session, viewer.user_id, session_id):
            raise DeviceNotFound
    sessions.forget(viewer.user_id)


async def sign_out_others(viewer: Viewer) -> None:
    async with current().database.write() as session:
        await sessions.end_all(session, viewer.user_id, keep=viewer.session_id)
    sessions.forget(viewer.user_id)
