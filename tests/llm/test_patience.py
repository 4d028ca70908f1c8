"""How long a server is waited for; through real loops and timers, with waits that nothing ends."""

import asyncio
import socket
import time

import pytest

from chatapp.errors import FaultKind, ProviderFault
from chatapp.llm.patience import Patience


async def silence() -> None:
    await asyncio.Event().wait()


async def test_silence_ends_the_wait() -> None:
    with Patience(0.05, 60) as patience, pytest.raises(TimeoutError):
        await patience.with_(silence())


async def test_the_time_for_all_of_it_is_another_fault_than_silence() -> None:
    with Patience(60, 0.05) as patience, pytest.raises(ProviderFault) as caught:
        await patience.with_(silence())
    assert caught.value.kind is FaultKind.TOO_LONG


@pytest.mark.parametrize("renewed_s", [0.01, 0.3])
async def test_a_renewed_wait_ends_at_its_new_time_sooner_or_later(renewed_s: float) -> None:
    now = asyncio.get_running_loop().time
    with Patience(0.1, 60) as patience:
        await patience.with_(asyncio.sleep(0.05))
        started = now()
        patience.renew(renewed_s)
        async with asyncio.timeout(10):
            with pytest.raises(TimeoutError):
                await patience.with_(silence())
    assert renewed_s - 0.01 < now() - started < renewed_s + 5


async def test_the_time_between_waits_does_not_count() -> None:
    with Patience(0.5, 60) as patience:
        for _ in range(2):
            assert await patience.with_(asyncio.sleep(0, "heard")) == "heard"
            await asyncio.sleep(0.6)
            patience.renew(0.5)


async def test_what_came_while_this_process_was_busy_is_not_silence() -> None:
    ours, theirs = socket.socketpair()
    reader, writer = await asyncio.open_connection(sock=ours)

    def be_busy() -> None:
        theirs.send(b"x")
        time.sleep(0.3)

    asyncio.get_running_loop().call_later(0.01, be_busy)
    with Patience(0.1, 60) as patience:
        assert await patience.with_(reader.read(1)) == b"x"
    writer.close()
    theirs.close()


async def test_what_never_suspends_runs_out_all_the_same() -> None:
    async def chatter() -> None:
        pass

    with Patience(0.05, 60) as patience, pytest.raises(TimeoutError):
        while True:
            await patience.with_(chatter())
            await patience.with_(asyncio.sleep(0))


async def test_a_task_that_is_cancelled_while_it_waits_is_cancelled() -> None:
    with Patience(60, 60) as patience:
        waiting = asyncio.create_task(patience.with_(silence()))
        await asyncio.sleep(0)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting


async def test_a_cancellation_is_not_lost_when_time_runs_out_with_it() -> None:
    async def wait() -> None:
        with Patience(0.02, 60) as patience:
            await patience.with_(cancelled_twice())

    async def cancelled_twice() -> None:
        try:
            await silence()
        finally:
            waiting.cancel()
            await asyncio.sleep(0)

    waiting = asyncio.create_task(wait())
    with pytest.raises(asyncio.CancelledError):
        await waiting


async def test_a_task_whose_time_ran_out_can_wait_again() -> None:
    with Patience(0.02, 60) as patience, pytest.raises(TimeoutError):
        await patience.with_(silence())
    task = asyncio.current_task()
    assert task
    assert not task.cancelling()
    await asyncio.sleep(0)


async def test_an_error_of_the_wait_itself_is_passed_on() -> None:
    async def fails() -> None:
        raise OSError("gone")

    with Patience(60, 60) as patience, pytest.raises(OSError, match="gone"):
        await patience.with_(fails())
