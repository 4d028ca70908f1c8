"""Every command of Reflex lives in the same environment."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from chatapp.launch import environment
from chatapp.settings import PROJECT


def test_the_venv_s_node_comes_before_the_machine_s(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    environment.prepare()
    environment.prepare()
    assert os.environ["PATH"].split(":") == [str(Path(sys.prefix) / "bin"), "/usr/bin", "/bin"]


def test_reflex_calls_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("REFLEX_TELEMETRY_ENABLED", raising=False)
    monkeypatch.delenv("REFLEX_CHECK_LATEST_VERSION", raising=False)
    environment.prepare()
    assert os.environ["REFLEX_TELEMETRY_ENABLED"] == os.environ["REFLEX_CHECK_LATEST_VERSION"] == "false"


def test_what_was_set_on_purpose_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REFLEX_SOCKET_TIMEOUT", "60s")
    environment.prepare()
    assert os.environ["REFLEX_SOCKET_TIMEOUT"] == "60s"


def test_only_a_change_of_the_sources_restarts_the_server_while_one_develops() -> None:
    asked = "from reflex.utils import exec, prerequisites; prerequisites.get_config(); print(*exec.get_reload_paths())"
    command = [sys.executable, "-c", asked]
    watched = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True).stdout.split()
    assert watched == [str(PROJECT / name) for name in ("chatapp", "assets", "rxconfig.py")]
