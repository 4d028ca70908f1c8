"""What only administrators may do, asked for by everybody else: over the socket, over HTTP, and after a demotion."""

import json
import os
import sqlite3
import subprocess
import sys
import uuid
from typing import Any

import httpx
import pytest

from tests.contract.conftest import Site
from tests.contract.plain_http import PASSWORD, error_of, get, got_in, is_signed_in, post
from tests.contract.test_handlers import CALLABLE
from tests.support.reflex_socket import ReflexSocket, connect, handler
from tests.support.server import PROJECT, register

ADMIN = ("admin", "admin_state")
# With arguments that would do something; `{victim}` is somebody's id.
ACTS: dict[str, dict[str, Any]] = {
    "load": {},
    "search": {"text": "a"},
    "show_more_people": {},
    "show_more_entries": {},
    "choose_registration": {"mode": "closed"},
    "invite": {"note": "a friend"},
    "revoke": {"invitation_id": 1},
    "create": {"name": "sneaked-in"},
    "disable": {"user_id": "{victim}"},
    "enable": {"user_id": "{victim}"},
    "make_admin": {"user_id": "{victim}"},
    "take_admin": {"user_id": "{victim}"},
    "reset_password": {"user_id": "{victim}"},
    "delete": {"user_id": "{victim}"},
}
SERVERS = ("endpoints", "endpoint_state")
ACTS_ON_SERVERS: dict[str, dict[str, Any]] = {
    "load": {},
    "look_around": {},
    "test": {"endpoint_id": "{endpoint}"},
    "remove": {"endpoint_id": "{endpoint}"},
    "hide": {"model": "echo"},
    "show": {"model": "echo"},
    "rename": {"model": "echo", "name": "sneaked-in"},
    "choose_default": {"model": "slow"},
}
ONLY_SHOWN = {"ask_reset", "ask_delete", "cancel", "forget_link"}  # change nothing but what the tab shows
TABLES = ["user", "one_time_link", "audit_entry", "server_choice", "endpoint", "model_note"]


def rows(site: Site) -> dict[str, list[Any]]:
    with sqlite3.connect(site.server.data_dir / "chatapp.db") as database:
        return {table: database.execute(f'SELECT * FROM "{table}"').fetchall() for table in TABLES}


def id_of(site: Site, name: str) -> int:
    return next(row[0] for row in rows(site)["user"] if name in row)


def at_the_command_line(site: Site, *arguments: str) -> str:
    environment = {**os.environ, "CHATAPP_DATA_DIR": str(site.server.data_dir)}
    command = [sys.executable, "-m", "chatapp.admin", *arguments]
    return subprocess.run(command, cwd=PROJECT, env=environment, capture_output=True, text=True, check=True).stdout


async def asked(socket: ReflexSocket, name: str, /, **arguments: Any) -> str:
    return await asked_of(ADMIN, socket, name, **arguments)


async def asked_of(state: tuple[str, str], socket: ReflexSocket, name: str, /, **arguments: Any) -> str:
    await socket.send(handler(*state, name), arguments, path="/admin")
    return json.dumps(await socket.settled())


def endpoint(site: Site, cookie: str, **changes: str) -> httpx.Response:
    fields = {"id": "", "name": "Stored", "base_url": site.provider.base_url, "key": "sk-canary", "headers": ""}
    return post(site, "/auth/endpoint", {**fields, **changes}, cookie=cookie)


async def expect_refusal_of_everything(site: Site, socket: ReflexSocket, victim: int) -> None:
    before = rows(site)
    for name, arguments in ACTS.items():
        filled = {key: victim if value == "{victim}" else value for key, value in arguments.items()}
        answer = await asked(socket, name, **filled)
        assert "error.not_administrator" in answer, name
        assert "alice" not in answer, name
    stored = str(uuid.UUID(rows(site)["endpoint"][0][0]))
    for name, arguments in ACTS_ON_SERVERS.items():
        filled = {key: stored if value == "{endpoint}" else value for key, value in arguments.items()}
        answer = await asked_of(SERVERS, socket, name, **filled)
        assert "error.not_administrator" in answer, name
        assert "Theirs" not in answer, name
    assert rows(site) == before


