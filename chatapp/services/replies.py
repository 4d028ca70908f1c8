"""Asking, asking again, stopping. Both rows of a turn are stored before a model hears of it, and what the
model is sent is read back from the database, never taken from the page."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp import runtime
from chatapp.errors import ChatError, InvalidInput, NotFound, PromptTooLong, StillRunning
from chatapp.llm.provider import ChatRequest, Provider, Turn
from chatapp.models import Author, Conversation, Message, Status
from chatapp.services import limits
from chatapp.services.titles import title_of
from chatapp.services.viewer import Viewer
from chatapp.store import conversations, messages
from chatapp.streaming.generation import Job


_MAX_TURNS = 400


@dataclass(frozen=True)
class Asked:
    conversation_id: uuid.UUID
    title: str


async def ask(viewer: Viewer, conversation_id: uuid.UUID | None, text: str, client_id: str, model: str) -> Asked:
    """Stores the prompt and an answer to be written, and starts it. None begins a new conversation.

    The same `client_id` again is a resend after a lost acknowledgement: it changes nothing.
    """
    _check_prompt(text, client_id)
    run = runtime.current()
    model = model or await run.catalog.default_model()
    provider = run.catalog.provider_for(model)
    async with run.database.write() as session:
        conversation = await _conversation(session, viewer, conversation_id, client_id, text, model)
        if await messages.find_by_client_id(session, viewer.user_id, conversation.id, client_id):
            return Asked(conversation.id, conversation.title)
        _refuse_second(conversation.id)
        limits.prompts.hit(viewer.user_id)
        prompt = await messages.add(session, conversation, Author.USER, content=text, client_id=client_id)
        reply = await _blank_reply(session, conversation, prompt, model)
        turns = await _turns(session, viewer, conversation.id, prompt.id)
    await _start(viewer, reply, provider, ChatRequest(model, turns))
    run.hub.announce(conversation.id, [prompt.id, reply.id])
    return Asked(conversation.id, conversation.title)


async def regenerate(viewer: Viewer, message_id: uuid.UUID, model: str) -> None:
    """Another answer beside an old one, which stays where it is."""
    run = runtime.current()
    model = model or await run.catalog.default_model()
    provider = run.catalog.provider_for(model)
    async with run.database.write() as session:
        old = await messages.find(session, viewer.user_id, message_id)
        if old is None or old.role != Author.ASSISTANT or old.parent_id is None:
            raise NotFound
        _refuse_second(old.conversation_id)
        limits.prompts.hit(viewer.user_id)
        conversation = await conversations.find(session, viewer.user_id, old.conversation_id)
        prompt = await messages.find(session, viewer.user_id, old.parent_id)
        if conversation is None or prompt is None:
            raise NotFound
        reply = await _blank_reply(session, conversation, prompt, model)
        turns = await _turns(session, viewer, conversation.id, prompt.id)
    await _start(viewer, reply, provider, ChatRequest(model, turns))
    run.hub.announce(conversation.id, [reply.id])


async def stop(viewer: Viewer, conversation_id: uuid.UUID) -> None:
    """Ends what is being written in a conversation, from any tab of its owner; its text is kept."""
    run = runtime.current()
    async with run.database.read() as session:
        if await conversations.find(session, viewer.user_id, conversation_id) is None:
            raise NotFound
    for message_id in run.hub.live_in(conversation_id):
        await run.hub.stop(message_id)


def too_long(length: int) -> PromptTooLong:
    return PromptTooLong(length, runtime.current().settings.max_prompt_chars)


def _check_prompt(text: str, client_id: str) -> None:
    if not text.strip() or not client_id:
        raise InvalidInput
    if len(text) > runtime.current().settings.max_prompt_chars:
        raise too_long(len(text))


def _refuse_second(conversation_id: uuid.UUID) -> None:
    if runtime.current().hub.live_in(conversation_id):
        raise StillRunning


async def _conversation(
    session: AsyncSession, viewer: Viewer, conversation_id: uuid.UUID | None, client_id: str, text: str, model: str
) -> Conversation:
    if conversation_id is None:
        # A resent first prompt finds the conversation that it began.
        begun = await conversations.find_begun_by(session, viewer.user_id, client_id)
        return begun or await conversations.create(session, viewer.user_id, title=title_of(text), model=model)
    found = await conversations.find(session, viewer.user_id, conversation_id)
    if found is None:
        raise NotFound
    return found


async def _blank_reply(session: AsyncSession, conversation: Conversation, prompt: Message, model: str) -> Message:
    reply = await messages.add(
        session, conversation, Author.ASSISTANT, parent_id=prompt.id, status=Status.STREAMING, model=model
    )
    return reply


async def _turns(
    session: AsyncSession, viewer: Viewer, conversation_id: uuid.UUID, head: uuid.UUID
) -> Sequence[Turn]:
    """The open path up to `head`, as much of its newest part as the settings let a model have."""
    path = await messages.path(session, viewer.user_id, conversation_id, head, limit=_MAX_TURNS)
    room = runtime.current().settings.max_context_chars
    turns: list[Turn] = []
    for message in reversed(path.messages):
        room -= len(message.content)
        if room < 0 and turns:
            break
        if message.content:
            turns.append(Turn("user" if message.role == Author.USER else "assistant", message.content))
    return turns[::-1]


async def _start(viewer: Viewer, reply: Message, provider: Provider, request: ChatRequest) -> None:
    """Hands a stored reply to the hub. One that the hub does not take is not left waiting for ever."""
    run = runtime.current()
    job = Job(reply.id, reply.conversation_id, viewer.user_id, provider, request)
    try:
        run.hub.start(job)
    except ChatError:
        async with run.database.write() as session:
            await messages.remove_turn(session, viewer.user_id, reply.id)
        raise
