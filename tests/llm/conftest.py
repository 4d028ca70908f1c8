import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from chatapp.llm.builtin import BuiltinModel
from chatapp.llm.model_file import SMOLLM2
from chatapp.settings import Settings
from tests.llm.support import builtin
from tests.support.scripted_provider import ScriptedProvider


@pytest.fixture
async def scripted() -> AsyncIterator[ScriptedProvider]:
    async with ScriptedProvider() as provider:
        yield provider


@pytest.fixture
def model_dir(tmp_path: Path) -> Path:
    """A directory of its own with the real model in it: a server that runs on this machine is left alone."""
    kept_in = Path(os.environ.get("CHATAPP_MODEL_DIR", Settings().model_dir))
    if SMOLLM2.flaw(kept_in):
        pytest.skip("the built-in model is not on this machine: python -m chatapp.llm.download")
    SMOLLM2.path(tmp_path).symlink_to(SMOLLM2.path(kept_in))
    return tmp_path


@pytest.fixture
async def builtin_model(model_dir: Path) -> AsyncIterator[BuiltinModel]:
    model = builtin(model_dir)
    yield model
    await model.aclose()
