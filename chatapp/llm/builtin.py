"""The built-in model: a llama.cpp server in a child process, one per machine and model directory.

Who finds the lock free starts the server and hands the lock down to it. The server holds it as long as it lives, so
a taken lock means "a server is alive or starting", whoever's child it is; where it listens stands in a file beside
the lock, readable by this user only. A server that ended, with its parent or by a crash, is thereby replaced by the
next call of any process.
"""

import asyncio
import fcntl
import json
import os
import secrets
import subprocess
import sys
from collections.abc import AsyncGenerator, Collection, Sequence
from contextlib import aclosing
from pathlib import Path

from chatapp.errors import BuiltinFlaw, FaultKind, ProviderFault
from chatapp.llm.builtin_server import SLOTS
from chatapp.llm.events import Event
from chatapp.llm.model_file import SMOLLM2, ModelFile
from chatapp.llm.openai_compatible import OpenAICompatible
from chatapp.llm.provider import ChatRequest, Provider
from chatapp.settings import Settings

SERVER = Path(__file__).with_name("builtin_server.py")
START_TIMEOUT_S = 30.0
POLL_S = 0.02
FIRST_TEXT_TIMEOUT_S = 300.0  # another process may share the server and be first
END_TIMEOUT_S = 3.0
INHERITED = ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "TMPDIR")


class BuiltinModel(Provider):
    slots = SLOTS

    def __init__(self, settings: Settings, model: ModelFile = SMOLLM2) -> None:
        self._settings = settings
        self._model, self._dir = model, settings.model_dir
        self._child: subprocess.Popen[bytes] | None = None
        self._client: OpenAICompatible | None = None
        self._client_of: tuple[str, str] | None = None
        self._one_at_a_time = asyncio.Lock()

    async def stream(self, request: ChatRequest) -> AsyncGenerator[Event, None]:
        server = await self._server()
        async with aclosing(server.stream(request)) as events:
            async for event in events:
                yield event

    def refused(self, request: ChatRequest) -> Collection[str]:
        return self._client.refused(request) if self._client else ()

    async def models(self) -> Sequence[str]:
        """Starts the server if need be: a call ahead of the first question saves its loading time."""
        return await (await self._server()).models()

    async def aclose(self) -> None:
        """Ends the server if it is ours; others who used it start their own at their next call."""
        if self._client:
            await self._client.aclose()
        if self._child:
            await asyncio.to_thread(_end, self._child)
        self._child = self._client = self._client_of = None

    async def _server(self) -> OpenAICompatible:
        try:
            async with self._one_at_a_time, asyncio.timeout(START_TIMEOUT_S):
                return await self._client_for(await self._endpoint())
        except TimeoutError:
            raise ProviderFault(FaultKind.BUILTIN, BuiltinFlaw.TIMEOUT) from None
        except OSError as error:
            raise ProviderFault(FaultKind.BUILTIN, error.strerror or "") from error

    async def _endpoint(self) -> tuple[str, str]:
        """Address and key of the machine's server, which is started if there is none."""
        started: subprocess.Popen[bytes] | None = None
        while True:
            lock = self._take_lock()
            if lock is None and (endpoint := self._published()):
                return endpoint
            if started and started.poll() is not None:
                raise ProviderFault(FaultKind.BUILTIN, await asyncio.to_thread(self._model.flaw_inside, self._dir))
            if lock is not None:
                try:
                    started = self._start(lock)
                finally:
                    os.close(lock)  # the server has its own copy
            await asyncio.sleep(POLL_S)

    def _take_lock(self) -> int | None:
        if flaw := self._model.flaw(self._dir):
            raise ProviderFault(FaultKind.BUILTIN, flaw)
        lock = os.open(self._dir / "builtin.lock", os.O_CREAT | os.O_RDWR, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(lock)
            return None
        return lock

    def _published(self) -> tuple[str, str] | None:
        try:
            endpoint = json.loads(self._publish_path.read_bytes())
            return endpoint["url"], endpoint["key"]
        except (FileNotFoundError, ValueError, KeyError):
            return None

    @property
    def _publish_path(self) -> Path:
        return self._dir / "builtin.json"

    def _start(self, lock: int) -> subprocess.Popen[bytes]:
        if self._child:
            _end(self._child)
        self._publish_path.unlink(missing_ok=True)
        log = os.open(self._dir / "builtin.log", os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
        try:
            self._child = subprocess.Popen(  # noqa: S603 (no shell, own words)
                [sys.executable, "-I", SERVER, self._model.path(self._dir), self._model.name, self._publish_path],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                env={name: os.environ[name] for name in INHERITED if name in os.environ},
                cwd=self._dir,
                pass_fds=(lock,),
                start_new_session=True,
            )
        finally:
            os.close(log)
        stdin = self._child.stdin
        assert stdin is not None
        stdin.write(f"{secrets.token_urlsafe(32)}\n".encode())
        stdin.flush()
        return self._child

    async def _client_for(self, endpoint: tuple[str, str]) -> OpenAICompatible:
        if self._client is None or self._client_of != endpoint:
            if self._client:
                await self._client.aclose()
            self._client_of = endpoint
            self._client = OpenAICompatible(
                *endpoint, settings=self._settings, first_byte_timeout_s=FIRST_TEXT_TIMEOUT_S
            )
        return self._client


def _end(child: subprocess.Popen[bytes]) -> None:
    if child.stdin:
        child.stdin.close()
    try:
        child.wait(END_TIMEOUT_S)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
