"""The event channel as an attacker sees it: a socket, any frame, any cookie, any token."""

import json
import uuid
from pathlib import Path
from typing import Any

import httpx
import pytest
import websockets

from tests.contract.conftest import Site
from tests.support.postgres import Postgres
from tests.support.reflex_socket import ROOT, ReflexSocket, connect, handler
from tests.support.server import Server, register, sign_in

SEND = handler("chat", "chat_state", "send")
OPEN = handler("chat", "chat_state", "open")
FOLLOW = handler("stream", "stream", "follow")
RENAME = handler("conversations", "conversation_state", "rename")
REGENERATE = handler("chat", "chat_state", "regenerate")
CONTINUE = handler("chat", "chat_state", "continue_answer")
EARLIER = handler("chat", "chat_state", "show_earlier")
STOP = handler("chat", "chat_state", "stop")
LOAD_LIST = handler("conversations", "conversation_state", "load")
SECRET = "the canary sings at midnight"


async def converse(socket: ReflexSocket, text: str) -> str:
    """Sends a first prompt, waits for the echo to be stored, and returns the conversation's id."""
    await socket.send(SEND, {"text": text, "client_id": str(uuid.uuid4())})
    update = await socket.updates_until("conversation_id_rx_state_")
    conversation_id = found(update, "conversation_id_rx_state_")
    await socket.send(FOLLOW, {"conversation_id": conversation_id, "have": {}})
    await socket.updates_until('"role": "assistant", "status": "complete"')
    return conversation_id


async def rows_of(site: Site, conversation_id: str) -> list[dict[str, Any]]:
    """Alice's conversation as a newly opened tab is sent it."""
    async with connect(site.url, cookie=site.alice) as tab:
        await tab.send(FOLLOW, {"conversation_id": conversation_id, "have": {}})
        return found(await tab.updates_until('"rows"'), "f")["rows"]


def found(update: dict[str, Any], name: str) -> Any:
    return next(state[name] for state in update["delta"].values() if name in state)


def said(updates: list[dict[str, Any]]) -> str:
    return json.dumps(updates, ensure_ascii=False)


def beyond_its_end(socket: ReflexSocket) -> str:
    """All that came but the word that the session has ended."""
    return "".join(socket.frames).replace('"f":{"ended":true}', "")


async def test_a_visitor_gets_nothing_but_the_word_to_sign_in(site: Site) -> None:
    calls: list[tuple[str, dict[str, Any]]] = [
        (SEND, {"text": "x", "client_id": "1"}),
        (FOLLOW, {"conversation_id": str(uuid.uuid4()), "have": {}}),
        (OPEN, {}),
        (LOAD_LIST, {}),
    ]
    async with connect(site.url) as socket:
        for name, payload in calls:
            await socket.send(name, payload)
            answer = said([*await socket.all_until('"ended": true'), *await socket.silence()])
            assert "_rx_state_" not in answer


@pytest.mark.parametrize("cookie", ["", "chatapp_session=forged", "chatapp_session=" + "x" * 4000, "nonsense;;=;"])
async def test_a_forged_cookie_is_no_cookie(site: Site, cookie: str) -> None:
    async with connect(site.url, cookie=cookie) as socket:
        await socket.send(LOAD_LIST)
        await socket.updates_until('"ended": true')


async def test_a_token_is_worth_nothing_without_its_cookie(site: Site) -> None:
    async with connect(site.url, cookie=site.alice) as alice:
        await converse(alice, SECRET)
        token = alice.token
    for cookie in (site.bob, ""):
        async with connect(site.url, cookie=cookie, token=token) as thief:
            await thief.send(f"{ROOT}.hydrate_and_load")
            await thief.send(LOAD_LIST)
            await thief.updates_until("items_rx_state_" if cookie else '"ended": true')
            await thief.silence()
            assert SECRET not in "".join(thief.frames)
            assert "canary" not in "".join(thief.frames)


@pytest.mark.parametrize("thief_of", ["bob", "nobody"])
async def test_an_answer_in_flight_stays_with_the_socket_that_follows_it(site: Site, thief_of: str) -> None:
    async with connect(site.url, cookie=site.alice) as alice:
        await alice.send(handler("models", "model_state", "load"))
        await alice.updates_until('"model": "slow"')
        conversation_id = await converse(alice, SECRET)
        await alice.send(handler("models", "model_state", "choose"), {"model": "slow"})
        await alice.send(SEND, {"text": "more", "client_id": uuid.uuid4().hex, "conversation_id": conversation_id})
        await alice.updates_until('"t": ')  # the answer is being written, and alice follows it
        token = alice.token
        cookie = site.bob if thief_of == "bob" else ""
        async with connect(site.url, cookie=cookie, token=token) as beside:
            await beside.silence(1)
            assert '"f":' not in beyond_its_end(beside)
    async with connect(site.url, cookie=cookie, token=token) as thief:
        await thief.send(FOLLOW, {"conversation_id": conversation_id, "have": {}})
        await thief.silence(1)
        assert '"f":' not in beyond_its_end(thief)
    async with connect(site.url, cookie=site.alice) as alice:
        await alice.send(STOP, {"conversation_id": conversation_id})
        await alice.settled()


