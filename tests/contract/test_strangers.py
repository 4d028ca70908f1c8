"""What is somebody else's is answered like what does not exist, by every handler that takes an id: made of the app's
own registry, so that a new handler is in it."""

import json
import re
import sqlite3
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from itertools import product
from typing import Any

import pytest_asyncio

from tests.contract.conftest import Site
from tests.contract.registry import ID, example
from tests.contract.test_events import FOLLOW, OPEN, SEND, converse, listed, rows_of, said
from tests.contract.test_schemas import stored
from tests.contract.test_traces import answered, begun
from tests.support.reflex_socket import ReflexSocket, connect

SECRET = "a canary of alice's alone"
Ids = dict[str, list[Any]]  # by the kind of argument
MALFORMED = ["1", "-1", str(2**63), "1 OR 1=1", "%", "_", "../x", "' --", "None", "{}", "\x00", "\ud83d"]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def hers(site: Site) -> Ids:
    """The ids of all that is alice's: a conversation and a temporary one, prompts, answers, sessions; by the kind of
    argument."""
    async with connect(site.url, cookie=site.alice) as alice:
        lasting = await converse(alice, SECRET)
    async with connect(site.url, cookie=site.alice) as alice:
        passing = await begun(alice)
        await alice.send(SEND, {"text": SECRET, "client_id": uuid.uuid4().hex, "conversation_id": passing})
        await answered(alice)
    messages = [row["id"] for each in (lasting, passing) for row in await rows_of(site, each)]
    return {ID: [lasting, passing, *messages], "int": [number for _, number in sessions(site)[-2:]]}


@asynccontextmanager
async def bobs(site: Site) -> AsyncIterator[ReflexSocket]:
    """Whatever bob does meanwhile, alice's rows stay as they are and he reads none of them."""
    before = alices(site)
    async with connect(site.url, cookie=site.bob) as bob:
        await bob.settled()  # a tab's first event is answered with all of its state
        yield bob
        await bob.settled()
        assert not re.search("canary|alice", "".join(bob.frames))
    assert alices(site) == before


def alices(site: Site) -> list[tuple[Any, ...]]:
    kept = [row for row in stored(site) if row[0] in ("conversation", "message") or "alice" in row]
    return [*kept, *sessions(site)]


def sessions(site: Site) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(f"file:{site.server.data_dir / 'chatapp.db'}?mode=ro", uri=True)) as database:
        return database.execute(
            "SELECT 'session', session.id FROM auth_session session JOIN user ON user.id = user_id"
            " WHERE user.name = 'alice'"
        ).fetchall()


def is_id(argument: str) -> bool:
    return argument == "before" or (argument.endswith("_id") and argument != "client_id")


def calls(takes: dict[str, str], ids: Ids) -> list[dict[str, Any]]:
    """With every combination of `ids`."""
    named = {name: ids[kind] for name, kind in takes.items() if is_id(name)}
    named |= {name: [[each] for each in ids[ID]] for name in takes if name == "ids"}
    others = {name: example(kind) for name, kind in takes.items() if name not in named}
    return [{**others, **dict(zip(named, chosen, strict=True))} for chosen in product(*named.values())]


async def answers(bob: ReflexSocket, name: str, payloads: list[dict[str, Any]], one_by_one: bool) -> list[str]:
    """What each call is answered with, whatever the ids in it."""
    got: list[dict[str, Any]] = []
    for payload in payloads:
        await bob.send(name, payload)
        if one_by_one:  # in the background the next one might come first
            got += await bob.settled()
    got += await bob.settled()
    said = [json.dumps(update) for update in got if not re.search(r'"key": "[0-9a-f]{32}"', json.dumps(update))]
    return sorted(re.sub(r'[0-9a-f-]{36}|(?<=_id_rx_state_": )\d+', "ID", text) for text in said)


async def test_what_is_anothers_is_answered_like_what_is_nobodys(site: Site, app: dict[str, Any], hers: Ids) -> None:
    taking = {name: takes for name, takes in app["takes"].items() if "ids" in takes or any(map(is_id, takes))}
    assert len(taking) >= 9
    for name, takes in taking.items():
        one_by_one = name in app["background"]
        async with bobs(site) as bob:
            nobodys = {ID: [str(uuid.uuid4()) for _ in hers[ID]], "int": [10**9 + n for n, _ in enumerate(hers["int"])]}
            unknown = await answers(bob, name, calls(takes, nobodys), one_by_one)
            assert await answers(bob, name, calls(takes, hers), one_by_one) == unknown, name
            assert unknown, name


async def test_what_is_no_id_changes_nothing(site: Site, app: dict[str, Any]) -> None:
    for name, takes in app["takes"].items():
        ids = [argument for argument, kind in takes.items() if kind == ID]
        if not ids:
            continue
        async with bobs(site) as bob:
            for argument, junk in product(ids, MALFORMED):
                others = {each: example(kind) for each, kind in takes.items() if each != argument}
                await bob.send(name, {argument: junk, **others})
            assert said(await bob.settled()).count("error.") >= len(ids)


async def test_what_was_asked_of_the_page_is_no_permission(site: Site, hers: Ids) -> None:
    """Handlers without an id go by what the page shows: a client may say that it shows anything."""
    conversation = hers[ID][0]
    async with bobs(site) as bob:
        await bob.send(OPEN, path=f"/chat/{conversation}")
        assert "error.not_found" in said(await bob.settled())
        assert conversation not in json.dumps(await listed(bob))


async def test_the_owner_still_reads_it(site: Site, hers: Ids) -> None:
    async with connect(site.url, cookie=site.alice) as alice:
        await alice.send(FOLLOW, {"conversation_id": hers[ID][0], "have": {}})
        await alice.updates_until(SECRET)
