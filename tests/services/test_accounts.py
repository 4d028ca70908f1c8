import asyncio
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from argon2 import PasswordHasher, low_level
from sqlalchemy import Engine, event, update
from sqlmodel import col, select

from chatapp import runtime as running
from chatapp.errors import (
    ChatError,
    NameRefused,
    NameTaken,
    PasswordRefused,
    RegistrationClosed,
    SignInFailed,
    TooManyRequests,
)
from chatapp.models import AuthSession, Role, User, now
from chatapp.runtime import Runtime
from chatapp.services import accounts, sessions
from chatapp.services.passwords import Hasher
from chatapp.services.sessions import Device
from chatapp.settings import Settings
from tests.services.people import ELSEWHERE, HOME, PASSWORD, person, register

PassTime = Callable[[timedelta], None]


async def everybody(runtime: Runtime) -> list[User]:
    async with runtime.database.read() as session:
        return [*(await session.exec(select(User).order_by(col(User.id)))).all()]


async def change(runtime: Runtime, **values: object) -> None:
    async with runtime.database.write() as session:
        await session.exec(update(User).values(**values))


async def opened(runtime: Runtime) -> list[AuthSession]:
    async with runtime.database.read() as session:
        return [*(await session.exec(select(AuthSession))).all()]


@pytest.fixture
def pass_time(monkeypatch: pytest.MonkeyPatch) -> PassTime:
    """Moves the clock that sessions are measured by."""
    passed = timedelta()

    def later() -> datetime:
        return now() + passed

    def move(by: timedelta) -> None:
        nonlocal passed
        passed += by

    monkeypatch.setattr(sessions, "now", later)
    return move


async def test_the_first_account_is_the_administrator_and_the_second_is_not(runtime: Runtime) -> None:
    assert await accounts.is_first_run()
    await register("alice")
    await register("bob")
    assert not await accounts.is_first_run()
    assert [user.role for user in await everybody(runtime)] == [Role.ADMIN, Role.USER]


async def test_of_first_accounts_made_at_once_one_is_the_administrator(runtime: Runtime) -> None:
    await asyncio.gather(*(register(f"user{n}") for n in range(8)))
    roles = [user.role for user in await everybody(runtime)]
    assert sorted(roles) == [Role.ADMIN, *[Role.USER] * 7]


async def test_a_name_taken_at_once_in_another_case_is_one_row(runtime: Runtime) -> None:
    outcomes = await asyncio.gather(
        *(register(name) for name in ("Élodie", "éLODIE", "ÉLODIE")), return_exceptions=True
    )
    assert len(await everybody(runtime)) == 1
    assert sum(isinstance(outcome, NameTaken) for outcome in outcomes) == 2


async def test_a_closed_server_takes_its_first_account_only(settings: Settings) -> None:
    async with running.running(replace(settings, registration="closed")) as closed:
        await register("alice")
        with pytest.raises(RegistrationClosed):
            await register("bob")
        assert [user.name for user in await everybody(closed)] == ["alice"]


@pytest.mark.parametrize(
    "name",
    [
        "",
        "   ",
        "x" * 65,
        "a\nb",
        "a\0b",
        "a\x1b[31mb",
        "\u202eecila",
        "zero\u200bwidth",
        "a\u3164",
        "\u2800",
        "\ud83d",
        "x" * 10_000,
    ],
)
async def test_names_that_could_deceive_are_refused(runtime: Runtime, name: str) -> None:
    with pytest.raises(NameRefused):
        await register(name)
    assert await everybody(runtime) == []


@pytest.mark.parametrize(
    ("typed", "stored"), [("  alice  ", "alice"), ("李雷", "李雷"), ("Ａｌｉｃｅ", "Alice"), ("x" * 64, "x" * 64)]
)
async def test_names_are_kept_as_typed_but_for_their_edges_and_widths(
    runtime: Runtime, typed: str, stored: str
) -> None:
    await register(typed)
    assert [user.name for user in await everybody(runtime)] == [stored]
    assert await accounts.sign_in(typed, PASSWORD, HOME)


