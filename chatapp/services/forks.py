"""A conversation that goes on from a message of another one, and remembers which."""

import re
import uuid
from collections.abc import Sequence
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp.errors import FaultKind, NotFound, NotSignedIn
from chatapp.models import Author, Message, Status
from chatapp.runtime import current
from chatapp.services import limits
from chatapp.services.conversations import MOST_TITLE_CHARS, check_room
from chatapp.services.viewer import Viewer
from chatapp.store import conversations, messages, users

_MOST_COPIED = 5_000  # of a path longer than this, the newest part
_OWN = ("id", "conversation_id", "parent_id", "ordinal", "client_id")  # of each copy
_NUMBER = re.compile(r" \((\d{1,3})\)$")


async def fork(viewer: Viewer, message_id: uuid.UUID) -> uuid.UUID:
    """Copies the way from the first prompt down to an answer. One that is still being written is copied as far as it
    is, as interrupted. Returns the new conversation's id."""
    async with current().database.write() as session:
        await users.hold(session, viewer.user_id)
        if not await users.able(session, {viewer.user_id}):  # since the session was looked up
            raise NotSignedIn
        last = await messages.find(session, viewer.user_id, message_id)
        if last is None or last.role != Author.ASSISTANT:
            raise NotFound
        origin = await conversations.find(session, viewer.user_id, last.conversation_id)
        if origin is None:
            raise NotFound
        await check_room(session, viewer)
        limits.count_prompt(viewer.user_id)
        path = await messages.path(session, viewer.user_id, origin.id, last.id, limit=_MOST_COPIED)
        made = await conversations.create(session, viewer.user_id, _title(origin.title), origin.model)
        made.forked_from_id, made.title_source, made.endpoint_id = origin.id, origin.title_source, origin.endpoint_id
        made.instructions, made.parameters = origin.instructions, origin.parameters
        await messages.add(session, made, *await _copies(session, made.id, path.messages))
    current().hub.announce_line(viewer.user_id, made.id)
    return made.id


async def _copies(session: AsyncSession, into: uuid.UUID, path: Sequence[Message]) -> Sequence[Message]:
    copies: list[Message] = []
    for message in path:
        values: dict[str, Any] = {name: getattr(message, name) for name in Message.model_fields if name not in _OWN}
        copy = Message(conversation_id=into, **values)
        if message.status == Status.STREAMING:
            copy.content, copy.reasoning = await messages.text_so_far(session, message)
            copy.status, copy.error_kind = Status.INTERRUPTED, FaultKind.CUT
        copies.append(copy)
    return copies


def _title(origin: str) -> str:
    """“Tea”, “Tea (2)”, “Tea (3)”: in a list they are told apart."""
    known = _NUMBER.search(origin)
    number = f" ({int(known[1]) + 1 if known else 2})"
    return _NUMBER.sub("", origin)[: MOST_TITLE_CHARS - len(number)] + number
