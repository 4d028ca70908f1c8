"""Every handler against every kind of junk: made of the app's own registry, so that a new handler is in it."""

import json
import math
import sqlite3
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing
from typing import Any

import pytest

from tests.contract.conftest import Site
from tests.contract.registry import example, fits
from tests.contract.test_events import (
    CONTINUE,
    FOLLOW,
    OPEN,
    REGENERATE,
    RENAME,
    SEND,
    STOP,
    converse,
    found,
    listed,
    said,
)
from tests.support.reflex_socket import ROOT, ReflexSocket, connect, handler

DEEP: Any = json.loads("[" * 200 + "]" * 200)
HUGE = 10**4000
LONG = "x" * 150_000
JUNK: list[Any] = [None, True, 5, -1, 2.7, math.nan, math.inf, HUGE, 2**31, [], ["x"], DEEP, {}, {"__proto__": {}}, "x"]
JUNK += [LONG, {"x": LONG}, {"constructor": "x"}, {LONG: "x"}]


def asked(name: str, payload: Any, **more: Any) -> str:
    event = {"name": name, "payload": payload, "router_data": {"pathname": "/", "asPath": "/", "query": {}}, **more}
    return f"42/_event,{json.dumps(['event', event]).replace('Infinity', '1e400')}"


async def refused(bob: ReflexSocket, frame: str) -> None:
    await bob.raw(frame)
    update = await bob.update()
    assert "error.invalid_input" in said([update]), frame[:300]
    changed = {name.rpartition(".")[2]: set(delta) for name, delta in update["delta"].items()}
    assert changed.pop("chatapp___state___notices____notice_state") == {"notice_rx_state_"}
    # A prompt goes back into the box that it came from.
    assert changed.pop("chatapp___state___chat____chat_state", {"refused_rx_state_"}) == {"refused_rx_state_"}
    assert not changed
    assert not update.get("events")


@asynccontextmanager
async def nothing_changes(site: Site) -> AsyncIterator[None]:
    before = stored(site)
    yield
    assert stored(site) == before


def stored(site: Site) -> list[tuple[Any, ...]]:
    """All rows of all tables but when a session was last seen; of the index what it is made of."""
    with closing(sqlite3.connect(f"file:{site.server.data_dir / 'chatapp.db'}?mode=ro", uri=True)) as database:
        apart = "('auth_session', 'search_index')"
        tables = database.execute(f"SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT IN {apart}")
        return [row for (table,) in tables.fetchall() for row in database.execute(f"SELECT '{table}', * FROM {table}")]


def wrong(takes: dict[str, str]) -> Iterator[dict[str, Any]]:
    for argument, kind in takes.items():
        others = {name: example(other) for name, other in takes.items() if name != argument}
        yield from ({argument: value, **others} for value in JUNK if not fits(kind, value))


async def test_what_a_handler_does_not_take_never_reaches_it(site: Site, app: dict[str, Any]) -> None:
    tried = 0
    async with nothing_changes(site):
        for name, takes in app["takes"].items():
            async with connect(site.url, cookie=site.entered("bob")) as bob:
                for payload in wrong(takes):
                    await refused(bob, asked(name, payload))
                    tried += 1
    assert tried > 300


async def test_missing_extra_and_misplaced_arguments_never_reach_a_handler(site: Site, app: dict[str, Any]) -> None:
    async with nothing_changes(site):
        for name, takes in app["takes"].items():
            right = {argument: example(kind) for argument, kind in takes.items()}
            lacking = [{k: v for k, v in right.items() if k != argument} for argument in app["required"][name]]
            more = [
                {**right, extra: "x"} for extra in ("self", "_", "user_id", "role", "id", "created_at", "__proto__")
            ]
            async with connect(site.url, cookie=site.entered("alice")) as alice:
                for payload in [*lacking, *more, [], ["x"], "x", None, 5]:
                    await refused(alice, asked(name, payload))


async def test_storage_of_the_browser_sets_no_variable(site: Site, app: dict[str, Any]) -> None:
    update = f"{ROOT}.reflex___state____update_vars_internal_state.update_vars_internal"
    values = {f"{state}.{name}": "admin" for state in app["states"] for name in ("name_rx_state_", "user_id", "items")}
    async with connect(site.url, cookie=site.entered("bob")) as bob:
        await refused(bob, asked(update, {"vars": values}))
        await refused(bob, asked(f"{ROOT}.hydrate_and_load", {"vars": values}))
        await refused(bob, asked(f"{ROOT}.set_is_hydrated", {"value": "zzz"}))


