"""What storing and finding cost does not grow with all that is stored: no table is read from end to end."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from chatapp.runtime import Runtime
from chatapp.services import conversations, places, replies, search, trash, versions
from chatapp.services.viewer import Viewer
from tests.services.chats import ask, ended, rows

GROWING = {"message", "m", "message_1", "conversation", "c", "conversation_1", "search_entry", "e", "messagechunk"}

Asked = dict[str, Any]  # statements with some parameters


@pytest.fixture
def asked(chat: Runtime) -> Iterator[Asked]:
    found: Asked = {}

    def hear(_conn: object, _cursor: object, statement: str, parameters: Any, *_: object) -> None:
        if statement.lstrip().upper().startswith(("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")):
            found.setdefault(statement, parameters[0] if isinstance(parameters, list) else parameters)

    event.listen(Engine, "before_cursor_execute", hear)
    yield found
    event.remove(Engine, "before_cursor_execute", hear)


async def scanned(chat: Runtime, asked: Asked) -> dict[str, str]:
    """Growing tables that a statement reads as a whole, each with the statement."""
    found: dict[str, str] = {}
    async with chat.database.read() as session:
        connection = await session.connection()
        for statement, parameters in list(asked.items()):
            plan = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
            for *_, step in plan.all():
                if step.startswith("SCAN ") and step.split()[1] in GROWING:
                    found[step] = statement
    return found


@pytest.mark.parametrize("settings", ["on_sqlite"], indirect=True)
async def test_nothing_is_read_from_end_to_end(chat: Runtime, asker: Viewer, asked: Asked) -> None:
    asked.clear()
    begun = (await ask(asker, "量子 and apples", "echo")).conversation_id
    await ended(begun)
    prompt, answer = await rows(begun)
    await replies.regenerate(asker, answer.id, "echo")
    await ended(begun)
    await versions.open_(asker, answer.id)
    await places.look(asker, prompt.id)
    await conversations.rename(asker, begun, "apples")
    await conversations.history(asker)
    for typed in ("apples ", "量子 role:user", "-pear appl", "量"):
        await search.find(asker, typed, "UTC")
    await search.within(asker, begun, "apples", "UTC")
    await trash.put(asker, [begun])
    await trash.destroy(asker, [begun])
    assert await scanned(chat, asked) == {}
