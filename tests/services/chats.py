"""What is stored of conversations, and waiting for what is still being written."""

import asyncio
import uuid
from collections.abc import Callable, Mapping, Sequence
from contextlib import aclosing
from itertools import count

from sqlmodel import col, select

from chatapp import runtime
from chatapp.models import Message
from chatapp.services import following, replies
from chatapp.services.following import Lengths, Piece, Snapshot, Update
from chatapp.services.replies import Asked
from chatapp.services.viewer import Viewer
from tests.support.patience import PATIENCE_S

_numbers = count(1)


async def ask(
    viewer: Viewer,
    text: str,
    model: str = "",
    to: uuid.UUID | None = None,
    client_id: str = "",
    beside: Sequence[str] = (),
) -> Asked:
    return await replies.ask(viewer, to, text, client_id or f"c{next(_numbers)}", model, beside=beside)


async def begun(viewer: Viewer, *texts: str) -> list[uuid.UUID]:
    """A conversation of each text; as many at once may be refused."""
    made = []
    for text in texts:
        made.append((await ask(viewer, text)).conversation_id)
        await ended(made[-1])
    return made


async def rows(conversation_id: uuid.UUID | None = None) -> Sequence[Message]:
    """As stored, in the order they were added."""
    wanted = select(Message).order_by(col(Message.ordinal))
    if conversation_id:
        wanted = wanted.where(col(Message.conversation_id) == conversation_id)
    async with runtime.current().database.read() as session:
        return (await session.exec(wanted)).all()


async def ended(conversation_id: uuid.UUID) -> Sequence[Message]:
    """The rows, once nothing is being written any more."""
    hub = runtime.current().hub
    async with asyncio.timeout(PATIENCE_S), aclosing(hub.follow(0, conversation_id, {})) as changes:
        async for _ in changes:
            if not hub.live_in(conversation_id):
                break
    return await rows(conversation_id)


async def follow(
    viewer: Viewer,
    conversation_id: uuid.UUID,
    until: Callable[[list[Update]], bool],
    have: Mapping[uuid.UUID, Lengths] | None = None,
) -> list[Update]:
    """What a tab is told until it has seen enough."""
    updates: list[Update] = []
    stream = following.follow(viewer, conversation_id, have or {})
    async with asyncio.timeout(PATIENCE_S), aclosing(stream):
        async for update in stream:
            updates.append(update)
            if until(updates):
                break
    return updates


def text_of(updates: list[Update]) -> str:
    return "".join(update.text for update in updates if isinstance(update, Piece))


def snapshots(updates: list[Update]) -> list[Snapshot]:
    return [update for update in updates if isinstance(update, Snapshot)]


def told(text: str) -> Callable[[list[Update]], bool]:
    return lambda updates: text_of(updates).endswith(text)


def answered(updates: list[Update]) -> bool:
    """The newest news is a row of an answer that has ended."""
    last = snapshots(updates)[-1:]
    return any(row.role == "assistant" and row.status != "streaming" for shot in last for row in shot.messages)
