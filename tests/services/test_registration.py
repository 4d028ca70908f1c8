"""Who may create an account, and the invitations that let one in."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from chatapp import runtime as running
from chatapp.errors import (
    InvalidInput,
    InvitationNeeded,
    InvitationOver,
    NameTaken,
    NotAdministrator,
    RegistrationClosed,
)
from chatapp.models import now
from chatapp.runtime import Runtime
from chatapp.services import accounts, audit, invitations, links, people, registration, sessions
from chatapp.services.viewer import COMMAND_LINE, Actor
from chatapp.settings import Settings
from tests.services.people import ELSEWHERE, HOME, PASSWORD, person, register


async def invited(name: str, token: str) -> str:
    return await accounts.register(name, PASSWORD, PASSWORD, ELSEWHERE, token)


async def names() -> list[str]:
    return [one.name for one in (await people.found(COMMAND_LINE, "", 100)).items]


async def test_an_invitation_lets_one_person_in_however_many_try_at_once(runtime: Runtime) -> None:
    await person("boss")
    await registration.choose(COMMAND_LINE, "invite")
    token = (await invitations.make(COMMAND_LINE, "for\nCarol")).token
    tries = [invited(f"user{n}", token) for n in range(4)]
    outcomes = await asyncio.gather(*tries, return_exceptions=True)
    assert sum(isinstance(outcome, InvitationOver) for outcome in outcomes) == 3
    assert len(await names()) == 2
    assert await invitations.open_(COMMAND_LINE) == []
    last = (await audit.recent(COMMAND_LINE, 1)).items[0]
    assert (last.action, last.subject_name, last.ip) == ("invitation_used", "for Carol", ELSEWHERE.ip)


async def test_without_an_invitation_nobody_comes_in(runtime: Runtime) -> None:
    await person("boss")
    assert await registration.refusal("") is None
    await registration.choose(COMMAND_LINE, "invite")
    link = await invitations.make(COMMAND_LINE, "")
    assert isinstance(await registration.refusal(""), InvitationNeeded)
    assert await registration.refusal(link.token) is None
    with pytest.raises(InvitationNeeded):
        await register("bob")
    for dead in ("x", "x" * 43, link.token.upper(), f"{link.token} "):
        assert isinstance(await registration.refusal(dead), InvitationOver)
        with pytest.raises(InvitationOver):
            await invited("bob", dead)
    reset = await people.create(COMMAND_LINE, "carol")
    with pytest.raises(InvitationOver):  # a link of another kind
        await invited("bob", reset.token)
    await registration.choose(COMMAND_LINE, "closed")
    assert isinstance(await registration.refusal(link.token), RegistrationClosed)
    with pytest.raises(RegistrationClosed):
        await invited("bob", link.token)
    assert await names() == ["boss", "carol"]


async def test_what_went_wrong_does_not_spend_the_invitation(runtime: Runtime) -> None:
    await person("boss")
    await registration.choose(COMMAND_LINE, "invite")
    token = (await invitations.make(COMMAND_LINE, "")).token
    with pytest.raises(NameTaken):
        await invited("BOSS", token)
    assert await sessions.resolve(await invited("bob", token))


async def test_an_invitation_ends_when_it_is_revoked_or_too_old(
    runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    boss = await person("boss")
    actor = Actor(boss.user_id, boss.name, HOME.ip)
    revoked, old = [(await invitations.make(actor, note)).token for note in ("revoked", "old")]
    await invitations.revoke(actor, next(i.id or 0 for i in await invitations.open_(actor) if i.note == "revoked"))
    await invitations.revoke(actor, 10**9)
    assert [i.note for i in await invitations.open_(actor)] == ["old"]
    later: Callable[[], datetime] = lambda: now() + timedelta(days=7, seconds=1)  # noqa: E731
    monkeypatch.setattr(links, "now", later)
    for dead in (revoked, old):
        with pytest.raises(InvitationOver):
            await invited("bob", dead)
    assert [e.action for e in (await audit.recent(actor, 10)).items if e.subject_name == "revoked"] == [
        "invitation_revoked",
        "invitation_made",
    ]


async def test_only_an_administrator_invites_or_chooses(runtime: Runtime) -> None:
    await person("boss")
    bob = await person("bob")
    actor = Actor(bob.user_id, bob.name, HOME.ip)
    for attempt in (
        invitations.make(actor, ""),
        invitations.open_(actor),
        invitations.revoke(actor, 1),
        registration.choose(actor, "closed"),
        registration.mode(actor),
    ):
        with pytest.raises(NotAdministrator):
            await attempt
    assert await registration.mode(COMMAND_LINE) == "open"


@pytest.mark.parametrize("mode", ["", "OPEN", "nobody", "x" * 10_000])
async def test_there_are_three_modes(on_sqlite: Settings, mode: str) -> None:
    async with running.running(on_sqlite):
        with pytest.raises(InvalidInput):
            await registration.choose(COMMAND_LINE, mode)


async def test_a_mode_in_the_settings_rules(on_sqlite: Settings) -> None:
    async with running.running(on_sqlite):
        await registration.choose(COMMAND_LINE, "closed")
    async with running.running(replace(on_sqlite, registration="invite")):
        assert registration.is_set()
        assert await registration.mode(COMMAND_LINE) == "invite"
        assert await registration.refusal("") is None  # nobody is there yet
        await register("boss")
        with pytest.raises(InvitationNeeded):
            await register("bob")
        with pytest.raises(InvalidInput):
            await registration.choose(COMMAND_LINE, "open")
