"""The front end is built once and kept until something that shapes it changes.

A stamp beside the build says what it was made of. Reflex empties the build directory before it builds, and the stamp
is the last thing written: a build that was interrupted, or made by `reflex run` for itself, never counts as ours.
"""

import contextlib
import hashlib
import importlib.metadata
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path

from chatapp.launch.checks import CannotStart
from chatapp.launch.steps import say

BUILD = Path(".web") / "build"
INDEX = BUILD / "client" / "index.html"
STAMP = BUILD / "chatapp.stamp"
COPIED = Path(".web") / "public"
LOG = Path(".web") / "chatapp-build.log"
LOCK_FILES = "reflex.lock"
SOURCES = ("chatapp/**/*", "assets/**/*", "rxconfig.py", "requirements.lock", ".npmrc")
SUFFIXES_OF_CODE = {".py", ".js", ".jsx", ".json", ".css"}
COMMAND = (sys.executable, "-m", "reflex", "export", "--frontend-only", "--no-zip", "--loglevel", "info")
HEARTBEAT_S = 5.0
NO_NETWORK = re.compile(r"ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|CERT_|certificate")
ERROR = re.compile(r"\berrors?\b", re.IGNORECASE)  # no file's name, such as errorBoundaries.js


def is_current(project: Path) -> bool:
    try:
        stamp = (project / STAMP).read_text()
    except OSError:
        return False
    return stamp == _stamp(digest(project), project) and (project / INDEX).is_file()


def build(project: Path, command: Sequence[str] = COMMAND) -> None:
    """Raises CannotStart with one line when the front end can't be built."""
    sources, locked = digest(project), _digest(_lock_files(project), project)
    (project / STAMP).unlink(missing_ok=True)
    # Reflex copies what is newer than its last copy: files that an archive brought back would stay as they were.
    shutil.rmtree(project / COPIED, ignore_errors=True)
    code, output = _run(command, project)
    if code or not (project / INDEX).is_file():
        raise CannotStart(_why_not_built(output, project))
    if locked != _digest(_lock_files(project), project):
        say(f"  {LOCK_FILES}/ has changed: commit it, so that everybody builds with the same packages.")
    (project / STAMP).write_text(_stamp(sources, project))


def digest(project: Path) -> str:
    """One value for all that shapes the front end, besides the lock files that the build itself may complete."""
    files = {path for pattern in SOURCES for path in project.glob(pattern) if _shapes_the_page(path, project)}
    versions = f"{importlib.metadata.version('reflex')} {sys.version_info[:2]}"
    return _digest(sorted(files), project, versions)


def _shapes_the_page(path: Path, project: Path) -> bool:
    parts = path.relative_to(project).parts
    if not path.is_file() or "__pycache__" in parts or parts[:2] == ("assets", "external"):
        return False
    return parts[0] != "chatapp" or path.suffix in SUFFIXES_OF_CODE


def _lock_files(project: Path) -> list[Path]:
    return sorted((project / LOCK_FILES).glob("*.json"))


def _digest(files: list[Path], project: Path, start: str = "") -> str:
    whole = hashlib.sha256(start.encode())
    for path in files:
        whole.update(f"\0{path.relative_to(project)}\0".encode())
        whole.update(hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()


def _stamp(sources: str, project: Path) -> str:
    return f"{sources} {_digest(_lock_files(project), project)}\n"


def _run(command: Sequence[str], project: Path) -> tuple[int, str]:
    """Exit code and all that was said. A session of its own lets us end every process of the build, npm's too."""
    builder = subprocess.Popen(  # noqa: S603 (no shell, own words)
        command,
        cwd=project,
        env={**os.environ, "COLUMNS": "200"},  # or the reasons are broken into short lines
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        start_new_session=True,
    )
    finished = threading.Event()
    threading.Thread(target=_heartbeat, args=(finished,), daemon=True).start()
    try:
        output = "".join(builder.stdout or ())
        return builder.wait(), output
    finally:
        finished.set()
        with contextlib.suppress(ProcessLookupError):
            os.killpg(builder.pid, signal.SIGKILL)
        builder.wait()


def _heartbeat(finished: threading.Event) -> None:
    started = time.monotonic()
    while not finished.wait(HEARTBEAT_S):
        say(f"  still at it, {time.monotonic() - started:.0f} s")


def _why_not_built(output: str, project: Path) -> str:
    (project / LOG).parent.mkdir(exist_ok=True)
    (project / LOG).write_text(output)
    if NO_NETWORK.search(output):
        return "The front end is not built yet and the npm registry can't be reached. Go online and start again."
    reasons = [line.strip() for line in output.splitlines() if ERROR.search(line)]
    return f"The front end could not be built: {(reasons or ['no reason given'])[0][:200]} (all of it: {LOG})"
