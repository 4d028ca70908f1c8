import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from chatapp.errors import BuiltinFlaw, FaultKind, NoModel
from chatapp.llm import catalog as catalog_module
from chatapp.llm.catalog import Catalog
from chatapp.llm.model_file import SMOLLM2
from chatapp.settings import Settings
from tests.llm.support import ask, hear
from tests.support.scripted_provider import ScriptedProvider

DEAD = "http://127.0.0.1:9/v1"
MakeCatalog = Callable[..., Catalog]


@pytest.fixture
async def catalog() -> AsyncIterator[MakeCatalog]:
    async with AsyncExitStack() as stack:

        def make(**settings: object) -> Catalog:
            made = Catalog(Settings(**settings))  # pyright: ignore[reportArgumentType]
            stack.push_async_callback(made.aclose)
            return made

        yield make


async def test_the_endpoint_says_which_models_there_are(catalog: MakeCatalog, scripted: ScriptedProvider) -> None:
    choices = await catalog(openai_base_url=scripted.base_url).choices()
    assert choices.models[:2] == ("echo", "words:200")
    assert (choices.fault, choices.builtin) == (None, False)


async def test_the_list_is_asked_for_once_in_a_while(catalog: MakeCatalog, scripted: ScriptedProvider) -> None:
    asked = catalog(openai_base_url=scripted.base_url)
    await asyncio.gather(*(asked.choices() for _ in range(5)))
    await asked.choices()
    assert scripted.lists == 1


async def test_the_configured_model_comes_first_and_is_the_default(
    catalog: MakeCatalog, scripted: ScriptedProvider
) -> None:
    asked = catalog(openai_base_url=scripted.base_url, model="slow")
    models = (await asked.choices()).models
    assert models[0] == await asked.default_model() == "slow"
    assert models.count("slow") == 1


async def test_without_a_configured_model_the_first_listed_is_the_default(
    catalog: MakeCatalog, scripted: ScriptedProvider
) -> None:
    assert await catalog(openai_base_url=scripted.base_url).default_model() == "echo"


async def test_a_dead_endpoint_leaves_the_configured_model_and_says_why(catalog: MakeCatalog) -> None:
    choices = await catalog(openai_base_url=DEAD, model="mine").choices()
    assert choices.models == ("mine",)
    assert choices.fault is not None
    assert choices.fault.kind == FaultKind.CONN


async def test_a_page_does_not_wait_for_a_hanging_endpoint(
    catalog: MakeCatalog, scripted: ScriptedProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalog_module, "PAGE_WAIT_S", 0.05)
    scripted.may_list.clear()
    asked = catalog(openai_base_url=scripted.base_url, model="mine")
    assert (await asked.choices()).models == ("mine",)
    monkeypatch.setattr(catalog_module, "PAGE_WAIT_S", 5)
    scripted.may_list.set()
    assert "echo" in (await asked.choices()).models


async def test_a_known_list_survives_a_fault(
    catalog: MakeCatalog, scripted: ScriptedProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalog_module, "KEPT_S", 0)
    asked = catalog(openai_base_url=scripted.base_url)
    await asked.choices()
    await scripted.__aexit__()
    choices = await asked.choices()
    assert "echo" in choices.models
    assert choices.fault is not None


async def test_the_endpoint_answers(catalog: MakeCatalog, scripted: ScriptedProvider) -> None:
    provider = catalog(openai_base_url=scripted.base_url).provider_for("echo")
    assert (await hear(provider, ask("echo", "hi"))).text == "hi"


async def test_without_an_endpoint_the_built_in_model_answers(catalog: MakeCatalog, model_dir: Path) -> None:
    asked = catalog(model_dir=model_dir, model="ignored")
    choices = await asked.choices()
    assert (choices.models, choices.fault, choices.builtin) == ((SMOLLM2.name,), None, True)
    assert await asked.default_model() == SMOLLM2.name
    assert not (model_dir / "builtin.json").exists(), "showing a page starts no server"
    assert (await hear(asked.provider_for(SMOLLM2.name), ask(SMOLLM2.name, max_tokens=3))).text


async def test_a_missing_built_in_model_is_told(catalog: MakeCatalog, tmp_path: Path) -> None:
    choices = await catalog(model_dir=tmp_path).choices()
    assert choices.fault is not None
    assert (choices.fault.kind, choices.fault.detail) == (FaultKind.BUILTIN, BuiltinFlaw.MISSING)


async def test_with_the_built_in_model_off_nothing_answers(catalog: MakeCatalog) -> None:
    asked = catalog(builtin_model="off")
    choices = await asked.choices()
    assert choices.models == ()
    assert isinstance(choices.fault, NoModel)
    assert await asked.default_model() == ""
    with pytest.raises(NoModel):
        asked.provider_for("any")


async def test_a_key_alone_means_openai(catalog: MakeCatalog) -> None:
    provider = catalog(openai_api_key="sk-canary").provider_for("gpt")
    assert getattr(provider, "address", "") == "api.openai.com:443"