def test_every_handler_of_the_page_is_tried_below() -> None:
    prefix = handler(*ADMIN, "")
    assert {name.removeprefix(prefix) for name in CALLABLE if name.startswith(prefix)} == set(ACTS) | ONLY_SHOWN
    prefix = handler(*SERVERS, "")
    assert {name.removeprefix(prefix) for name in CALLABLE if name.startswith(prefix)} == set(ACTS_ON_SERVERS)


@pytest.fixture(autouse=True, scope="module")
def theirs(site: Site) -> str:
    """A model server that alice has stored."""
    return endpoint(site, site.alice, name="Theirs").json()["id"]


def test_only_an_administrator_says_where_model_servers_are(site: Site, theirs: str) -> None:
    before = rows(site)
    for changes in ({"name": "sneaked-in"}, {"id": theirs, "name": "mine"}, {"id": str(uuid.uuid4())}):
        assert endpoint(site, site.bob, **changes).json()["key"] == "error.not_administrator"
        assert endpoint(site, "", **changes).json()["key"] == "error.not_signed_in"
    assert rows(site) == before


def test_a_foreign_page_stores_no_model_server(site: Site) -> None:
    before = rows(site)
    fields = {"id": "", "name": "x", "base_url": "http://evil.example/v1", "key": "", "headers": ""}
    headers = {"cookie": site.alice, "origin": "http://evil.example"}
    assert httpx.post(f"{site.url}/auth/endpoint", data=fields, headers=headers).status_code == 403
    assert rows(site) == before


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"base_url": "http://169.254.169.254/latest"}, "error.address_forbidden"),
        ({"base_url": "file:///etc/passwd"}, "error.address_form"),
        ({"base_url": "http://a:b@x/v1"}, "error.address_user"),
        ({"key": "sk\n"}, None),
        ({"key": "schlüssel"}, "error.key_refused"),
        ({"headers": "Host: evil.example"}, "error.header_refused"),
        ({"headers": "no header"}, "error.header_refused"),
        ({"name": " "}, "error.invalid_input"),
        ({"name": "THEIRS"}, "error.endpoint_name_taken"),
        ({"id": "x"}, "error.endpoint_not_found"),
        ({"id": str(uuid.uuid4())}, "error.endpoint_not_found"),
    ],
)
def test_what_is_wrong_with_a_model_server_is_said(site: Site, changes: dict[str, str], key: str | None) -> None:
    assert endpoint(site, site.alice, **changes).json().get("key") == key


async def test_a_key_never_comes_back(site: Site, theirs: str) -> None:
    """NET: 0 occurrences of a canary key in frames, pages, the database and the log."""
    canary = f"sk-{uuid.uuid4().hex}"
    headers = f"X-Secret: {canary}"
    answer = endpoint(site, site.alice, id=theirs, name="Theirs", key=canary, headers=headers)
    assert canary not in answer.text
    async with connect(site.url, cookie=site.alice) as alice:
        shown = await asked_of(SERVERS, alice, "load")
        assert '"has_key": true' in shown
        await alice.send(handler(*SERVERS, "test"), {"endpoint_id": theirs}, path="/admin")
        tried = json.dumps(await alice.updates_until('"running": false'))
        assert '"first_ms": -1' not in tried.rpartition('"running": false')[2]
        await asked_of(SERVERS, alice, "look_around")
        await asked_of(("models", "model_state"), alice, "load")
        assert canary not in "".join(alice.frames)
    assert any(canary in str(request.headers) for request in site.provider.requests), "it is used"
    for path in ("/admin", "/", "/settings"):
        assert canary not in get(site, path, site.alice).text
    for file in site.server.data_dir.rglob("*"):
        assert not file.is_file() or canary.encode() not in file.read_bytes(), file
    assert canary not in site.server.log


async def test_a_person_is_refused_every_act_of_an_administrator(site: Site) -> None:
    async with connect(site.url, cookie=site.bob) as bob:
        await expect_refusal_of_everything(site, bob, id_of(site, "alice"))