async def test_a_refused_password_makes_no_account(runtime: Runtime) -> None:
    with pytest.raises(PasswordRefused):
        await register("alice", "password123")
    assert await everybody(runtime) == []


async def test_accounts_from_one_address_are_limited(runtime: Runtime) -> None:
    for number in range(runtime.settings.max_registrations_per_minute):
        await register(f"user{number}")
    with pytest.raises(TooManyRequests):
        await register("one more")
    assert await register("from elsewhere", device=ELSEWHERE)


async def test_a_token_leads_to_its_person(runtime: Runtime) -> None:
    viewer = await sessions.resolve(await register("Alice"))
    assert viewer is not None
    assert (viewer.name, viewer.role, viewer.theme) == ("Alice", "admin", "system")


async def test_the_token_itself_is_stored_nowhere(runtime: Runtime) -> None:
    token = await register("alice")
    (row,) = await opened(runtime)
    assert re.fullmatch(r"[0-9a-f]{64}", row.token_hash)
    assert token not in repr(row)
    assert (row.ip, row.user_agent) == (HOME.ip, HOME.user_agent)


async def test_every_sign_in_has_a_session_of_its_own(runtime: Runtime) -> None:
    tokens = {await register("alice"), *[await accounts.sign_in("alice", PASSWORD, HOME) for _ in range(3)]}
    assert len(tokens) == 4
    assert all([await sessions.resolve(token) for token in tokens])


@pytest.mark.parametrize("token", ["", "x", "x" * 43, "é" * 43, "\ud83d" * 43, "x" * 4096])
async def test_a_forged_token_is_nobody(runtime: Runtime, token: str) -> None:
    await register("alice")
    assert await sessions.resolve(token) is None


@pytest.mark.parametrize(
    ("name", "password"),
    [
        ("alice", "wrong horse battery"),
        ("nobody", PASSWORD),
        ("alice", ""),
        ("alice", "x" * 1025),
        ("alice", "\ud83d"),
        ("\ud83d", PASSWORD),
        ("x" * 10_000_000, PASSWORD),
    ],
)
async def test_what_is_wrong_with_a_sign_in_is_not_said(runtime: Runtime, name: str, password: str) -> None:
    await register("alice")
    with pytest.raises(SignInFailed) as failed:
        await accounts.sign_in(name, password, HOME)
    assert failed.value.args_ == {}


