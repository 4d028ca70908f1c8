"""Which of several prompts or answers at one place of a conversation is open, with all that came after it."""

import uuid

from chatapp.errors import NotFound
from chatapp.runtime import current
from chatapp.services.viewer import Viewer
from chatapp.store import conversations, messages


async def open_(viewer: Viewer, message_id: uuid.UUID) -> None:
    """In every tab. Below a message, what was written last is open."""
    async with current().database.write() as session:
        chosen = await messages.find(session, viewer.user_id, message_id)
        conversation = chosen and await conversations.find(session, viewer.user_id, chosen.conversation_id)
        if not conversation:
            raise NotFound
        await messages.hold(session, conversation)
        conversation.current_message_id = await messages.newest_below(session, message_id)
        session.add(conversation)
    current().hub.announce(conversation.id)
