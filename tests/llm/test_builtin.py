"""The built-in model as a process: started, shared, replaced, ended. With the real model."""

import asyncio
import fcntl
import hashlib
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from chatapp.errors import BuiltinFlaw, FaultKind
from chatapp.llm.builtin import BuiltinModel
from chatapp.llm.events import TextDelta
from chatapp.llm.model_file import SMOLLM2
from chatapp.settings import PROJECT
from tests.llm.support import ask, builtin, hear

HELLO = ask(SMOLLM2.name, "Say hello.", max_tokens=5)
LONG = ask(SMOLLM2.name, "Count from 1 to 500 and write every number.")
ANOTHER_PROCESS = """
import asyncio, signal, sys
from pathlib import Path
from tests.llm.support import builtin

signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background jobs inherit it ignored

async def main():
    await builtin(Path(sys.argv[1])).models()
    print("ready", flush=True)
    await asyncio.Event().wait()

asyncio.run(main())
"""


def server_pid(model_dir: Path) -> int:
    return json.loads((model_dir / "builtin.json").read_bytes())["pid"]


async def server_ended(model_dir: Path) -> None:
    """The server holds the lock as long as it lives."""
    async with asyncio.timeout(30):
        with (model_dir / "builtin.lock").open() as lock:
            while True:
                try:
                    return fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    await asyncio.sleep(0.01)


@asynccontextmanager
async def another_process(model_dir: Path) -> AsyncIterator[asyncio.subprocess.Process]:
    """A second process of the app that has started the model's server."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", ANOTHER_PROCESS, str(model_dir), cwd=PROJECT, stdout=asyncio.subprocess.PIPE
    )
    try:
        assert process.stdout is not None
        assert await asyncio.wait_for(process.stdout.readline(), 20) == b"ready\n"
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def test_the_server_starts_with_the_first_question(builtin_model: BuiltinModel, model_dir: Path) -> None:
    assert not (model_dir / "builtin.json").exists()
    assert (await hear(builtin_model, HELLO)).text
    assert (model_dir / "builtin.json").exists()


async def test_questions_that_come_together_start_one_server(builtin_model: BuiltinModel, model_dir: Path) -> None:
    await asyncio.gather(hear(builtin_model, HELLO), hear(builtin_model, HELLO))
    first = server_pid(model_dir)
    await hear(builtin_model, HELLO)
    assert server_pid(model_dir) == first


async def test_closing_ends_the_server(builtin_model: BuiltinModel, model_dir: Path) -> None:
    await builtin_model.models()
    await builtin_model.aclose()
    await server_ended(model_dir)


async def test_a_killed_server_is_replaced_at_the_next_question(builtin_model: BuiltinModel, model_dir: Path) -> None:
    await builtin_model.models()
    os.kill(server_pid(model_dir), signal.SIGKILL)
    await server_ended(model_dir)
    async with asyncio.timeout(10):
        assert (await hear(builtin_model, HELLO)).text


async def test_an_answer_whose_server_is_killed_is_cut(builtin_model: BuiltinModel, model_dir: Path) -> None:
    heard_some = asyncio.Event()

    async def read() -> None:
        async for event in builtin_model.stream(LONG):
            if isinstance(event, TextDelta):
                heard_some.set()

    reading = asyncio.create_task(read())
    await asyncio.wait_for(heard_some.wait(), 20)
    os.kill(server_pid(model_dir), signal.SIGKILL)
    await asyncio.wait({reading}, timeout=30)
    assert getattr(reading.exception(), "kind", None) == FaultKind.CUT


async def test_the_server_ends_when_its_parent_is_killed(model_dir: Path) -> None:
    async with another_process(model_dir) as parent:
        parent.kill()
        await server_ended(model_dir)


async def test_ctrl_c_leaves_no_server_behind(model_dir: Path) -> None:
    async with another_process(model_dir) as parent:
        parent.send_signal(signal.SIGINT)
        await server_ended(model_dir)


async def test_processes_share_one_server(builtin_model: BuiltinModel, model_dir: Path) -> None:
    async with another_process(model_dir):
        theirs = server_pid(model_dir)
        assert (await hear(builtin_model, HELLO)).text
        assert server_pid(model_dir) == theirs


async def test_whoever_asks_next_takes_over_from_a_process_that_ended(
    builtin_model: BuiltinModel, model_dir: Path
) -> None:
    async with another_process(model_dir) as owner:
        await builtin_model.models()
        theirs = server_pid(model_dir)
        owner.kill()
        await server_ended(model_dir)
    async with asyncio.timeout(10):
        assert (await hear(builtin_model, HELLO)).text
    assert server_pid(model_dir) != theirs


async def test_closing_leaves_the_server_of_another_process_alone(builtin_model: BuiltinModel, model_dir: Path) -> None:
    async with another_process(model_dir):
        await builtin_model.models()
        await builtin_model.aclose()
        assert (await hear(builtin(model_dir), HELLO)).text


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="needs /proc")
async def test_the_server_knows_no_secrets_but_its_own(
    builtin_model: BuiltinModel, model_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-canary-0123456789")
    await builtin_model.models()
    process = Path(f"/proc/{server_pid(model_dir)}")
    key = json.loads((model_dir / "builtin.json").read_bytes())["key"]
    assert b"canary" not in (process / "environ").read_bytes()
    assert key.encode() not in (process / "cmdline").read_bytes() + (process / "environ").read_bytes()


async def test_the_key_is_for_this_user_only(builtin_model: BuiltinModel, model_dir: Path) -> None:
    await builtin_model.models()
    assert (model_dir / "builtin.json").stat().st_mode & 0o777 == 0o600


async def test_a_conversation_that_is_too_long_for_the_model_says_so(builtin_model: BuiltinModel) -> None:
    assert (await hear(builtin_model, ask(SMOLLM2.name, "word " * 9000))).outcome == FaultKind.CONTEXT


async def test_a_file_of_other_content_is_removed_so_that_it_is_fetched_anew(tmp_path: Path) -> None:
    SMOLLM2.path(tmp_path).write_bytes(b"no model")
    provider = builtin(tmp_path, replace(SMOLLM2, size=8))
    heard = await hear(provider, HELLO)
    assert heard.fault is not None
    assert heard.fault.detail == BuiltinFlaw.DAMAGED
    assert not SMOLLM2.path(tmp_path).exists()


async def test_the_right_file_that_can_not_be_loaded_is_kept(tmp_path: Path) -> None:
    SMOLLM2.path(tmp_path).write_bytes(b"no model")
    provider = builtin(tmp_path, replace(SMOLLM2, size=8, sha256=hashlib.sha256(b"no model").hexdigest()))
    heard = await hear(provider, HELLO)
    assert heard.fault is not None
    assert heard.fault.detail == BuiltinFlaw.UNLOADABLE
    assert SMOLLM2.path(tmp_path).exists()


@pytest.mark.parametrize(
    ("size", "flaw"),
    [(None, BuiltinFlaw.MISSING), (7, BuiltinFlaw.DAMAGED), (SMOLLM2.size, BuiltinFlaw.DAMAGED)],
)
async def test_a_model_that_cannot_be_used_is_a_fault(tmp_path: Path, size: int | None, flaw: BuiltinFlaw) -> None:
    if size is not None:
        SMOLLM2.path(tmp_path).touch()
        os.truncate(SMOLLM2.path(tmp_path), size)
    heard = await hear(builtin(tmp_path), HELLO)
    assert heard.fault is not None
    assert (heard.fault.kind, heard.fault.detail) == (FaultKind.BUILTIN, flaw)
