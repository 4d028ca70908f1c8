"""What the figures are measured on: a scripted provider and a server, each in a process of its own.

People are made before anything is measured: a password costs the server more than an answer.
"""

import os
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Callable, Coroutine, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, fields
from multiprocessing import get_context
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import uvloop

from chatapp.settings import PROJECT, Settings
from tests.support.server import Server, register

P = ParamSpec("P")
T = TypeVar("T")
TICK_S = 1 / os.sysconf("SC_CLK_TCK")
UNLIMITED = {
    "CHATAPP_MAX_PROMPTS_PER_MINUTE": "100000",
    "CHATAPP_MAX_REGISTRATIONS_PER_MINUTE": "100000",
    "CHATAPP_MAX_RUNNING": "100000",
    "CHATAPP_MAX_SOCKETS_PER_ADDRESS": "100000",
}


@dataclass
class Rig:
    server: Server
    provider_pid: int

    @property
    def url(self) -> str:
        return self.server.url

    @property
    def pid(self) -> int:
        return self.server.process.pid

    def people(self, count: int) -> list[str]:
        """Cookies of that many new people."""
        with ThreadPoolExecutor(4) as pool:
            return list(pool.map(lambda _: register(self.url, uuid.uuid4().hex[:12]), range(count)))


@contextmanager
def rig(environment: dict[str, str] | None = None, module: str = "chatapp", also: Sequence[str] = ()) -> Iterator[Rig]:
    """A running server, its model is the scripted provider's `prompt`: a prompt names the scenario it wants. `also`:
    further models that can be chosen."""
    with _provider(also) as (provider, base_url), tempfile.TemporaryDirectory() as folder:
        known = {knob.metadata["name"] for knob in fields(Settings)}
        limits = {name: value for name, value in UNLIMITED.items() if name in known}
        settings = {**limits, "OPENAI_BASE_URL": base_url, "CHATAPP_MODEL": "prompt", **(environment or {})}
        server = Server(Path(folder) / "data", settings, module=module).start()
        try:
            yield Rig(server, provider.pid)
        finally:
            with suppress(subprocess.TimeoutExpired):
                server.stop()
            server.process.kill()
            server.process.wait()


@contextmanager
def _provider(also: Sequence[str]) -> Iterator[tuple[subprocess.Popen[str], str]]:
    command = [sys.executable, "-m", "tests.support.scripted_provider", "--also", *also]
    process = subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield process, process.stdout.readline().split()[-1]
    finally:
        process.kill()
        process.wait()


def elsewhere(clients: Callable[P, Coroutine[Any, Any, T]], *args: P.args, **kwargs: P.kwargs) -> T:
    """What `clients` returns when it runs in a fresh process on uvloop; arguments and result are pickled."""
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        return pool.submit(_run, clients, args, kwargs).result()


def _run(clients: Callable[..., Coroutine[Any, Any, T]], args: Any, kwargs: Any) -> T:
    return uvloop.run(clients(*args, **kwargs))


def cpu_s(pid: int) -> float:
    """User and system time of a process so far."""
    after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(after_name[11]) + int(after_name[12])) * TICK_S


def resident_mb(pid: int) -> float:
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6
