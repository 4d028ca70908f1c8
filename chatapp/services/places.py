"""Parts of an open path that don't end with it: what stands around a message far above, and what comes after."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import replace

from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp.errors import NotFound
from chatapp.models import Conversation, Message, Status
from chatapp.runtime import current
from chatapp.services.following import Part, Snapshot, fitting
from chatapp.services.viewer import Viewer
from chatapp.store import branches, conversations, messages
from chatapp.store.messages import Path

SHOWN = 12  # messages, from the place on and above it: enough to fill a screen, few enough to be drawn at once


async def look(viewer: Viewer, message_id: uuid.UUID) -> Snapshot:
    """A message with those around it, in its branch. Which one is open stays as it is: this tab alone looks there."""
    async with current().database.read() as session:
        message = await messages.find(session, viewer.user_id, message_id)
        conversation = message and await conversations.find(session, viewer.user_id, message.conversation_id)
        if not conversation:
            raise NotFound
        shown = await around(session, conversation, message_id)
        if shown is None:
            shown = await around(session, conversation, message_id, await messages.newest_below(session, message_id))
        assert shown is not None  # its head is below the message
    return shown


async def around(
    session: AsyncSession, conversation: Conversation, place: uuid.UUID, head: uuid.UUID | None = None
) -> Snapshot | None:
    """A message with those around it on the way to `head`, or on the open path; None where it is not there."""
    aside = head is not None
    head, user_id = head or conversation.current_message_id, conversation.user_id
    below = head and await branches.path_below(session, conversation.id, head, place, limit=SHOWN)
    if not below:
        return None
    above = fitting(await messages.path(session, user_id, conversation.id, place, limit=SHOWN))
    below = _first(below)
    shown = [*above.messages, *below.messages]
    return Snapshot(
        conversation.id,
        shown,
        with_text=_written(shown),
        head=head,
        versions=await messages.versions(session, conversation.id, shown),
        more=above.more,
        part=Part(place, shown[-1].id if below.more else None, aside),
    )


async def later(viewer: Viewer, after: uuid.UUID, head: uuid.UUID) -> Snapshot:
    """The messages below one that the tab has, on the way to the head that it shows, whatever is open elsewhere.
    NotFound where there is no such way any more."""
    async with current().homes.read_with(viewer.user_id, after) as session:
        last = await messages.find(session, viewer.user_id, after)
        below = last and await branches.path_below(session, last.conversation_id, head, after, limit=SHOWN)
        conversation = last and await conversations.find(session, viewer.user_id, last.conversation_id)
        if not conversation or not below:
            raise NotFound
        shown = _first(below)
        versions = await messages.versions(session, conversation.id, shown.messages)
    end = shown.messages[-1].id if shown.more and shown.messages else None
    part = Part(None, end, aside=head != conversation.current_message_id)
    return Snapshot(conversation.id, shown.messages, _written(shown.messages), head, versions, part=part)


def _written(shown: Sequence[Message]) -> Collection[uuid.UUID]:
    """What is still being written comes by itself."""
    return {message.id for message in shown if message.status != Status.STREAMING}


def _first(path: Path) -> Path:
    """As much of the oldest part as a page is sent at a time."""
    part = fitting(replace(path, messages=path.messages[::-1]))
    return replace(part, messages=part.messages[::-1])