async def test_whoever_is_demoted_while_the_page_is_open_is_refused_from_the_next_event_on(site: Site) -> None:
    cookie = register(site.url, "carol")
    carol_id = id_of(site, "carol")
    assert "carol is an administrator" in at_the_command_line(site, "make-admin", "carol")
    async with connect(site.url, cookie=cookie) as carol, connect(site.url, cookie=site.alice) as alice:
        assert '"alice"' in await asked(carol, "load")
        await asked(alice, "take_admin", user_id=carol_id)
        await expect_refusal_of_everything(site, carol, id_of(site, "bob"))


async def test_disabling_ends_an_open_socket_and_every_way_in(site: Site) -> None:
    cookie = register(site.url, "dave")
    async with connect(site.url, cookie=cookie) as dave, connect(site.url, cookie=site.alice) as alice:
        await dave.send(handler("stream", "stream", "follow"), {"conversation_id": "", "have": {}})
        await asked(alice, "disable", user_id=id_of(site, "dave"))
        assert '"ended"' in json.dumps(await dave.updates_until('"ended"'))
    assert not is_signed_in(site, cookie)
    refused = post(site, "/auth/sign-in", {"username": "dave", "password": PASSWORD})
    assert error_of(refused) == "error.sign_in_failed"


async def test_an_invitation_by_link_and_a_reset_by_link(site: Site) -> None:
    async with connect(site.url, cookie=site.alice) as alice:
        shown = await asked(alice, "invite", note="for Erin")
        invite = shown.partition("invite=")[2][:43]
        fields = {"username": "erin", "password": PASSWORD, "password_again": "differs", "invite": invite}
        assert f"invite={invite}" in post(site, "/auth/register", fields).headers["location"]
        fields["password_again"] = PASSWORD
        assert got_in(entered := post(site, "/auth/register", fields))
        assert error_of(post(site, "/auth/register", {**fields, "username": "eve"})) == "error.invitation_over"
        token = (await asked(alice, "reset_password", user_id=id_of(site, "erin"))).partition("token=")[2][:43]
    assert not is_signed_in(site, entered.headers["set-cookie"].split(";")[0])
    assert get(site, f"/auth/reset-link?token={token}").json() == {"name": "erin"}
    chosen = {"token": token, "password": "another good one", "password_again": "another good one"}
    assert got_in(post(site, "/auth/reset", chosen))
    assert error_of(post(site, "/auth/reset", chosen)) == "error.reset_over"
    assert invite not in site.server.log
    assert token not in site.server.log


@pytest.mark.parametrize(
    ("path", "visitor", "person", "administrator"),
    [
        ("/admin", "/login/", "/", 200),
        ("/admin/", "/login/", "/", 200),
        ("/reset?token=x", 200, 200, 200),
        ("/register?invite=x", 200, "/", "/"),
        ("/auth/registration", 200, 200, 200),
        ("/auth/registration?invite=x", 200, 200, 200),
        ("/auth/reset-link?token=x", 200, 200, 200),
    ],
)
def test_who_gets_which_answer(
    site: Site, path: str, visitor: int | str, person: int | str, administrator: int | str
) -> None:
    for cookie, expected in (("", visitor), (site.bob, person), (site.alice, administrator)):
        response = get(site, path, cookie)
        found = response.headers["location"].partition("?")[0] if response.is_redirect else response.status_code
        assert found == expected, cookie
        for header in ("x-role", "x-forwarded-user", "authorization"):  # no second way to be somebody
            headers = {header: "admin", **({"cookie": cookie} if cookie else {})}
            assert httpx.get(f"{site.url}{path}", headers=headers).status_code == response.status_code


@pytest.mark.parametrize("token", ["", "x", "x" * 43, "x" * 4_000, "%00", "%ff", "1' OR 1=1"])
def test_a_link_that_is_none_says_so_and_nothing_else(site: Site, token: str) -> None:
    assert get(site, f"/auth/reset-link?token={token}").json() == {"refused": "error.reset_over"}
    if token:
        assert get(site, f"/auth/registration?invite={token}").json() == {"refused": "error.invitation_over"}
