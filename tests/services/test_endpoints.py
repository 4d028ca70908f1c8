"""Model servers that administrators add: who may, what is stored of them, and what becomes of their conversations."""

import uuid
from collections.abc import AsyncGenerator

import pytest
from sqlmodel import select

from chatapp import runtime as running
from chatapp.errors import FaultKind, InvalidInput, NotAdministrator, ProviderFault
from chatapp.llm.errors import EndpointNameTaken, EndpointNotFound, ModelGone
from chatapp.llm.reference import reference
from chatapp.models import Endpoint
from chatapp.runtime import Runtime
from chatapp.sealing import FILE, SecretLost
from chatapp.services import audit, endpoints, models
from chatapp.services.endpoints import Form
from chatapp.services.viewer import COMMAND_LINE, Actor, Viewer
from chatapp.settings import Settings
from tests.services.chats import ask, ended
from tests.support.scripted_provider import ScriptedProvider

DEAD = "http://127.0.0.1:9/v1"


@pytest.fixture
async def another() -> AsyncGenerator[ScriptedProvider]:
    """A model server of the same models as the environment's."""
    async with ScriptedProvider() as provider:
        yield provider


async def stored() -> list[Endpoint]:
    async with running.current().database.read() as session:
        return list((await session.exec(select(Endpoint))).all())


async def add(provider: ScriptedProvider, name: str = "Lab", **typed: str) -> uuid.UUID:
    return await endpoints.save(COMMAND_LINE, None, Form(name, provider.base_url, **typed))


async def test_a_conversation_is_held_with_the_server_that_was_chosen(
    asker: Viewer, provider: ScriptedProvider, another: ScriptedProvider
) -> None:
    model = reference("echo", await add(another, key="sk-canary", headers="X-Team: research"))
    asked = await ask(asker, "hello", model)
    (_, answer) = await ended(asked.conversation_id)
    assert (answer.content, answer.model, reference(answer.model, answer.endpoint_id)) == ("hello", "echo", model)
    sent = (await another.asked()).headers
    assert (sent["authorization"], sent["x-team"]) == ("Bearer sk-canary", "research")
    assert provider.requests == []


async def test_when_it_is_removed_its_conversations_are_read_and_go_on_with_another(
    asker: Viewer, provider: ScriptedProvider, another: ScriptedProvider
) -> None:
    endpoint_id = await add(another)
    model = reference("echo", endpoint_id)
    asked = await ask(asker, "hello", model)
    await ended(asked.conversation_id)
    await models.set_favourite(asker, model, wanted=True)
    await models.choose_default(asker, model)
    await endpoints.remove(COMMAND_LINE, endpoint_id)
    with pytest.raises(ModelGone):
        await ask(asker, "on", model, to=asked.conversation_id)
    await ask(asker, "on", "echo", to=asked.conversation_id)
    assert [row.content for row in await ended(asked.conversation_id)] == ["hello", "hello", "on", "on"]
    menu = [menu async for menu in models.menus(asker)][-1]
    assert (menu.favourites, menu.default) == ([], "echo")
    assert len(provider.requests) == 1


async def test_only_administrators_see_add_try_and_remove(chat: Runtime, asker: Viewer) -> None:
    nobody = Actor(asker.user_id, asker.name, "")
    endpoint_id = await endpoints.save(COMMAND_LINE, None, Form("Lab", DEAD))
    for refused in (
        endpoints.listed(nobody),
        endpoints.save(nobody, None, Form("Mine", DEAD)),
        endpoints.save(nobody, endpoint_id, Form("Mine", DEAD)),
        endpoints.remove(nobody, endpoint_id),
        endpoints.try_(nobody, endpoint_id),
        endpoints.on_loopback(nobody),
        models.all_noted(nobody),
        models.hide(nobody, "echo", hidden=True),
        models.rename(nobody, "echo", "Mine"),
        models.choose_everybodys_default(nobody, "slow"),
        models.everybodys_default(nobody),
    ):
        with pytest.raises(NotAdministrator):
            await refused
    assert [row.name for row in await stored()] == ["Lab"]


