"""Another password, and the end of an account: what the person needs in hand, and what is left."""

import asyncio
from collections.abc import Sequence

import pytest
from sqlalchemy import update
from sqlmodel import SQLModel, col, func, select

from chatapp.errors import LastAdministrator, NotSignedIn, PasswordRefused, PasswordWrong, SignInFailed, TooManyRequests
from chatapp.models import AuditEntry, AuthSession, Conversation, Message, User, now
from chatapp.runtime import Runtime
from chatapp.services import accounts, credentials, replies, sessions
from chatapp.services.viewer import Viewer
from tests.services.people import ELSEWHERE, HOME, PASSWORD, person, register

NEW = "another horse battery"


async def viewer_of(token: str) -> Viewer:
    viewer = await sessions.resolve(token)
    assert viewer is not None
    return viewer


async def change(viewer: Viewer, old: str = PASSWORD, new: str = NEW) -> str:
    return await credentials.change_password(viewer, old, new, new, HOME)


async def rows(runtime: Runtime, *tables: type[SQLModel]) -> Sequence[int]:
    async with runtime.database.read() as session:
        return [(await session.exec(select(func.count()).select_from(table))).one() for table in tables]


async def test_a_new_password_ends_every_session_and_begins_one(runtime: Runtime) -> None:
    here, phone = await register("alice"), await accounts.sign_in("alice", PASSWORD, ELSEWHERE)
    bob = await register("bob")
    await viewer_of(phone)
    renewed = await change(await viewer_of(here))
    assert [await sessions.resolve(token) for token in (here, phone)] == [None, None]
    assert (await viewer_of(renewed)).name == "alice"
    assert await sessions.resolve(bob)
    with pytest.raises(SignInFailed):
        await accounts.sign_in("alice", PASSWORD, HOME)
    assert await accounts.sign_in("alice", NEW, HOME)


async def test_without_the_old_password_or_with_a_weak_new_one_nothing_changes(runtime: Runtime) -> None:
    token = await register("alice")
    me = await viewer_of(token)
    for old, new, error in ((NEW, NEW, PasswordWrong), (PASSWORD, "password123", PasswordRefused)):
        with pytest.raises(error):
            await change(me, old, new)
    with pytest.raises(PasswordRefused):
        await credentials.change_password(me, PASSWORD, NEW, NEW + "r", HOME)
    assert await sessions.resolve(token)
    assert await accounts.sign_in("alice", PASSWORD, HOME)


async def test_whoever_sits_at_an_open_page_gets_five_guesses(runtime: Runtime) -> None:
    me = await person("alice")
    tries = [change(me, f"guess number {n}") for n in range(10)]
    outcomes = await asyncio.gather(*tries, return_exceptions=True)
    assert sum(isinstance(outcome, PasswordWrong) for outcome in outcomes) == 5
    for guess in (change(me), credentials.delete_account(me, PASSWORD, HOME)):
        with pytest.raises(TooManyRequests):
            await guess
    assert await rows(runtime, User) == [1]


async def test_an_account_disabled_meanwhile_gets_no_new_password(runtime: Runtime) -> None:
    me = await person("alice")
    async with runtime.database.write() as session:
        await session.exec(update(User).values(disabled_at=now()))
    for attempt in (change(me), credentials.delete_account(me, PASSWORD, HOME)):
        with pytest.raises(PasswordWrong):
            await attempt


async def test_an_account_goes_with_all_that_is_in_it_and_with_nothing_else(chat: Runtime) -> None:
    await register("admin")
    token = await register("alice")
    me, bob = await viewer_of(token), await person("bob")
    await replies.ask(me, None, "hello", "1", "slow")
    kept = await replies.ask(bob, None, "hello", "1", "echo")
    await credentials.delete_account(me, PASSWORD, HOME)
    assert chat.hub.running(me.user_id) == 0
    assert await sessions.resolve(token) is None
    async with chat.database.read() as session:
        names = (await session.exec(select(User.name).order_by(col(User.id)))).all()
        conversations = (await session.exec(select(Conversation.id))).all()
        messages = {row.conversation_id for row in await session.exec(select(Message))}
        entries = (await session.exec(select(AuditEntry).order_by(col(AuditEntry.id).desc()))).first()
    assert list(names) == ["admin", "bob"]
    assert list(conversations) == [kept.conversation_id] == list(messages)
    assert entries is not None
    assert (entries.action, entries.actor_name, entries.subject_name) == ("user_deleted", "alice", "alice")
    with pytest.raises(NotSignedIn):
        await replies.ask(me, None, "still here?", "2", "echo")


async def test_a_wrong_password_deletes_nothing(runtime: Runtime) -> None:
    me = await person("alice")
    with pytest.raises(PasswordWrong):
        await credentials.delete_account(me, NEW, HOME)
    assert await rows(runtime, User, AuthSession) == [1, 1]


async def test_the_last_administrator_leaves_last(runtime: Runtime) -> None:
    admin, bob = await person("admin"), await person("bob")
    with pytest.raises(LastAdministrator):
        await credentials.delete_account(admin, PASSWORD, HOME)
    await credentials.delete_account(bob, PASSWORD, HOME)
    await credentials.delete_account(admin, PASSWORD, HOME)
    assert await rows(runtime, User, AuthSession) == [0, 0]
    assert await accounts.is_first_run()
