"""Conversations that are in memory alone (homes.py): nothing of them is ever stored, unless their person keeps them.

They end with their person's word, with the last of their person's sessions, when nobody has had them open for some
hours, to make room for newer ones of the same person, and with the server.
"""

import asyncio
import uuid

from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp.errors import InvalidInput, NotFound, NotSignedIn, StorageFault
from chatapp.homes import new_id
from chatapp.llm.reference import endpoint_of, name_of
from chatapp.runtime import current
from chatapp.services import models, sessions
from chatapp.services.conversations import check_room, find
from chatapp.services.titles import title_of
from chatapp.services.viewer import Viewer
from chatapp.store import conversations, temporary, users


async def begin(viewer: Viewer, model: str) -> uuid.UUID:
    """Without a word in it. Its oldest ones make room, when a person has many."""
    run = current()
    model = model or await models.default(viewer)
    async with run.homes.memory() as session:
        await _check_room(session)
        await users.stand_in(session, viewer.user_id)
        setup = {"id": new_id(), "endpoint_id": endpoint_of(model)}
        begun = await conversations.create(session, viewer.user_id, title="", model=name_of(model), **setup)
    run.homes.enter(begun.id, viewer.user_id)
    for conversation_id, user_id, _ in run.homes.stays(viewer.user_id)[: -run.settings.max_temporary_per_user]:
        await _end(user_id, conversation_id)
    return begun.id


async def keep(viewer: Viewer, conversation_id: uuid.UUID) -> None:
    """It becomes a conversation like any other, with all its branches, in one transaction. What is being written in it
    goes on there."""
    run = current()
    if run.homes.is_temporary(conversation_id):
        async with run.homes.memory() as memory:
            if run.homes.is_temporary(conversation_id):
                await _move(memory, viewer, conversation_id)
        run.hub.announce(conversation_id)
        run.hub.announce_line(viewer.user_id, conversation_id)
    await find(viewer, conversation_id)  # of two tabs at once each has kept it


async def end(viewer: Viewer, conversation_id: uuid.UUID) -> None:
    if not await _end(viewer.user_id, conversation_id):
        raise NotFound


async def sweep() -> None:
    """Ends those whose time is up, and those of people who are signed in nowhere any more."""
    run = current()
    stays = run.homes.stays()
    if not stays:
        return
    here = await sessions.signed_in({user_id for _, user_id, _ in stays})
    for conversation_id, user_id, unused_s in stays:
        is_open = run.hub.is_followed(conversation_id) or run.hub.live_in(conversation_id)
        if user_id not in here or (not is_open and unused_s > 3600 * run.settings.temporary_hours):
            await _end(user_id, conversation_id)
        elif is_open:
            run.homes.use(conversation_id)


async def check_memory(session: AsyncSession, conversation_id: uuid.UUID) -> None:
    """For who is about to add to a conversation."""
    if current().homes.is_temporary(conversation_id):
        await _check_room(session)


async def _check_room(memory: AsyncSession) -> None:
    if await temporary.taken_bytes(memory) > 1_000_000 * current().settings.max_temporary_mb:
        raise StorageFault("memory")


async def _move(memory: AsyncSession, viewer: Viewer, conversation_id: uuid.UUID) -> None:
    run = current()
    if await conversations.find(memory, viewer.user_id, conversation_id) is None:
        raise NotFound
    prompt = await temporary.first_prompt(memory, conversation_id)
    if prompt is None:
        raise InvalidInput
    async with run.database.write() as session:
        await users.hold(session, viewer.user_id)
        if not await users.able(session, {viewer.user_id}):  # since the session was looked up
            raise NotSignedIn
        await check_room(session, viewer)
        await temporary.copy(memory, session, conversation_id, title_of(prompt))
    run.homes.settle(conversation_id)
    await temporary.remove(memory, viewer.user_id, conversation_id)


async def _end(user_id: int, conversation_id: uuid.UUID) -> bool:
    """False when there is no such one of theirs. What is being written in it is written for nobody."""
    run = current()
    if not run.homes.is_temporary(conversation_id):
        return False
    async with run.homes.memory() as session:
        if not run.homes.is_temporary(conversation_id):  # kept meanwhile
            return False
        if not await temporary.remove(session, user_id, conversation_id):
            return False
    await asyncio.gather(*(run.hub.stop(message_id) for message_id in run.hub.live_in(conversation_id)))
    run.homes.end(conversation_id)
    run.hub.announce(conversation_id)
    return True