async def test_keys_are_sealed_and_kept_until_another_is_typed(chat: Runtime, another: ScriptedProvider) -> None:
    endpoint_id = await add(another, key="sk-canary", headers="X-Secret: canary")
    await endpoints.save(COMMAND_LINE, endpoint_id, Form("Renamed", another.base_url))
    (row,) = await stored()
    assert "canary" not in f"{row.key}{row.headers}"
    assert (row.name, chat.seal.opened(row.key), chat.seal.opened(row.headers)) == (
        "Renamed",
        "sk-canary",
        "X-Secret: canary",
    )
    await endpoints.save(COMMAND_LINE, endpoint_id, Form("Renamed", another.base_url, forget=True))
    assert [(item.has_key, item.has_headers) for item in await endpoints.listed(COMMAND_LINE)] == [(False, False)]


async def test_a_key_is_not_taken_along_to_another_server(chat: Runtime, another: ScriptedProvider) -> None:
    endpoint_id = await add(another, key="sk-canary", headers="X-Secret: canary")
    await endpoints.save(COMMAND_LINE, endpoint_id, Form("Lab", f"{another.base_url}/deeper"))
    assert (await endpoints.listed(COMMAND_LINE))[0].has_key, "the same server"
    await endpoints.save(COMMAND_LINE, endpoint_id, Form("Lab", "http://127.0.0.1:9/v1"))
    (item,) = await endpoints.listed(COMMAND_LINE)
    assert (item.has_key, item.has_headers) == (False, False)


async def test_names_are_told_apart_and_what_is_gone_can_not_be_changed(chat: Runtime) -> None:
    lab = await endpoints.save(COMMAND_LINE, None, Form("Lab", DEAD))
    with pytest.raises(EndpointNameTaken):
        await endpoints.save(COMMAND_LINE, None, Form(" LAB ", DEAD))
    await endpoints.save(COMMAND_LINE, lab, Form("LAB", DEAD))
    for gone in (
        endpoints.save(COMMAND_LINE, uuid.uuid4(), Form("x", DEAD)),
        endpoints.remove(COMMAND_LINE, uuid.uuid4()),
    ):
        with pytest.raises(EndpointNotFound):
            await gone
    actions = [entry.action for entry in (await audit.recent(COMMAND_LINE, 9)).items]
    assert actions == ["endpoint_changed", "endpoint_added"]


async def test_a_trial_lists_asks_for_one_token_and_says_what_is_wrong(
    chat: Runtime, provider: ScriptedProvider, another: ScriptedProvider
) -> None:
    another.names = ["text-embedding-3", "words:200"]
    trial = await endpoints.try_(COMMAND_LINE, await add(another))
    assert (trial.models, trial.model, trial.fault) == (2, "words:200", None)
    assert trial.first_token_ms is not None
    assert (await another.asked()).body["max_tokens"] == 1
    another.names = ["prv-07"]
    refused = await endpoints.try_(COMMAND_LINE, await add(another, "Refusing"))
    assert (refused.models, refused.first_token_ms) == (1, None)
    dead = await endpoints.try_(COMMAND_LINE, await endpoints.save(COMMAND_LINE, None, Form("Dead", DEAD)))
    faults = [trial.fault.kind for trial in (refused, dead) if isinstance(trial.fault, ProviderFault)]
    assert faults == [FaultKind.AUTH, FaultKind.CONN]


async def test_a_trial_of_a_server_that_lists_nothing_asks_a_model_that_was_named_by_hand(
    chat: Runtime, another: ScriptedProvider
) -> None:
    another.names.clear()
    lab = await add(another, models="words:200\necho")
    trial = await endpoints.try_(COMMAND_LINE, lab)
    assert (trial.models, trial.model, trial.fault, trial.nameless) == (0, "words:200", None, False)
    assert trial.first_token_ms is not None
    assert (await another.asked()).model == "words:200"
    another.names = ["text-embedding-3"]
    assert (await endpoints.try_(COMMAND_LINE, lab)).model == "words:200", "what it lists can't chat"
    another.names, another.has_list = ["echo"], False
    trial = await endpoints.try_(COMMAND_LINE, lab)
    assert (trial.model, trial.fault) == ("words:200", None)
    assert trial.first_token_ms is not None


