"""`python -m chatapp` that can't start: one line, exit code 1, no traceback."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from chatapp.launch import checks
from chatapp.settings import PROJECT
from tests.support.patience import PATIENCE_S


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Of a start that gets no further than the checks: the port is taken before anything is fetched or built."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return {**kept, "CHATAPP_DATA_DIR": str(tmp_path / "data"), "CHATAPP_BUILTIN_MODEL": "off"}


def start(environment: dict[str, str]) -> tuple[int, str]:
    ended = subprocess.run(
        [sys.executable, "-m", "chatapp"],
        cwd=PROJECT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
    )
    return ended.returncode, ended.stderr


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("PORT", "many", "PORT=many can't be used"),
        ("CHATAPP_MODLE", "x", "CHATAPP_MODLE is not a setting"),
        ("DATABASE_URL", "mysql://x", "DATABASE_URL can't be used"),
        ("HOST", "192.0.2.1", "HOST=192.0.2.1 is not an address of this machine"),
        ("CHATAPP_DATA_DIR", "/dev/null/data", "Can't write to /dev/null/data"),
    ],
)
def test_an_unusable_setting_is_one_line(environment: dict[str, str], name: str, value: str, said: str) -> None:
    code, error = start({**environment, "PORT": free_port(), name: value})
    assert code == 1
    assert error.startswith(said) and error.count("\n") == 1


def test_a_taken_port_is_one_line(environment: dict[str, str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        code, error = start({**environment, "PORT": str(other.getsockname()[1])})
    assert code == 1
    assert "is taken" in error and error.count("\n") == 1


def test_a_second_server_on_the_same_data_is_one_line(environment: dict[str, str]) -> None:
    data = Path(environment["CHATAPP_DATA_DIR"])
    checks.writable(data)
    with checks.only_server(data):
        code, error = start({**environment, "PORT": free_port()})
    assert code == 1
    assert f"process {os.getpid()}" in error and error.count("\n") == 1


def test_a_file_that_is_no_database_is_one_line(environment: dict[str, str]) -> None:
    data = Path(environment["CHATAPP_DATA_DIR"])
    checks.writable(data)
    (data / "chatapp.db").write_text("no database at all, but long enough to be looked at" * 100)
    code, error = start({**environment, "PORT": free_port()})
    assert code == 1
    assert "chatapp.db" in error and error.count("\n") == 1


def free_port() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])
