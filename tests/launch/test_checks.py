"""What stops a start, and the one line it leaves."""

import os
import signal
import socket
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from chatapp.launch import checks
from chatapp.launch.checks import CannotStart


def test_a_port_that_is_taken_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(CannotStart, match=f"Port {port} is taken"):
            checks.bind("127.0.0.1", port)


def test_a_free_port_is_held_but_answers_nobody_before_the_server_runs() -> None:
    with checks.bind("127.0.0.1", 0) as listener, pytest.raises(ConnectionRefusedError):
        socket.create_connection(listener.getsockname(), timeout=1)


@pytest.mark.parametrize("host", ["192.0.2.1", "no such host"])
def test_an_address_of_another_machine_is_refused(host: str) -> None:
    with pytest.raises(CannotStart, match=f"HOST={host} is not an address of this machine"):
        checks.bind(host, 0)


def test_the_data_directory_is_made_for_this_user_only(tmp_path: Path) -> None:
    checks.writable(tmp_path / "new" / "data")
    assert stat.S_IMODE((tmp_path / "new" / "data").stat().st_mode) == 0o700


def test_a_data_directory_that_can_not_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(CannotStart, match="CHATAPP_DATA_DIR"):
        checks.writable(tmp_path / "file" / "data")


def test_a_second_server_on_the_same_data_is_refused_with_the_number_of_the_first(tmp_path: Path) -> None:
    refused = pytest.raises(CannotStart, match=rf"process {os.getpid()}\) already uses")
    with checks.only_server(tmp_path), refused, checks.only_server(tmp_path):
        pass


def test_a_killed_server_leaves_no_lock(tmp_path: Path) -> None:
    code = f"""
from chatapp.launch import checks
from pathlib import Path
with checks.only_server(Path({str(tmp_path)!r})):
    print("locked", flush=True)
    input()
"""
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout is not None
        assert server.stdout.readline() == "locked\n"
        server.send_signal(signal.SIGKILL)
    with checks.only_server(tmp_path):
        assert (tmp_path / checks.LOCK_NAME).read_text() == str(os.getpid())
