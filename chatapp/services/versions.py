"""Which of several prompts or answers at one place of a conversation is open, with all that came after it."""

import uuid

from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp.errors import InvalidInput, NotFound, PromptTooLong, StillRunning
from chatapp.models import Author, Conversation, Message, Status
from chatapp.runtime import current
from chatapp.services import limits, places
from chatapp.services.following import Snapshot
from chatapp.services.viewer import Viewer
from chatapp.store import conversations, messages
from chatapp.text import clean


async def open_(viewer: Viewer, message_id: uuid.UUID) -> Snapshot:
    """In every tab. Below a message, what was written last is open; what is open already stays. Returns what stands
    around the message."""
    async with current().database.write() as session:
        conversation, _ = await _held(session, viewer, message_id)
        shown = await places.around(session, conversation, message_id)
        if shown is None:
            conversation.current_message_id = await messages.newest_below(session, message_id)
            session.add(conversation)
            await session.flush()
            shown = await places.around(session, conversation, message_id)
        assert shown is not None  # its head is below the message now
    current().hub.announce(conversation.id)
    return shown


async def edit_answer(viewer: Viewer, message_id: uuid.UUID, text: str, client_id: str) -> None:
    """A version of an answer in a person's words, beside the model's own. What follows stays with the one it was said
    after: below other words it would pretend. `client_id` as for `replies.ask`."""
    limit = current().settings.max_answer_chars
    if not clean(text).strip() or not client_id:
        raise InvalidInput
    if len(text) > limit:
        raise PromptTooLong(len(text), limit)
    async with current().database.write() as session:
        conversation, old = await _held(session, viewer, message_id)
        if old.role != Author.ASSISTANT:
            raise NotFound
        if await messages.find_by_client_id(session, viewer.user_id, conversation.id, client_id):
            return
        if old.status == Status.STREAMING:
            raise StillRunning
        limits.count_prompt(viewer.user_id)
        answer = Message(
            conversation_id=conversation.id,
            role=Author.ASSISTANT,
            content=text,
            model=old.model,
            endpoint_id=old.endpoint_id,
            client_id=client_id,
            edited=True,
        )
        await messages.add(session, conversation, answer, below=old.parent_id)
    current().hub.announce(conversation.id, [answer.id])
    current().hub.announce_line(viewer.user_id, conversation.id)


async def _held(session: AsyncSession, viewer: Viewer, message_id: uuid.UUID) -> tuple[Conversation, Message]:
    """The conversation of a message, kept from others, and the message as it then is."""
    chosen = await messages.find(session, viewer.user_id, message_id)
    conversation = chosen and await conversations.find(session, viewer.user_id, chosen.conversation_id)
    if not conversation:
        raise NotFound
    await messages.hold(session, conversation)
    message = await messages.find(session, viewer.user_id, message_id)
    if message is None:  # deleted on the way here
        raise NotFound
    return conversation, message
