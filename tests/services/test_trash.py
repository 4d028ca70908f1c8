from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import col, select, update

from chatapp import runtime as running
from chatapp.errors import NotFound
from chatapp.models import Conversation, Message, Role, now
from chatapp.services import conversations, replies, retention, trash
from chatapp.services.conversations import Shelf, Sort, View
from chatapp.services.viewer import Viewer
from chatapp.settings import Settings
from chatapp.store import users
from chatapp.store.trash import InTrash
from tests.services.chats import ask, begun, ended, rows
from tests.services.people import known

TRASH = View(Shelf.TRASH, Sort.DELETED)


async def titles(viewer: Viewer, view: View = TRASH) -> list[str]:
    return [line.summary.title for line in (await conversations.listed(viewer, view)).items]


async def test_what_is_in_the_trash_says_so_to_who_opens_or_writes_and_is_whole_again_when_it_is_restored(
    asker: Viewer, stranger: Viewer
) -> None:
    here = (await ask(asker, "tea")).conversation_id
    answer = (await ended(here))[-1]
    await trash.put(asker, [here])
    for refused in (
        conversations.find(asker, here),
        ask(asker, "more", to=here),
        replies.regenerate(asker, answer.id, "echo"),
    ):
        with pytest.raises(InTrash):
            await refused
    assert (await conversations.history(asker)).items == []
    assert await titles(asker) == ["tea"]
    with pytest.raises(NotFound):
        await trash.restore(stranger, [here])
    await trash.restore(asker, [here])
    assert len(await rows(here)) == 2
    await ask(asker, "more", to=here)


async def test_only_what_was_thrown_away_is_deleted_for_good(asker: Viewer, stranger: Viewer) -> None:
    kept, thrown, other = await begun(asker, "kept", "thrown", "other")
    await trash.put(asker, [thrown, other])
    with pytest.raises(NotFound):
        await trash.destroy(stranger, [thrown])
    await trash.destroy(asker, [kept, thrown])
    assert (await titles(asker), len(await rows(kept))) == (["other"], 2)
    await trash.empty(stranger)
    await trash.empty(asker)
    assert (await titles(asker), len(await rows(kept)), len(await rows())) == ([], 2, 2)


async def test_what_has_had_its_time_goes_by_the_role_of_whose_it_is(answering: Settings) -> None:
    kept_for = replace(answering, trash_days=30, retention_days=10, admin_retention_days=0)
    async with running.running(kept_for) as chat:
        alice, admin = await known(chat.database, "alice"), await known(chat.database, "root")
        async with chat.database.write() as session:
            await users.set_role(session, admin.user_id, Role.ADMIN)
        admin = replace(admin, role=Role.ADMIN)
        texts = ("old", "pinned", "young", "thrown", "lies")
        ids = dict(zip(texts, await begun(alice, *texts), strict=True))
        [ids["admin's"]] = await begun(admin, "admin's")
        await conversations.pin(alice, ids["pinned"])
        await trash.put(alice, [ids["thrown"], ids["lies"]])
        old = now() - timedelta(days=31)
        aged = update(Conversation).where(col(Conversation.id).in_([ids[n] for n in ("old", "pinned", "admin's")]))
        gone = update(Conversation).where(col(Conversation.id) == ids["thrown"])
        async with chat.database.write() as session:
            await session.exec(aged.values(updated_at=old))
            await session.exec(gone.values(deleted_at=old))
        assert (retention.days(alice), retention.days(admin)) == (10, 0)
        assert await retention.purge() == 2
        assert await retention.purge() == 0
        async with chat.database.read() as session:
            left = set(await session.exec(select(Conversation.title)))
            assert len((await session.exec(select(Message))).all()) == 2 * len(left)
    assert left == {"pinned", "young", "lies", "admin's"}