async def test_a_trial_without_any_model_to_ask_says_so(chat: Runtime, another: ScriptedProvider) -> None:
    another.names = ["text-embedding-3"]
    lab = await add(another)
    trial = await endpoints.try_(COMMAND_LINE, lab)
    assert (trial.models, trial.model, trial.first_token_ms, trial.fault) == (1, "", None, None)
    assert trial.nameless
    another.has_list = False
    trial = await endpoints.try_(COMMAND_LINE, lab)
    assert isinstance(trial.fault, ProviderFault)
    assert (trial.fault.kind, trial.nameless) == (FaultKind.ADDRESS, True)
    assert another.requests == []
    dead = await endpoints.try_(COMMAND_LINE, await endpoints.save(COMMAND_LINE, None, Form("Dead", DEAD)))
    assert not dead.nameless, "the fault is all there is to say"


async def test_a_lost_secret_is_told_where_the_key_was_and_a_new_key_mends_it(
    answering: Settings, another: ScriptedProvider
) -> None:
    async with running.running(answering):
        endpoint_id = await add(another, key="sk-canary")
    (answering.data_dir / FILE).unlink()
    async with running.running(answering) as chat:
        (item,) = await endpoints.listed(COMMAND_LINE)
        assert isinstance(item.flaw, SecretLost)
        assert isinstance((await endpoints.try_(COMMAND_LINE, endpoint_id)).fault, SecretLost)
        environment, lab = await chat.catalog.offers()
        assert environment.models
        assert isinstance(lab.fault, SecretLost)
        await endpoints.save(COMMAND_LINE, endpoint_id, Form("Lab", another.base_url, key="sk-new"))
        assert (await endpoints.try_(COMMAND_LINE, endpoint_id)).fault is None
        assert another.requests[-1].headers["authorization"] == "Bearer sk-new"


async def test_ten_servers_three_of_them_broken_are_one_list(asker: Viewer, another: ScriptedProvider) -> None:
    """Refused, mute, wrong key: each is named, none keeps the others' models away."""
    another.names = [f"model-{number}" for number in range(43)]
    async with ScriptedProvider() as mute:
        mute.may_list.clear()
        healthy = [await add(another, f"Lab {number}") for number in range(7)]
        await endpoints.save(COMMAND_LINE, None, Form("Dead", DEAD))
        await endpoints.save(COMMAND_LINE, None, Form("Mute", mute.base_url))
        await endpoints.save(COMMAND_LINE, None, Form("Lost", f"{another.base_url}/nowhere"))
        async for menu in models.menus(asker):
            known = {group.name: group for group in menu.groups}
            if all(known[f"Lab {number}"].choices for number in range(7)) and known["Dead"].fault:
                break
        assert known["Mute"].pending
        assert sum(len(group.choices) for name, group in known.items() if name.startswith("Lab")) == 7 * 43
        assert str(healthy[0]) == known["Lab 0"].id


async def test_what_listens_on_this_machine_is_offered_once(
    chat: Runtime, another: ScriptedProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = endpoints.Preset("Ollama", another.base_url)
    monkeypatch.setattr(endpoints, "ON_LOOPBACK", (here, endpoints.Preset("vLLM", DEAD)))
    assert await endpoints.on_loopback(COMMAND_LINE) == [here]
    await endpoints.save(COMMAND_LINE, None, Form("Mine", another.base_url.replace("127.0.0.1", "localhost")))
    assert await endpoints.on_loopback(COMMAND_LINE) == []


async def test_models_that_it_does_not_list_are_named_by_hand(asker: Viewer, another: ScriptedProvider) -> None:
    another.names.clear()
    endpoint_id = await add(another, models="words:200\n\n  echo \necho")
    model = reference("echo", endpoint_id)
    [*_, menu] = [each async for each in models.menus(asker)]
    (group,) = [group for group in menu.groups if group.name == "Lab"]
    assert [choice.name for choice in group.choices] == ["words:200", "echo"]
    assert (await endpoints.listed(COMMAND_LINE))[0].models == "words:200\necho"
    assert (await ended((await ask(asker, "hello", model)).conversation_id))[-1].content == "hello"
    with pytest.raises(InvalidInput):
        await add(another, "Other", models="x" * 201)