async def listed(socket: ReflexSocket) -> Any:
    await socket.send(LOAD_LIST)
    return [found(u, "items_rx_state_") for u in await socket.settled() if "items_rx_state_" in json.dumps(u)][-1]


async def test_what_is_refused_is_told_and_not_logged(site: Site) -> None:
    canary = "canary-" + uuid.uuid4().hex
    async with connect(site.url, cookie=site.bob) as bob:
        await bob.send(f"{ROOT}.{canary[:20]}", {"text": canary})
        assert "error.invalid_input" in said([await bob.update()])
        await bob.send(SEND, {"text": canary, "unknown": canary})
        assert "error.invalid_input" in said([await bob.update()])
        await bob.send(SEND, {"text": [canary], "client_id": canary})
        await bob.raw(f'42/_event,["event","{canary}"]')
        await bob.raw(f'42/_event,["{canary}",{{}}]')
        await bob.settled()
    assert " event.refused event=" in site.server.log
    assert canary not in site.server.log
    for cookie in (site.alice, site.bob):
        assert cookie.partition("=")[2] not in site.server.log


async def test_what_a_proxy_adds_to_a_request_does_not_reach_the_page(site: Site) -> None:
    added = {"x-api-key": SECRET, "x-forwarded-user": SECRET, "authorization": SECRET}
    async with connect(site.url, cookie=site.bob, headers=added) as bob:
        await bob.send(f"{ROOT}.hydrate_and_load")
        await bob.send(LOAD_LIST)
        await bob.settled()
        assert SECRET not in "".join(bob.frames)
        assert site.bob.partition("=")[2] not in "".join(bob.frames)


@pytest.mark.parametrize("token", ["", "a", "../../etc/passwd", "x" * 36, "0" * 32, "%00"])
async def test_a_tab_without_a_name_as_pages_make_them_gets_no_socket(site: Site, token: str) -> None:
    with pytest.raises(websockets.InvalidStatus):
        async with connect(site.url, cookie=site.alice, token=token):
            pass


async def test_a_resent_prompt_is_one_row(site: Site) -> None:
    async with connect(site.url, cookie=site.alice) as alice:
        client_id = str(uuid.uuid4())
        for _ in range(3):
            await alice.send(SEND, {"text": "only once", "client_id": client_id})
        update = await alice.updates_until("conversation_id_rx_state_")
        conversation_id = found(update, "conversation_id_rx_state_")
        await alice.settled()
        assert [row["role"] for row in await rows_of(site, conversation_id)] == ["user", "assistant"]


async def test_signing_out_ends_open_sockets(site: Site) -> None:
    cookie = sign_in(site.url, "bob")
    async with connect(site.url, cookie=cookie) as bob:
        conversation_id = await converse(bob, "hello")
        await bob.send(FOLLOW, {"conversation_id": conversation_id, "have": {}})
        await bob.settled()
        form = {"content-type": "application/x-www-form-urlencoded", "cookie": cookie, "origin": site.url}
        async with httpx.AsyncClient() as client:
            await client.post(f"{site.url}/auth/sign-out", headers=form, content="x=1")
        await bob.send(LOAD_LIST)
        await bob.updates_until('"ended": true')
        await bob.closed()


async def test_a_database_out_of_reach_is_told_once_and_lets_nobody_in(postgres: Postgres, tmp_path: Path) -> None:
    environment = {"DATABASE_URL": postgres.url(postgres.create()), "CHATAPP_BUILTIN_MODEL": "off"}
    server = Server(tmp_path / "data", environment).start()
    try:
        postgres.stop()
        async with connect(server.url, cookie=f"chatapp_session={'x' * 43}") as socket:
            await socket.send(LOAD_LIST)
            answers = [*await socket.all_until("error.storage"), *await socket.silence(1)]
            assert said(answers).count("error.storage_unavailable") == 1
            await socket.send(SEND, {"text": "precious", "client_id": "its-id"})  # goes back into the box
            assert found(await socket.updates_until("error.storage"), "refused_rx_state_") == "its-id"
        postgres.start()
        async with connect(server.url, cookie=register(server.url, "alice")) as socket:
            await socket.send(handler("session", "session_state", "load"))
            await socket.updates_until("alice")
    finally:
        server.stop()
