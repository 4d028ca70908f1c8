"""The tree of a conversation at a glance."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace

from chatapp.errors import NotFound
from chatapp.runtime import current
from chatapp.services.titles import read_of
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
    async with current().homes.read(conversation_id) as session:
        conversation = await conversations.find(session, viewer.user_id, conversation_id)
        if conversation is None:
            raise NotFound
        nodes = await branches.outline(session, viewer.user_id, conversation_id, WORDS, MOST)
    read = [replace(node, words=read_of(node.words)) for node in nodes]
    return Outline(conversation_id, read, conversation.current_message_id)
