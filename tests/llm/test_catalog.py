import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from chatapp.errors import BuiltinFlaw, ChatError, FaultKind, NoModel, ProviderFault
from chatapp.llm import catalog as catalog_module
from chatapp.llm import source as source_module
from chatapp.llm.catalog import Catalog
from chatapp.llm.endpoint import Endpoint
from chatapp.llm.errors import ModelGone
from chatapp.llm.model_file import SMOLLM2
from chatapp.llm.reference import endpoint_of, name_of, reference
from chatapp.llm.source import Offer
from chatapp.settings import Settings
from tests.llm.support import ask, hear
from tests.support.scripted_provider import ScriptedProvider

DEAD = "http://127.0.0.1:9/v1"
SOME_ID = UUID("0f0e8f8e-3c5a-4c1e-9d66-5f0d3e8a7b21")
MakeCatalog = Callable[..., Catalog]


@pytest.fixture
async def catalog() -> AsyncIterator[MakeCatalog]:
    async with AsyncExitStack() as stack:

        def make(stored: list[Endpoint] | None = None, **settings: object) -> Catalog:
            async def read() -> Sequence[Endpoint]:
                return list(stored or ())

            made = Catalog(Settings(**settings), read)  # pyright: ignore[reportArgumentType]
            stack.push_async_callback(made.aclose)
            return made

        yield make


def stored(base_url: str, name: str = "Stored", flaw: ChatError | None = None) -> Endpoint:
    return Endpoint(uuid4(), name, base_url, flaw=flaw)


def fault_of(offer: Offer) -> str:
    return offer.fault.kind if isinstance(offer.fault, ProviderFault) else ""


async def test_the_endpoint_says_which_models_there_are(catalog: MakeCatalog, scripted: ScriptedProvider) -> None:
    (offer,) = await catalog(openai_base_url=scripted.base_url).offers()
    assert offer.models[:2] == ("echo", "words:200")
    assert (offer.fault, offer.builtin, offer.pending) == (None, False, False)


async def test_the_list_is_asked_for_once_in_a_while(catalog: MakeCatalog, scripted: ScriptedProvider) -> None:
    asked = catalog(openai_base_url=scripted.base_url)
    await asyncio.gather(*(asked.offers() for _ in range(5)))
    await asked.offers()
    assert scripted.lists == 1


async def test_the_configured_model_comes_first(catalog: MakeCatalog, scripted: ScriptedProvider) -> None:
    asked = catalog(openai_base_url=scripted.base_url, model="slow")
    (offer,) = await asked.offers()
    assert offer.models[0] == asked.configured == "slow"
    assert offer.models.count("slow") == 1


async def test_a_dead_endpoint_leaves_the_configured_model_and_says_why(catalog: MakeCatalog) -> None:
    (offer,) = await catalog(openai_base_url=DEAD, model="mine").offers()
    assert (offer.models, fault_of(offer)) == (("mine",), FaultKind.CONN)


async def test_a_page_does_not_wait_for_a_hanging_endpoint(
    catalog: MakeCatalog, scripted: ScriptedProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalog_module, "PAGE_WAIT_S", 0.05)
    scripted.may_list.clear()
    asked = catalog(openai_base_url=scripted.base_url, model="mine")
    assert (await asked.offers())[0].models == ("mine",)
    monkeypatch.setattr(catalog_module, "PAGE_WAIT_S", 5)
    scripted.may_list.set()
    assert "echo" in (await asked.offers())[0].models


