"""A real chatapp in a process of its own, started the way `make run` starts it, on the built front end."""

import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from tests.support.patience import PATIENCE_S

PROJECT = Path(__file__).resolve().parents[2]
START_S = 900.0  # the first start of a session builds the front end


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@dataclass
class Server:
    """`environment` overrides settings; the log is kept for assertions."""

    data_dir: Path
    environment: dict[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)
    module: str = "chatapp"

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> str:
        return self._log_path.read_text(encoding="utf-8", errors="replace")

    @property
    def _log_path(self) -> Path:
        return self.data_dir.parent / f"{self.data_dir.name}.log"

    def start(self) -> "Server":
        inherited = {k: v for k, v in os.environ.items() if not k.startswith(("CHATAPP_", "OPENAI_", "REFLEX_"))}
        environment = {**inherited, "PORT": str(self.port), "CHATAPP_DATA_DIR": str(self.data_dir), **self.environment}
        with self._log_path.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", self.module],
                cwd=PROJECT,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        self._await_health()
        return self

    def stop(self, sent: signal.Signals = signal.SIGTERM, timeout: float = PATIENCE_S) -> int:
        if self.process.poll() is None:
            self.process.send_signal(sent)
        return self.process.wait(timeout)

    def _await_health(self) -> None:
        deadline = time.monotonic() + START_S
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise RuntimeError(f"the server ended with {self.process.returncode}:\n{self.log[-3000:]}")
            try:
                if httpx.get(f"{self.url}/health", timeout=2).status_code == 200:
                    return
            except httpx.TransportError:
                time.sleep(0.05)
        raise RuntimeError(f"the server did not get ready:\n{self.log[-3000:]}")


def register(url: str, name: str, password: str = "correct horse battery") -> str:
    """Creates an account through the form a person would post; returns its Cookie header."""
    form = {"username": name, "password": password, "password_again": password}
    return _cookie_of(httpx.post(f"{url}/auth/register", data=form, headers={"origin": url}, timeout=PATIENCE_S))


def sign_in(url: str, name: str, password: str = "correct horse battery") -> str:
    form = {"username": name, "password": password}
    return _cookie_of(httpx.post(f"{url}/auth/sign-in", data=form, headers={"origin": url}, timeout=PATIENCE_S))


def _cookie_of(response: httpx.Response) -> str:
    assert response.status_code == 303, response.text
    assert "error" not in response.headers["location"], response.headers["location"]
    return response.headers["set-cookie"].split(";")[0]
