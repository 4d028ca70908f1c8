"""Where one is signed in."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from chatapp.errors import DeviceNotFound
from chatapp.models import AuthSession, now
from chatapp.runtime import Runtime
from chatapp.services import accounts, devices, sessions
from tests.services.people import ELSEWHERE, HOME, PASSWORD, register


async def test_all_of_ones_own_are_listed_this_one_first(runtime: Runtime) -> None:
    here = await register("alice")
    await accounts.sign_in("alice", PASSWORD, ELSEWHERE)
    await register("bob")
    me = await sessions.resolve(here)
    assert me is not None
    listed = await devices.signed_in(me)
    assert [(device.here, device.ip) for device in listed] == [(True, HOME.ip), (False, ELSEWHERE.ip)]
    async with runtime.database.write() as session:  # the other one has been idle for too long
        await session.exec(update(AuthSession).values(last_seen_at=now() - timedelta(days=8)))
    assert await devices.signed_in(me) == []


async def test_each_can_be_signed_out_but_nobody_elses(runtime: Runtime) -> None:
    here, phone, bobs = await register("alice"), await accounts.sign_in("alice", PASSWORD, HOME), await register("bob")
    me, bob = await sessions.resolve(here), await sessions.resolve(bobs)
    assert me is not None and bob is not None
    for session_id in (bob.session_id, 0, 2**31 - 1):
        with pytest.raises(DeviceNotFound):
            await devices.sign_out(me, session_id)
    (other,) = [device for device in await devices.signed_in(me) if not device.here]
    await devices.sign_out(me, other.session_id)
    assert await sessions.resolve(phone) is None
    assert await sessions.resolve(here)
    assert await sessions.resolve(bobs)
    with pytest.raises(DeviceNotFound):
        await devices.sign_out(me, other.session_id)


async def test_everywhere_else_is_not_here_and_everywhere_is(runtime: Runtime) -> None:
    here, *others = await register("alice"), *[await accounts.sign_in("alice", PASSWORD, HOME) for _ in range(2)]
    bobs = await register("bob")
    me = await sessions.resolve(here)
    assert me is not None
    await devices.sign_out_others(me)
    assert [bool(await sessions.resolve(token)) for token in (here, *others)] == [True, False, False]
    phone = await accounts.sign_in("alice", PASSWORD, ELSEWHERE)
    await sessions.sign_out(here, everywhere=True)
    assert [bool(await sessions.resolve(token)) for token in (here, phone, bobs)] == [False, False, True]