async def test_an_event_can_not_say_who_sends_it(site: Site) -> None:
    claims = {"ip": "6.6.6.6", "token": "x", "headers": {"cookie": site.alice}, "sid": "x", "session_id": "x"}
    load = handler("session", "session_state", "load")
    async with connect(site.url, cookie=site.entered("bob")) as bob:
        for claim, value in claims.items():
            await refused(bob, asked(load, {}, router_data={"pathname": "/", claim: value}))
        for routed in ({"pathname": 5}, {"query": {"x": ["y"]}}, {"asPath": "x" * 10_000}, [], "x", None):
            await refused(bob, asked(load, {}, router_data=routed))
        await bob.raw(
            asked(load, {}, token=str(uuid.uuid4()), client_state={}, router_data={"pathname": "/\ud83d\x00"})
        )
        assert found(await bob.update(), "name_rx_state_") == "bob"
        await bob.settled()  # half a character in the address has not ended the socket


async def test_half_a_character_and_nul_are_taken_out_of_what_is_written(site: Site) -> None:
    async with connect(site.url, cookie=site.entered("bob")) as bob:
        await bob.raw(asked(handler("notices", "notice_state", "show"), {"key": "a\x00b\ud83d", "arguments": {}}))
        assert found(await bob.update(), "notice_rx_state_")["key"] == "ab\ufffd"


@pytest.mark.parametrize("length", [199_000, 201_000, 990_000])
async def test_the_longest_prompt_is_answered_and_a_longer_one_goes_back_into_the_box(site: Site, length: int) -> None:
    async with connect(site.url, cookie=site.entered("bob")) as bob:
        prompt = {"text": "x" * length, "client_id": uuid.uuid4().hex}
        await bob.send(SEND, prompt)
        if length < 200_000:
            update = await bob.updates_until("accepted_rx_state_")
            assert found(update, "accepted_rx_state_") == prompt["client_id"]
            await bob.send(FOLLOW, {"conversation_id": found(update, "conversation_id_rx_state_"), "have": {}})
            await bob.updates_until('"role": "assistant", "status": "complete"', 60)
        else:
            update = await bob.update()
            assert found(update, "notice_rx_state_")["key"] == "error.invalid_input"
            assert found(update, "refused_rx_state_") == prompt["client_id"]


MALFORMED = [
    "42/_event,not json",
    "42/_event,5",
    '42/_event,["event"]',
    '42/_event,["event",5]',
    '42/_event,["event",[]]',
    f'42/_event,["event",{"[" * 50_000}{"]" * 50_000}]',
    f'42/_event,["event",{"9" * 5_000}]',
    '451-/_event,["event",{"_placeholder":true,"num":0}]',
    '42/nowhere,["event",{}]',
    "9",
]


async def test_frames_that_are_no_event_harm_nobody_else(site: Site) -> None:
    async with connect(site.url, cookie=site.entered("bob")) as bob, nothing_changes(site):
        for frame in MALFORMED:
            async with connect(site.url, cookie=site.entered("alice")) as socket:
                for _ in range(100 if len(frame) < 1_000 else 10):
                    await socket.raw(frame)
                await socket.silence(0.1)
            await bob.settled()


async def test_events_out_of_order_are_answered_each_by_itself(site: Site) -> None:
    async with connect(site.url, cookie=site.entered("bob")) as bob:
        conversation_id = await converse(bob, "first of all")  # before any page was opened
        await bob.send(handler("models", "model_state", "load"))
        await bob.updates_until('"model": "slow"')
        await bob.send(handler("models", "model_state", "choose"), {"model": "slow"})
        await bob.send(SEND, {"text": "more", "client_id": uuid.uuid4().hex, "conversation_id": conversation_id})
        started = json.dumps(await bob.updates_until('"t": '))
        answer = json.loads(started)["delta"]
        message_id = next(state["f"]["m"] for state in answer.values() if "f" in state and isinstance(state["f"], dict))
        for name in (REGENERATE, CONTINUE):
            await bob.send(name, {"message_id": message_id})
            assert "error.still_running" in said([*await bob.all_until("error.")])
        for _ in range(2):
            await bob.send(STOP, {"conversation_id": conversation_id})
        await bob.updates_until('"status": "stopped"')
        await bob.send(handler("trash", "trash_state", "put"), {"ids": [conversation_id]})
        await bob.send(RENAME, named(conversation_id))
        await bob.send(OPEN, path=f"/chat/{conversation_id}")
        assert "error.not_found" in said(await bob.settled())
        assert conversation_id not in json.dumps(await listed(bob))


def named(conversation_id: str) -> dict[str, str]:
    return {"conversation_id": conversation_id, "title": "x"}


async def test_whoever_sends_without_end_has_two_answers_running(site: Site) -> None:
    async with connect(site.url, cookie=site.entered("alice")) as alice:
        await alice.send(handler("models", "model_state", "load"))
        await alice.updates_until('"model": "slow"')
        await alice.send(handler("models", "model_state", "choose"), {"model": "slow"})
        for number in range(100):
            await alice.send(SEND, {"text": f"flood {number}", "client_id": uuid.uuid4().hex})
        await alice.settled()
        running = [row for row in stored(site) if row[0] == "message" and "streaming" in row]
        assert len(running) == 2
        for row in await listed(alice):
            await alice.send(STOP, {"conversation_id": row["id"]})
        await alice.settled()
