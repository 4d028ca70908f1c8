"""What only administrators may do, asked for by everybody else: over the socket, over HTTP, and after a demotion."""

import json
import os
import sqlite3
import subprocess
import sys
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
ONLY_SHOWN = {"ask_reset", "ask_delete", "cancel", "forget_link"}  # change nothing but what the tab shows
TABLES = ["user", "one_time_link", "audit_entry", "server_choice"]


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
    await socket.send(handler(*ADMIN, name), arguments, path="/admin")
    return json.dumps(await socket.settled())


async def expect_refusal_of_everything(site: Site, socket: ReflexSocket, victim: int) -> None:
    before = rows(site)
    for name, arguments in ACTS.items():
        filled = {key: victim if value == "{victim}" else value for key, value in arguments.items()}
        answer = await asked(socket, name, **filled)
        assert "error.not_administrator" in answer, name
        assert "alice" not in answer, name
    assert rows(site) == before


def test_every_handler_of_the_page_is_tried_below() -> None:
    prefix = handler(*ADMIN, "")
    assert {name.removeprefix(prefix) for name in CALLABLE if name.startswith(prefix)} == set(ACTS) | ONLY_SHOWN


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
        assert '"ended"' in json.dumps(await dave.updates_until('"ended"', seconds=5))
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
