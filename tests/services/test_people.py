"""What administrators do to accounts: on both databases, since two of them may do it at once."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from sqlmodel import col, select

from chatapp.errors import (
    LastAdministrator,
    NameTaken,
    NotAdministrator,
    OwnAccount,
    PersonNotFound,
    ResetOver,
    SignInFailed,
)
from chatapp.models import Conversation, Role, User, now
from chatapp.runtime import Runtime
from chatapp.services import accounts, audit, people, replies, resets, sessions, stopping
from chatapp.services.viewer import COMMAND_LINE, Actor, Viewer
from tests.services.people import ELSEWHERE, HOME, PASSWORD, person, register
from tests.support.rows import add_user
from tests.support.scripted_provider import ScriptedProvider

Act = Callable[[Actor, int], Awaitable[object]]
ACTS: list[Act] = [
    people.disable,
    people.enable,
    people.make_admin,
    people.take_admin,
    people.reset_password,
    people.delete,
]


def acting(viewer: Viewer) -> Actor:
    return Actor(viewer.user_id, viewer.name, HOME.ip)


async def everybody(runtime: Runtime) -> dict[str, User]:
    async with runtime.database.read() as session:
        return {user.name: user for user in (await session.exec(select(User).order_by(col(User.id)))).all()}


async def administrators(runtime: Runtime) -> set[str]:
    return {name for name, user in (await everybody(runtime)).items() if user.role == Role.ADMIN}


async def log_of(actor: Actor = COMMAND_LINE) -> list[tuple[str, str, str, str]]:
    return [(e.action, e.actor_name, e.subject_name, e.ip) for e in (await audit.recent(actor, 100)).items]


@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.__name__)
async def test_only_whom_the_database_calls_an_administrator_acts(runtime: Runtime, act: Act) -> None:
    boss, bob, carol = [acting(await person(name)) for name in ("boss", "bob", "carol")]
    for nobody in (bob, carol, Actor(0, "", ""), Actor(10**9, "ghost", "")):
        with pytest.raises(NotAdministrator):
            await act(nobody, boss.id or 0)
    await people.make_admin(boss, bob.id or 0)
    await people.take_admin(COMMAND_LINE, boss.id or 0)  # while the first one's page is still open
    before = await everybody(runtime)
    with pytest.raises(NotAdministrator):
        await act(boss, carol.id or 0)
    assert await everybody(runtime) == before


async def test_of_two_administrators_who_demote_each_other_at_once_one_is_left(runtime: Runtime) -> None:
    one, two = acting(await person("one")), acting(await person("two"))
    for act in (people.take_admin, people.disable, people.delete):
        await people.make_admin(COMMAND_LINE, two.id or 0)
        await asyncio.gather(act(one, two.id or 0), act(two, one.id or 0), return_exceptions=True)
        left = [user for user in (await everybody(runtime)).values() if user.role == Role.ADMIN]
        assert len([user for user in left if not user.disabled_at]) == 1
        if act is people.delete:
            break
        for actor in (one, two):
            await people.enable(COMMAND_LINE, actor.id or 0)
            await people.make_admin(COMMAND_LINE, actor.id or 0)


@pytest.mark.parametrize("act", [people.take_admin, people.disable, people.delete], ids=lambda act: act.__name__)
async def test_the_last_administrator_stays_even_at_the_command_line(runtime: Runtime, act: Act) -> None:
    boss = await person("boss")
    with pytest.raises(LastAdministrator):
        await act(COMMAND_LINE, boss.user_id)
    other = await add_user(runtime.database, "other")
    await people.make_admin(acting(boss), other)
    await people.disable(acting(boss), other)  # one who can't sign in does not count
    with pytest.raises(LastAdministrator):
        await act(COMMAND_LINE, boss.user_id)
    assert (await sessions.resolve(await accounts.sign_in("boss", PASSWORD, HOME))) is not None


@pytest.mark.parametrize("act", [people.disable, people.reset_password, people.delete], ids=lambda act: act.__name__)
async def test_nobody_locks_themselves_out(runtime: Runtime, act: Act) -> None:
    boss = acting(await person("boss"))
    await people.make_admin(boss, await add_user(runtime.database, "other"))
    with pytest.raises(OwnAccount):
        await act(boss, boss.id or 0)


async def test_a_disabled_account_is_out_at_once_and_comes_back_with_its_password(runtime: Runtime) -> None:
    boss = acting(await person("boss"))
    token = await register("bob")
    bob = await sessions.resolve(token)
    assert bob is not None
    await people.disable(boss, bob.user_id)
    assert await sessions.resolve(token) is None
    with pytest.raises(SignInFailed):
        await accounts.sign_in("bob", PASSWORD, HOME)
    await people.enable(boss, bob.user_id)
    assert await sessions.resolve(token) is None  # what was ended stays so
    assert await accounts.sign_in("bob", PASSWORD, HOME)


async def test_a_reset_ends_the_password_and_every_session_and_its_link_works_once(runtime: Runtime) -> None:
    boss = acting(await person("boss"))
    old_token = await register("bob")
    bob = await sessions.resolve(old_token)
    assert bob is not None
    first = await people.reset_password(boss, bob.user_id)
    link = await people.reset_password(boss, bob.user_id)
    assert await sessions.resolve(old_token) is None
    for guess in (PASSWORD, "", " "):
        with pytest.raises(SignInFailed):
            await accounts.sign_in("bob", guess, ELSEWHERE)
    assert await resets.whose(link.token) == "bob"
    for dead in (first.token, "", "x" * 43, link.token[:-1]):
        with pytest.raises(ResetOver):
            await resets.use(dead, "another good one", "another good one", HOME)
    new_token = await resets.use(link.token, "another good one", "another good one", HOME)
    assert await sessions.resolve(new_token)
    with pytest.raises(ResetOver):
        await resets.use(link.token, "a third good one", "a third good one", HOME)
    assert await accounts.sign_in("bob", "another good one", HOME)
    assert (await log_of())[0] == ("password_chosen", "bob", "bob", HOME.ip)


async def test_a_link_to_a_password_used_twice_at_once_sets_one(runtime: Runtime) -> None:
    link = await people.create(COMMAND_LINE, "boss")
    uses = [resets.use(link.token, f"good password {n}", f"good password {n}", HOME) for n in range(3)]
    outcomes = await asyncio.gather(*uses, return_exceptions=True)
    assert [type(outcome) for outcome in outcomes if not isinstance(outcome, str)] == [ResetOver] * 2


async def test_a_link_dies_with_the_account_being_disabled(runtime: Runtime) -> None:
    boss = acting(await person("boss"))
    link = await people.create(boss, "bob")
    bob = await people.named(boss, "BOB")
    await people.disable(boss, bob)
    await people.enable(boss, bob)
    with pytest.raises(ResetOver):
        await resets.whose(link.token)


async def test_an_account_is_created_without_a_password(runtime: Runtime) -> None:
    link = await people.create(COMMAND_LINE, "  Ｂｏｂ ")
    assert await administrators(runtime) == {"Bob"}  # the first of all, whoever creates it
    for guess in ("", " ", PASSWORD):
        with pytest.raises(SignInFailed):
            await accounts.sign_in("bob", guess, HOME)
    assert await resets.use(link.token, PASSWORD, PASSWORD, HOME)
    with pytest.raises(NameTaken):
        await people.create(COMMAND_LINE, "BOB")
    await people.create(COMMAND_LINE, "carol")
    await people.create(COMMAND_LINE, "dave", Role.ADMIN)
    assert await administrators(runtime) == {"Bob", "dave"}


async def test_deleting_removes_everything_of_one_person_only(chat: Runtime, provider: ScriptedProvider) -> None:
    boss, bob = await person("boss"), await person("bob")
    mine = await replies.ask(boss, None, "mine", "c1", "echo")
    provider.names.append("gated:delete")
    await replies.ask(bob, None, "theirs", "c1", "gated:delete")
    await people.delete(acting(boss), bob.user_id)
    assert chat.hub.people() <= {boss.user_id}
    async with chat.database.read() as session:
        left = (await session.exec(select(Conversation))).all()
    assert [conversation.id for conversation in left] == [mine.conversation_id]
    with pytest.raises(PersonNotFound):
        await people.enable(acting(boss), bob.user_id)
    assert (await log_of())[0] == ("user_deleted", "boss", "bob", HOME.ip)
    assert (await person("bob")).user_id != bob.user_id


async def test_what_another_process_locked_out_is_not_written_on(chat: Runtime, provider: ScriptedProvider) -> None:
    await person("boss")
    bob = await person("bob")
    provider.names.append("gated:elsewhere")
    await replies.ask(bob, None, "go on", "c1", "gated:elsewhere")
    await stopping.stop_for_the_locked_out()
    assert chat.hub.people() == {bob.user_id}
    async with chat.database.write() as session:  # as the command line does it, where this hub is not
        (await session.exec(select(User).where(col(User.id) == bob.user_id))).one().disabled_at = now()
    await stopping.stop_for_the_locked_out()
    assert chat.hub.people() == set()


async def test_a_name_is_found_in_any_case_and_in_chinese_and_nothing_stands_for_everything(runtime: Runtime) -> None:
    await person("boss")
    for name in ("李雷", "Élodie", "per_cent", "per%cent", "back\\slash"):
        await add_user(runtime.database, name)

    async def found(text: str) -> list[str]:
        return [one.name for one in (await people.found(COMMAND_LINE, text, 10)).items]

    assert await found("雷") == ["李雷"]
    assert await found("ÉLO") == ["Élodie"]
    assert await found(" Ｂoss") == ["boss"]
    assert await found("_") == ["per_cent"]
    assert await found("%") == ["per%cent"]
    assert await found("\\") == ["back\\slash"]
    assert await found("nobody") == []
    page = await people.found(COMMAND_LINE, "", 2)
    assert (len(page.items), page.more, page.total) == (2, True, 6)


async def test_the_list_says_since_when_and_until_when(runtime: Runtime) -> None:
    boss = await person("boss")
    await add_user(runtime.database, "never")
    lines = {one.name: one for one in (await people.found(acting(boss), "", 10)).items}
    assert lines["boss"].seen_at is not None
    assert lines["never"].seen_at is None
    with pytest.raises(NotAdministrator):
        await people.found(Actor(lines["never"].id, "never", ""), "", 10)


async def test_everything_done_is_told_once_in_the_order_it_was_done(runtime: Runtime) -> None:
    boss = acting(await person("boss"))
    await people.create(boss, "bob")
    bob = await people.named(boss, "bob")
    for act in (people.make_admin, people.make_admin, people.take_admin, people.disable, people.disable, people.enable):
        await act(boss, bob)
    await people.reset_password(COMMAND_LINE, bob)
    await people.delete(boss, bob)
    by_boss = ("boss", "bob", HOME.ip)
    assert (await log_of(boss))[::-1] == [
        ("first_administrator", "boss", "boss", HOME.ip),
        ("user_created", *by_boss),
        ("admin_given", *by_boss),
        ("admin_taken", *by_boss),
        ("user_disabled", *by_boss),
        ("user_enabled", *by_boss),
        ("password_reset", "", "bob", ""),
        ("user_deleted", *by_boss),
    ]
    with pytest.raises(NotAdministrator):
        await log_of(acting(await person("carol")))
