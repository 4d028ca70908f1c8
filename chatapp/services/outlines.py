"""The tree of a conversation at a glance."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from chatapp.errors import NotFound
from chatapp.runtime import current
from chatapp.services.viewer import Viewer
from chatapp.store import branches, conversations
from chatapp.store.branches import Node

WORDS = 80  # characters of each message
MOST = 4_000  # messages, the newest


@dataclass(frozen=True)
class Outline:
    conversation_id: uuid.UUID
    nodes: Sequence[Node]
    head: uuid.UUID | None


async def read(viewer: Viewer, conversation_id: uuid.UUID) -> Outline:
    async with current().database.read() as session:
        conversation = await conversations.find(session, viewer.user_id, conversation_id)
        if conversation is None:
            raise NotFound
        nodes = await branches.outline(session, viewer.user_id, conversation_id, WORDS, MOST)
    return Outline(conversation_id, nodes, conversation.current_message_id)