async def test_a_known_list_survives_a_fault(
    catalog: MakeCatalog, scripted: ScriptedProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(source_module, "KEPT_S", 0)
    asked = catalog(openai_base_url=scripted.base_url)
    await asked.offers()
    await scripted.__aexit__()
    (offer,) = await asked.offers()
    assert "echo" in offer.models
    assert fault_of(offer)


async def test_the_endpoint_answers(catalog: MakeCatalog, scripted: ScriptedProvider) -> None:
    provider = await catalog(openai_base_url=scripted.base_url).provider_for("echo")
    assert (await hear(provider, ask("echo", "hi"))).text == "hi"


async def test_a_mute_and_a_dead_endpoint_hold_up_no_other(catalog: MakeCatalog, scripted: ScriptedProvider) -> None:
    async with ScriptedProvider() as mute:
        mute.may_list.clear()
        asked = catalog([stored(mute.base_url), stored(DEAD), stored(scripted.base_url)])
        growing = asked.growing()
        try:
            while not (offers := await anext(growing))[2].models:
                pass
            assert (offers[0].pending, offers[0].models) == (True, ())
            while not fault_of(offers[1]):
                offers = await anext(growing)
            assert fault_of(offers[1]) == FaultKind.CONN
            mute.may_list.set()
            assert [offers async for offers in growing][-1][0].models
        finally:
            await growing.aclose()


async def test_what_is_stored_later_is_there_at_the_next_look_and_what_is_removed_is_gone(
    catalog: MakeCatalog, scripted: ScriptedProvider
) -> None:
    rows: list[Endpoint] = []
    asked = catalog(rows, openai_base_url=scripted.base_url)
    assert len(await asked.offers()) == 1
    rows.append(stored(scripted.base_url, "Another"))
    assert [offer.endpoint.name for offer in await asked.offers()] == ["", "Another"]
    model = reference("echo", rows[0].id)
    provider = await asked.provider_for(model)
    assert provider is not await asked.provider_for("echo")
    assert provider is await asked.provider_for(model), "its connections are kept"
    rows.clear()
    with pytest.raises(ModelGone):
        await asked.provider_for(model)
    assert (await hear(provider, ask("echo", "hi"))).text == "hi", "an answer on its way goes on"


async def test_an_endpoint_that_can_not_be_asked_says_why_in_the_list_and_when_asked(catalog: MakeCatalog) -> None:
    flaw = ChatError()
    row = stored(DEAD, flaw=flaw)
    asked = catalog([row])
    assert [offer.fault for offer in await asked.offers()] == [flaw]
    with pytest.raises(ChatError) as raised:
        await asked.provider_for(reference("any", row.id))
    assert raised.value is flaw


async def test_without_an_endpoint_the_built_in_model_answers(catalog: MakeCatalog, model_dir: Path) -> None:
    asked = catalog(model_dir=model_dir, model="ignored")
    (offer,) = await asked.offers()
    assert (offer.models, offer.fault, offer.builtin) == ((SMOLLM2.name,), None, True)
    assert asked.configured == ""
    assert not (model_dir / "builtin.json").exists(), "showing a page starts no server"
    assert (await hear(await asked.provider_for(SMOLLM2.name), ask(SMOLLM2.name, max_tokens=3))).text


async def test_the_built_in_model_answers_for_no_other_and_only_alone(catalog: MakeCatalog, tmp_path: Path) -> None:
    with pytest.raises(ModelGone):
        await catalog(model_dir=tmp_path).provider_for("of an endpoint that was here")
    beside = catalog([stored(DEAD)], model_dir=tmp_path)
    assert not any(offer.builtin for offer in await beside.offers())
    with pytest.raises(ModelGone):
        await beside.provider_for(SMOLLM2.name)


async def test_a_missing_built_in_model_is_told(catalog: MakeCatalog, tmp_path: Path) -> None:
    (offer,) = await catalog(model_dir=tmp_path).offers()
    assert isinstance(offer.fault, ProviderFault)
    assert (offer.fault.kind, offer.fault.detail) == (FaultKind.BUILTIN, BuiltinFlaw.MISSING)


async def test_with_the_built_in_model_off_nothing_answers(catalog: MakeCatalog) -> None:
    asked = catalog(builtin_model="off")
    (offer,) = await asked.offers()
    assert offer.models == ()
    assert isinstance(offer.fault, NoModel)
    with pytest.raises(NoModel):
        await asked.provider_for("any")


async def test_a_key_alone_means_openai(catalog: MakeCatalog) -> None:
    provider = await catalog(openai_api_key="sk-canary").provider_for("gpt")
    assert getattr(provider, "address", "") == "api.openai.com:443"


def test_a_key_is_in_no_text_that_an_endpoint_makes_of_itself() -> None:
    shown = repr(Endpoint(uuid4(), "x", DEAD, "sk-canary", (("X-Key", "canary"),)))
    assert "canary" not in shown


@pytest.mark.parametrize("name", ["gpt", "a/b", "deepseek-ai/DeepSeek-V3", f"{SOME_ID}", "", "/", "x" * 36 + "/y"])
@pytest.mark.parametrize("endpoint", [None, SOME_ID])
def test_a_reference_says_name_and_endpoint(name: str, endpoint: UUID | None) -> None:
    text = reference(name, endpoint)
    assert (name_of(text), endpoint_of(text)) == (name, endpoint)
