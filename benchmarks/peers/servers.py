"""The apps that are compared: how each is installed and started, and what memory it takes.

Virtual environments and copies of the apps live in a cache directory outside the repository.
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from chatapp.launch.install import link_node
from tests.support.server import PROJECT

HERE = Path(__file__).parent
CACHE = Path(os.environ.get("CHATAPP_BENCH_CACHE", Path.home() / ".cache" / "chatapp-bench"))
INSTALL_S, START_S = 900, 300  # the naive Reflex app and chatapp build their front ends at the first start
OURS = "chatapp"
_INHERITED = ("CHATAPP_", "OPENAI_", "REFLEX_", "DATABASE_URL", "PORT")


@dataclass(frozen=True)
class Ports:
    """`page` is the address in the browser: the counting proxy, which hands on to `server`."""

    server: int
    page: int


Command = Callable[[Path, Ports], list[str]]


def _reflex(programs: Path, ports: Ports) -> list[str]:
    where = ["--single-port", "--frontend-port", str(ports.server), "--backend-host", "127.0.0.1"]
    return [str(programs / "reflex"), "run", "--env", "prod", *where]


COMMANDS: dict[str, Command] = {
    "channels": lambda programs, ports: [str(programs / "daphne"), "-p", str(ports.server), "asgi:application"],
    "naive_reflex": _reflex,
    "chainlit": lambda programs, ports: [
        *(str(programs / "chainlit"), "run", "app.py", "--headless", "--port", str(ports.server))
    ],
    "gradio": lambda programs, ports: [str(programs / "python"), "app.py"],
    "nicegui": lambda programs, ports: [str(programs / "python"), "app.py"],
    "floor": lambda programs, ports: [str(programs / "uvicorn"), "app:app", "--port", str(ports.server)],
    OURS: lambda programs, ports: [sys.executable, "-m", "chatapp"],
}


def install(peer: str) -> Path:
    """Directory of the peer's programs. Nothing is done when requirements.txt is what was installed last."""
    home = CACHE / peer
    wanted = (HERE / peer / "requirements.txt").read_text()
    stamp = home / "installed.txt"
    if not stamp.exists() or stamp.read_text() != wanted:
        print(f"Installing {peer} into {home} ...", file=sys.stderr)
        subprocess.run([sys.executable, "-m", "venv", "--clear", home], check=True, timeout=120)
        pip = [home / "bin" / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, "-r", HERE / peer / "requirements.txt"], check=True, timeout=INSTALL_S)
        link_node(home / "bin")
        stamp.write_text(wanted)
    return home / "bin"


@contextmanager
def running(peer: str, ports: Ports, provider: str, data: Path) -> Iterator[subprocess.Popen[bytes]]:
    programs, folder = (Path(), PROJECT) if peer == OURS else (install(peer), _copy(peer))
    with (data / f"{peer}.log").open("wb") as log:
        process = subprocess.Popen(
            COMMANDS[peer](programs, ports),
            cwd=folder,
            env=_environment(peer, programs, ports, provider, data),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,  # so that it can be ended with all that it has started
        )
    try:
        _await_page(process, ports, data / f"{peer}.log")
        yield process
    finally:
        _end(process)


def memory_mb(process_id: int) -> float:
    """Resident memory of a process and all that it has started."""
    rows = subprocess.run(["ps", "-eo", "pid=,ppid=,rss="], capture_output=True, text=True, check=True, timeout=10)
    table = [tuple(map(int, row.split())) for row in rows.stdout.splitlines()]
    family = {process_id}
    while more := {pid for pid, parent, _ in table if parent in family} - family:
        family |= more
    return sum(kilobytes for pid, _, kilobytes in table if pid in family) / 1024


def _copy(peer: str) -> Path:
    """Frameworks write into the directory that they run in: not into ours."""
    folder = CACHE / peer / "app"
    shutil.copytree(HERE / peer, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def _environment(peer: str, programs: Path, ports: Ports, provider: str, data: Path) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(_INHERITED)}
    path = os.pathsep.join([str(programs), inherited.get("PATH", os.defpath)])
    ours = {"OPENAI_BASE_URL": provider, "OPENAI_API_KEY": "scripted", "PORT": str(ports.server), "PATH": path}
    per_peer = {
        "gradio": {"GRADIO_SERVER_PORT": str(ports.server), "GRADIO_ANALYTICS_ENABLED": "False"},
        "naive_reflex": {
            "REFLEX_API_URL": f"http://127.0.0.1:{ports.page}",
            "REFLEX_TELEMETRY_ENABLED": "false",
            "REFLEX_USE_NPM": "true",
            "NODE_USE_SYSTEM_CA": "1",
        },
        OURS: {
            "CHATAPP_DATA_DIR": str(data / OURS),
            "CHATAPP_MODEL": "echo",
            "CHATAPP_MAX_PROMPTS_PER_MINUTE": "1000",
            "PATH": inherited.get("PATH", os.defpath),
        },
    }
    return {**inherited, **ours, **per_peer.get(peer, {})}


def _await_page(process: subprocess.Popen[bytes], ports: Ports, log: Path) -> None:
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if httpx.get(f"http://127.0.0.1:{ports.server}/", timeout=5).status_code < 400:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.2)
    raise RuntimeError(f"did not start: {log.read_text(errors='replace')[-600:]}")


def _end(process: subprocess.Popen[bytes]) -> None:
    for sent, seconds in ((signal.SIGTERM, 15), (signal.SIGKILL, 5)):
        try:
            os.killpg(process.pid, sent)
            process.wait(seconds)
        except ProcessLookupError:
            return
        except subprocess.TimeoutExpired:
            continue
