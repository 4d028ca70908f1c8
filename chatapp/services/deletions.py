"""Taking one turn, or one version, out of a conversation.

A message that stands alone at its place goes as a turn: the prompt and its answers; what follows joins what came
before. One of several versions goes with all that came after it: below another it would pretend.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp.errors import ChangedMeanwhile, NotFound, StillRunning
from chatapp.models import Author, Conversation
from chatapp.runtime import current
from chatapp.services.viewer import Viewer
from chatapp.store import branches, conversations, messages

_TIMES = 5  # that answers begun meanwhile are stopped


@dataclass(frozen=True)
class Plan:
    """What would go. `others`: the ids of the other versions, None: it is a whole turn."""

    conversation_id: uuid.UUID
    place: uuid.UUID | None  # what it stands below, None: at the top
    going: Sequence[uuid.UUID]
    following: Sequence[uuid.UUID]  # what joins `place`
    others: Sequence[uuid.UUID]

    @property
    def is_turn(self) -> bool:
        return not self.others


async def plan(viewer: Viewer, message_id: uuid.UUID) -> Plan:
    async with current().database.read() as session:
        return await _plan(session, viewer, message_id)


async def delete(viewer: Viewer, message_id: uuid.UUID, agreed: int) -> None:
    """In every tab. `agreed`: how many messages the person was told that go; ChangedMeanwhile where that has changed.
    Answers among them that are being written are stopped first."""
    hub = current().hub
    for _ in range(_TIMES):
        async with current().database.write() as session:
            planned = await _plan(session, viewer, message_id)
            conversation = await _held(session, viewer, planned.conversation_id)
            planned = await _plan(session, viewer, message_id)
            if len(planned.going) != agreed:
                raise ChangedMeanwhile
            running = {*planned.going} & {*await branches.being_written(session, conversation.id)}
            if not running:
                await _take_out(session, conversation, planned)
                break
        for answer in running:
            if not await hub.stop(answer):
                raise StillRunning
    else:
        raise StillRunning
    # Rows far above the end are read again, too: what they stand below, beside how many.
    hub.announce(conversation.id, [*planned.going, *planned.following, *planned.others])
    hub.announce(conversation.id)
    hub.announce_line(viewer.user_id, conversation.id)


async def _take_out(session: AsyncSession, conversation: Conversation, planned: Plan) -> None:
    await branches.hang(session, planned.following, planned.place)
    await branches.remove(session, planned.going)
    if conversation.current_message_id in {*planned.going}:
        conversation.current_message_id = await _next_head(session, conversation, planned)
        session.add(conversation)


async def _next_head(session: AsyncSession, conversation: Conversation, planned: Plan) -> uuid.UUID | None:
    """The end of the version beside it, or of what came before; none of an empty conversation."""
    beside = planned.others or planned.following
    if near := beside[-1] if beside else planned.place:
        return await messages.newest_below(session, near)
    return None


async def _plan(session: AsyncSession, viewer: Viewer, message_id: uuid.UUID) -> Plan:
    chosen = await messages.find(session, viewer.user_id, message_id)
    if chosen is None:
        raise NotFound
    if chosen.role == Author.ASSISTANT and chosen.parent_id and len(await branches.beside(session, chosen)) == 1:
        chosen = await messages.find(session, viewer.user_id, chosen.parent_id)
        assert chosen is not None  # its answer was there in the same transaction
    versions = await branches.beside(session, chosen)
    others = [version for version in versions if version != chosen.id]
    if others:
        going = await branches.with_all_below(session, chosen.id)
        return Plan(chosen.conversation_id, chosen.parent_id, going, [], others)
    answers = await branches.below(session, [chosen.id])
    following = await branches.below(session, answers)
    return Plan(chosen.conversation_id, chosen.parent_id, [chosen.id, *answers], following, [])


async def _held(session: AsyncSession, viewer: Viewer, conversation_id: uuid.UUID) -> Conversation:
    conversation = await conversations.find(session, viewer.user_id, conversation_id)
    if conversation is None:
        raise NotFound
    await messages.hold(session, conversation)
    return conversation
