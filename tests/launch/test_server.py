"""How a server ends: in good order at the first signal, at once at the second."""

import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.support.patience import PATIENCE_S

# An application whose end takes as long as its first argument says.
PROGRAM = """
import asyncio, sys
import uvicorn
from chatapp.launch import checks, server

server.SAME_SIGNAL_S = 0.0

async def app(scope, receive, send):
    await receive()
    await send({"type": "lifespan.startup.complete"})
    await receive()
    print("ending", flush=True)
    await asyncio.sleep(float(sys.argv[1]))
    await send({"type": "lifespan.shutdown.complete"})

config = uvicorn.Config(app, log_config=None)
server.Server(config, lambda: print("ready", flush=True)).run([checks.bind("127.0.0.1", 0)])
"""


@pytest.fixture
def processes() -> Iterator[list[subprocess.Popen[str]]]:
    started: list[subprocess.Popen[str]] = []
    yield started
    for process in started:
        process.kill()
        process.communicate()


def serve(ending_s: float, processes: list[subprocess.Popen[str]]) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", PROGRAM, str(ending_s)]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    processes.append(server)
    expect(server, "ready")
    return server


def expect(server: subprocess.Popen[str], word: str) -> None:
    assert server.stdout is not None
    assert server.stdout.readline() == f"{word}\n"


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_server_without_an_error(
    sent: signal.Signals, processes: list[subprocess.Popen[str]]
) -> None:
    server = serve(0, processes)
    server.send_signal(sent)
    _, error = server.communicate(timeout=PATIENCE_S)
    assert (server.returncode, error) == (0, "")


def test_a_second_signal_ends_it_at_once(processes: list[subprocess.Popen[str]]) -> None:
    server = serve(600, processes)
    server.send_signal(signal.SIGINT)
    expect(server, "ending")
    server.send_signal(signal.SIGINT)
    assert server.wait(PATIENCE_S) == 128 + signal.SIGINT
