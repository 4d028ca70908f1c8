"""What a person has typed and not sent, kept for their other devices. No conversation is the new chat."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from chatapp.errors import NotFound
from chatapp.models import now
from chatapp.runtime import current
from chatapp.services.replies import too_long
from chatapp.services.viewer import Viewer
from chatapp.settings import Settings
from chatapp.store import conversations, drafts, users
from chatapp.text import clean

_MOST_CHARS = 200_000  # of any text that a page may send


@dataclass(frozen=True)
class Draft:
    """As it is kept: `version` is another one after each change, and 0 where there is none."""

    conversation_id: uuid.UUID | None
    text: str = ""
    version: int = 0
    age_ms: int = 0


def most_chars(settings: Settings) -> int:
    """What is typed may be longer than what can be sent: it is shortened in the box."""
    return min(2 * settings.max_prompt_chars, _MOST_CHARS)


async def find(viewer: Viewer, conversation_id: uuid.UUID | None) -> Draft:
    """Of a conversation that is not theirs, or not there, there is none."""
    async with current().database.read() as session:
        found = await drafts.find(session, viewer.user_id, conversation_id)
    if found is None:
        return Draft(conversation_id)
    age_ms = int((now() - found.updated_at).total_seconds() * 1000)
    return Draft(conversation_id, found.text, _version(found.updated_at), max(age_ms, 0))


async def keep(viewer: Viewer, conversation_id: uuid.UUID | None, text: str) -> int:
    """In place of what was kept before; nothing but blanks puts it away. Returns its version."""
    run, text, version = current(), clean(text), 0
    if len(text) > most_chars(run.settings):
        raise too_long(len(text))
    async with run.database.write() as session:
        await users.hold(session, viewer.user_id)
        if conversation_id and await conversations.find(session, viewer.user_id, conversation_id) is None:
            raise NotFound
        if text.strip():
            version = _version(await drafts.put(session, viewer.user_id, conversation_id, text))
        else:
            await drafts.drop(session, viewer.user_id, conversation_id)
    run.hub.announce_draft(viewer.user_id, conversation_id)
    return version


def _version(updated_at: datetime) -> int:
    return int(updated_at.timestamp() * 1_000_000)
