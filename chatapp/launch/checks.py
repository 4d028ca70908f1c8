"""What must be right before anything slow begins. Each fault is one line that says what to do."""

import errno
import fcntl
import os
import socket
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

LOCK_NAME = "chatapp.lock"


class CannotStart(Exception):
    """One line for the terminal: what is wrong and what to do."""


def writable(directory: Path) -> None:
    """Makes the data directory, for this user only, and proves that a file can be written there."""
    try:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=directory) as file:
            file.write(b"0" * 65536)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise CannotStart(f"Can't write to {directory} ({reason}). Set CHATAPP_DATA_DIR to another place.") from error


@contextmanager
def only_server(directory: Path) -> Generator[None]:
    """A second `make run` on a directory is a mistake that is told before it builds anything: its pages would not
    show what the first one's are writing. What either has unfinished is safe from the other (chatapp.presence)."""
    with (directory / LOCK_NAME).open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            owner = file.read().strip() or "?"
            raise CannotStart(
                f"A chatapp server (process {owner}) already uses {directory}. Stop it or set CHATAPP_DATA_DIR."
            ) from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


def bind(host: str, port: int) -> socket.socket:
    """The server's socket, held from the first moment on. It listens, and so answers, only when the server runs."""
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
    except OSError as error:
        raise CannotStart(f"HOST={host} is not an address of this machine.") from error
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(address)
    except OSError as error:
        listener.close()
        raise CannotStart(_why_not_bound(host, port, error)) from error
    return listener


def _why_not_bound(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} is taken. Stop what uses it or choose another port, for example PORT={port % 65535 + 1}."
    if error.errno == errno.EACCES:
        return f"Port {port} needs the rights of an administrator. Choose one above 1023, for example PORT=3000."
    return f"HOST={host} is not an address of this machine ({error.strerror})."
