"""A PostgreSQL server of the tests' own: a fresh cluster in a temporary directory, on a free port, gone afterwards."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from sqlalchemy import URL

from tests.support.server import free_port

_QUICK = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200"
_PLACES = [Path("/usr/lib/postgresql"), Path("/usr/local/opt"), Path("/opt/homebrew/opt")]


def programs() -> Path | None:
    """The directory of the newest `initdb` on this machine."""
    found = sorted((p for place in _PLACES for p in place.glob("*/bin/initdb")), key=lambda p: p.parts[-3].zfill(20))
    on_path = shutil.which("initdb")
    return found[-1].parent if found else Path(on_path).parent if on_path else None


class Postgres:
    """`run` starts and stops the same cluster; databases are copies of `template`, which is quick."""

    def __init__(self, programs: Path, directory: Path) -> None:
        self._programs, self.directory = programs, directory
        self.port = free_port()
        self._numbers = count(1)
        self._run("initdb", "-U", "chatapp", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")

    def start(self) -> None:
        options = f"-p {self.port} -k {self.directory} -c listen_addresses=127.0.0.1 {_QUICK}"
        self._run("pg_ctl", "-w", "-s", "-l", str(self.directory / "log"), "-o", options, "start")

    def stop(self) -> None:
        self._run("pg_ctl", "-w", "-s", "-m", "immediate", "stop")

    def url(self, database: str) -> str:
        return str(URL.create("postgresql", "chatapp", host="127.0.0.1", port=self.port, database=database))

    def create(self, template: str = "template1") -> str:
        """The name of a new database."""
        name = f"test_{next(self._numbers)}"
        self._sql(f"CREATE DATABASE {name} TEMPLATE {template}")
        return name

    def drop(self, name: str) -> None:
        self._sql(f"DROP DATABASE {name} WITH (FORCE)")

    def _sql(self, statement: str) -> None:
        where = ["-h", "127.0.0.1", "-p", str(self.port), "-U", "chatapp", "postgres"]
        subprocess.run([self._programs / "psql", "-qc", statement, *where], check=True, capture_output=True)

    def _run(self, program: str, *arguments: str) -> None:
        command = [self._programs / program, "-D", self.directory / "data", *arguments]
        user = "postgres" if os.geteuid() == 0 else None  # PostgreSQL refuses to run as root
        with (self.directory / "output").open("ab") as output:
            subprocess.run(command, check=True, user=user, cwd=self.directory, stdout=output, stderr=output)


@contextmanager
def running(programs: Path) -> Generator[Postgres]:
    directory = Path(tempfile.mkdtemp(prefix="chatapp-postgres-"))
    if os.geteuid() == 0:
        shutil.chown(directory, "postgres")
    try:
        server = Postgres(programs, directory)
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(directory)
