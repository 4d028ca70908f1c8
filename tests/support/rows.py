"""Rows that a test needs before it begins, each in a transaction of its own."""

from typing import Any

from chatapp.db import Database
from chatapp.models import Author, Conversation, Message, Role
from chatapp.store import conversations, messages, users


async def add_user(database: Database, name: str) -> int:
    async with database.write() as session:
        user = await users.create(session, name, "no hash", Role.USER)
    assert user.id is not None
    return user.id


async def add_message(database: Database, to: Conversation, content: str = "", **values: Any) -> Message:
    """A prompt unless `role` says otherwise, below the head unless `parent_id` does."""
    role = values.pop("role", Author.USER)
    async with database.write() as session:
        current = await conversations.find(session, to.user_id, to.id)
        assert current is not None
        await messages.hold(session, current)
        below = values.pop("parent_id", current.current_message_id)
        message = Message(conversation_id=current.id, role=role, content=content, **values)
        await messages.add(session, current, message, below=below)
        return message