async def test_unknown_wrong_and_disabled_are_the_same_work(runtime: Runtime, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work is counted, not timed: the hashes that are computed, with their cost, and what the database is asked."""
    await register("alice")
    await register("gone")
    async with runtime.database.write() as session:
        await session.exec(update(User).where(col(User.name) == "gone").values(disabled_at=now()))
    work: list[str] = []
    verify = low_level.verify_secret

    def counted(stored: bytes, *rest: Any) -> bool:
        work.append(stored.decode().rpartition("$")[0].rpartition("$")[0])  # without salt and hash
        return verify(stored, *rest)

    def asked(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        work.append(statement)

    monkeypatch.setattr(low_level, "verify_secret", counted)
    event.listen(Engine, "before_cursor_execute", asked)
    done: dict[str, list[str]] = {}
    try:
        for name, password in (("nobody", PASSWORD), ("alice", "wrong horse battery"), ("gone", PASSWORD)):
            work.clear()
            with pytest.raises(SignInFailed):
                await accounts.sign_in(name, password, ELSEWHERE)
            done[name] = [step for step in work if not step.startswith("BEGIN")]
    finally:
        event.remove(Engine, "before_cursor_execute", asked)
    assert done["nobody"] == done["alice"] == done["gone"]
    assert done["nobody"].count("$argon2id$v=19$m=19456,t=2,p=1") == 1


class Paused(Hasher):
    """Somebody has read the account, and the password is about to be checked."""

    def __init__(self) -> None:
        super().__init__()
        self.asked, self.goes_on = asyncio.Event(), asyncio.Event()

    async def verify(self, password: str, stored: str | None) -> tuple[bool, str | None]:
        self.asked.set()
        await self.goes_on.wait()
        return await super().verify(password, stored)


@pytest.mark.parametrize("column", ["disabled_at", "password_hash"])
async def test_an_account_closed_while_its_password_is_checked_lets_nobody_in(runtime: Runtime, column: str) -> None:
    await register("alice")
    hasher = runtime._parts[Hasher] = Paused()  # pyright: ignore[reportPrivateUsage]
    trying = asyncio.create_task(accounts.sign_in("alice", PASSWORD, HOME))
    await hasher.asked.wait()
    await change(runtime, **{column: now() if column == "disabled_at" else "of another password"})
    hasher.goes_on.set()
    with pytest.raises(SignInFailed):
        await trying
    assert len(await opened(runtime)) == 1


async def test_a_disabled_person_is_out_at_once_and_stays_out(runtime: Runtime) -> None:
    token = await register("alice")
    await change(runtime, disabled_at=now())
    assert await sessions.resolve(token) is None
    with pytest.raises(SignInFailed):
        await accounts.sign_in("alice", PASSWORD, HOME)


async def test_a_hash_that_can_not_be_read_fails_the_sign_in_politely(runtime: Runtime) -> None:
    await register("alice")
    for broken in ("", "garbage", "$argon2id$v=19$m=19456,t=2,p=1$"):
        await change(runtime, password_hash=broken)
        with pytest.raises(SignInFailed):
            await accounts.sign_in("alice", PASSWORD, HOME)


async def test_signing_in_strengthens_an_old_hash_even_twice_at_once(runtime: Runtime) -> None:
    await register("alice")
    weak = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(PASSWORD)
    await change(runtime, password_hash=weak)
    with pytest.raises(SignInFailed):
        await accounts.sign_in("alice", "wrong horse battery", HOME)
    assert (await everybody(runtime))[0].password_hash == weak
    await asyncio.gather(*(accounts.sign_in("alice", PASSWORD, HOME) for _ in range(2)))
    assert (await everybody(runtime))[0].password_hash.startswith("$argon2id$v=19$m=19456,t=2,p=1$")


async def test_guessing_ends_after_five_tries_however_many_come_at_once(runtime: Runtime) -> None:
    await register("alice")
    tries = [accounts.sign_in("alice", f"guess number {n}", ELSEWHERE) for n in range(30)]
    outcomes = await asyncio.gather(*tries, return_exceptions=True)
    assert sum(isinstance(outcome, SignInFailed) for outcome in outcomes) == 5
    assert sum(isinstance(outcome, TooManyRequests) for outcome in outcomes) == 25


async def test_writing_a_name_in_another_way_gains_no_guesses(runtime: Runtime) -> None:
    await register("alice")
    written = ["alice", "ALICE", " alice ", "Ａlice", "al\0ice", "al\ud83dice", "\0alice"]
    for name in written:
        with pytest.raises(ChatError):
            await accounts.sign_in(name, "x" * 1025, ELSEWHERE)
    with pytest.raises(SignInFailed):  # no name, so no guess, whatever the password
        await accounts.sign_in("al\0ice", PASSWORD, HOME)
    for _ in range(2):
        with pytest.raises(ChatError):
            await accounts.sign_in("alice", "x" * 1025, ELSEWHERE)
    with pytest.raises(TooManyRequests):
        await accounts.sign_in("alice", PASSWORD, ELSEWHERE)


async def test_strangers_guesses_do_not_lock_a_person_out(runtime: Runtime) -> None:
    await register("alice")
    for number in range(60):
        with pytest.raises(ChatError):
            await accounts.sign_in("alice", "x" * 1025, Device(f"203.0.113.{number}", ""))
    with pytest.raises(TooManyRequests):
        await accounts.sign_in("alice", PASSWORD, ELSEWHERE)
    assert await accounts.sign_in("alice", PASSWORD, HOME)


async def test_mistyping_now_and_then_is_forgiven(runtime: Runtime) -> None:
    await register("alice")
    for _ in range(3):
        for _ in range(4):
            with pytest.raises(SignInFailed):
                await accounts.sign_in("alice", "x" * 1025, HOME)
        assert await accounts.sign_in("alice", PASSWORD, HOME)


async def test_signing_out_ends_one_session_at_once(runtime: Runtime) -> None:
    phone, desk = await register("alice"), await accounts.sign_in("alice", PASSWORD, HOME)
    assert await sessions.resolve(phone)
    await sessions.sign_out(phone)
    assert await sessions.resolve(phone) is None
    assert await sessions.resolve(desk)


async def test_a_session_read_before_it_ended_does_not_come_back(runtime: Runtime, pass_time: PassTime) -> None:
    token = await register("alice")
    pass_time(timedelta(minutes=2))  # being seen is written, so the reading waits for the writer
    async with runtime.database.write() as session:
        await sessions.end_all(session, user_id=1)
        being_read = asyncio.create_task(sessions.resolve(token))
        await asyncio.wait({being_read}, timeout=0.5)
    sessions.forget(1)
    await being_read
    assert await sessions.resolve(token) is None


async def test_whoever_waits_for_an_end_hears_of_it_at_once(runtime: Runtime) -> None:
    token = await register("alice")
    waiting = asyncio.create_task(sessions.some_ended(within_s=600))
    await asyncio.sleep(0)
    await sessions.sign_out(token)
    await asyncio.wait_for(waiting, 10)


async def test_signing_out_without_a_session_is_no_fault(runtime: Runtime) -> None:
    await sessions.sign_out("")
    assert await opened(runtime) == []


async def test_a_session_left_alone_ends_after_seven_days(runtime: Runtime, pass_time: PassTime) -> None:
    token = await register("alice")
    pass_time(timedelta(days=6, hours=23))
    assert await sessions.resolve(token)
    pass_time(timedelta(days=7, seconds=1))
    assert await sessions.resolve(token) is None


async def test_a_session_in_daily_use_ends_after_thirty_days(runtime: Runtime, pass_time: PassTime) -> None:
    token = await register("alice")
    days = 0
    while await sessions.resolve(token):
        pass_time(timedelta(days=1))
        await runtime_forgets(runtime)
        days += 1
    assert days == 30


async def runtime_forgets(runtime: Runtime) -> None:
    """As 5 s do, or another process."""
    runtime.part(sessions._Cache).clear()  # pyright: ignore[reportPrivateUsage]


async def test_being_seen_is_written_at_most_once_a_minute(runtime: Runtime, pass_time: PassTime) -> None:
    token = await register("alice")
    seen: list[datetime] = []
    for _ in range(6):
        pass_time(timedelta(seconds=25))
        await runtime_forgets(runtime)
        await sessions.resolve(token)
        seen += [row.last_seen_at for row in await opened(runtime)]
    assert len(set(seen)) == 3  # registered, then at 75 s and 150 s


async def test_a_session_that_ended_is_removed_when_somebody_signs_in(runtime: Runtime, pass_time: PassTime) -> None:
    await register("alice")
    pass_time(timedelta(days=8))
    await register("bob")
    assert len(await opened(runtime)) == 1


async def test_a_chosen_language_and_theme_are_seen_at_once(runtime: Runtime) -> None:
    token = await register("alice")
    viewer = await sessions.resolve(token)
    assert viewer is not None
    await accounts.set_locale(viewer, "zh")
    await accounts.set_theme(viewer, "dark")
    changed = await sessions.resolve(token)
    assert changed is not None
    assert (changed.locale, changed.theme) == ("zh", "dark")


async def test_a_choice_longer_than_any_real_one_is_refused(runtime: Runtime) -> None:
    viewer = await person("alice")
    for choose in (accounts.set_locale, accounts.set_theme):
        with pytest.raises(ChatError):
            await choose(viewer, "x" * 9)
