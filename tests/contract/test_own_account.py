"""Passwords over plain HTTP once one is in, and what an ended session's sockets hear."""

import secrets
import sqlite3
from contextlib import closing

import httpx
import pytest

from tests.contract.conftest import Site
from tests.contract.plain_http import PASSWORD, PRIVATE, error_of, form, get, got_in, is_signed_in, post
from tests.contract.test_events import converse, listed
from tests.support.reflex_socket import ROOT, ReflexSocket, connect, handler
from tests.support.server import register, sign_in

NEW = "another horse battery"
FOLLOW = handler("stream", "stream", "follow")
ENDED = '"ended": true'
SCRIPT = {"accept": "application/json"}


@pytest.fixture
def name() -> str:
    return secrets.token_hex(8)


def changed(old: str = PASSWORD, new: str = NEW) -> dict[str, str]:
    return {"current_password": old, "password": new, "password_again": new}


async def follow(socket: ReflexSocket) -> None:
    await socket.send(FOLLOW, {"conversation_id": "", "have": {}})
    await socket.settled()


def test_a_script_signs_in_and_hears_of_its_faults(site: Site, name: str) -> None:
    register(site.url, name)
    right = post(site, "/auth/sign-in", form(name), **SCRIPT)
    assert right.status_code == 204
    assert is_signed_in(site, right.headers["set-cookie"].partition(";")[0])
    for _ in range(5):
        wrong = post(site, "/auth/sign-in", form(name, "not the password"), **SCRIPT)
        assert (wrong.status_code, wrong.json()) == (401, {"key": "error.sign_in_failed", "args": {}})
        assert "set-cookie" not in wrong.headers
    refused = post(site, "/auth/sign-in", form(name), **SCRIPT)
    assert refused.status_code == 429
    assert 0 < int(refused.headers["retry-after"]) == refused.json()["args"]["seconds"] <= 300
    told = post(site, "/auth/sign-in", form(name))
    assert error_of(told) == "error.too_many_requests"
    assert "seconds=" in told.headers["location"]


async def test_a_new_password_ends_all_sockets_but_is_signed_in_here(site: Site, name: str) -> None:
    here = register(site.url, name)
    phone = sign_in(site.url, name)
    async with connect(site.url, cookie=phone) as socket:
        await follow(socket)
        answer = post(site, "/auth/password", changed(), cookie=here)
        assert answer.headers["location"] == "/settings/?done=done.password_changed"
        await socket.updates_until(ENDED)
        await socket.closed()
    assert [is_signed_in(site, cookie) for cookie in (here, phone)] == [False, False]
    assert is_signed_in(site, answer.headers["set-cookie"].partition(";")[0])
    assert not got_in(post(site, "/auth/sign-in", form(name), **SCRIPT))


@pytest.mark.parametrize("fields", [changed("wrong horse"), changed(new="short"), {"password": NEW}, {}], ids=str)
def test_a_refused_change_comes_back_to_its_dialog(site: Site, name: str, fields: dict[str, str]) -> None:
    cookie = register(site.url, name)
    answer = post(site, "/auth/password", fields or {"x": "1"}, cookie=cookie)
    assert answer.headers["location"].startswith("/settings/?")
    assert "dialog=password" in answer.headers["location"]
    assert error_of(answer).startswith("error.")
    assert "horse" not in answer.headers["location"]
    assert is_signed_in(site, cookie)


@pytest.mark.parametrize("path", ["/auth/password", "/auth/delete-account"])
def test_without_a_session_there_is_nothing_to_change(site: Site, path: str) -> None:
    answer = post(site, path, {**changed(), "password": PASSWORD})
    assert answer.headers["location"] == "/settings/"
    assert "set-cookie" not in answer.headers


async def test_a_deleted_account_is_out_at_once(site: Site, name: str) -> None:
    cookie = register(site.url, name)
    async with connect(site.url, cookie=cookie) as socket:
        await follow(socket)
        answer = post(site, "/auth/delete-account", {"password": PASSWORD}, cookie=cookie)
        assert answer.headers["location"] == "/login/?done=done.account_deleted"
        assert "Max-Age=0" in answer.headers["set-cookie"]
        await socket.updates_until(ENDED)
    assert post(site, "/auth/sign-in", form(name), **SCRIPT).status_code == 401


async def test_a_session_whose_time_is_over_is_refused_on_its_open_socket(site: Site, name: str) -> None:
    async with connect(site.url, cookie=register(site.url, name)) as socket:
        await follow(socket)
        with closing(sqlite3.connect(site.server.data_dir / "chatapp.db", timeout=20)) as database:
            over = "UPDATE auth_session SET expires_at = '2020-01-01 00:00:00' WHERE user_id = "
            database.execute(over + "(SELECT id FROM user WHERE name = ?)", [name])
            database.commit()
        await socket.updates_until(ENDED, seconds=10)


def test_signing_out_everywhere_is_one_form(site: Site, name: str) -> None:
    here = register(site.url, name)
    phone = sign_in(site.url, name)
    assert post(site, "/auth/sign-out", {"everywhere": "1"}, cookie=here).headers["location"] == "/login/"
    assert [is_signed_in(site, cookie) for cookie in (here, phone)] == [False, False]


async def test_nobody_signs_out_anothers_device(site: Site, name: str) -> None:
    cookie = register(site.url, name)
    with closing(sqlite3.connect(site.server.data_dir / "chatapp.db", timeout=20)) as database:
        query = "SELECT auth_session.id FROM auth_session JOIN user ON user.id = user_id WHERE name = ?"
        [session_id] = database.execute(query, [name]).fetchone()
    async with connect(site.url, cookie=site.bob) as bob:
        await bob.send(handler("devices", "device_state", "sign_out"), {"session_id": session_id})
        await bob.updates_until("error.device_not_found")
    assert is_signed_in(site, cookie)


def test_the_answer_to_a_script_is_for_our_own_pages_alone(site: Site, name: str) -> None:
    register(site.url, name)
    headers = {**SCRIPT, "origin": "https://evil.example"}
    answer = httpx.post(f"{site.url}/auth/sign-in", data=form(name), headers=headers)
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


async def test_the_secret_of_a_session_is_in_its_cookie_and_nowhere_else(site: Site, name: str) -> None:
    cookie = register(site.url, name)
    secret = cookie.partition("=")[2]
    async with connect(site.url, cookie=cookie) as socket:
        await converse(socket, "hello")
        await listed(socket)
        await socket.send(f"{ROOT}.hydrate_and_load")
        await socket.silence()
        frames = "".join(socket.frames)
    pages = "".join(get(site, path, cookie).text for path in PRIVATE)
    files = [file.read_bytes() for file in site.server.data_dir.rglob("*") if file.is_file()]
    assert "hello" in frames and "</html>" in pages and any(b"hello" in file for file in files)
    assert secret not in frames + pages + site.server.log
    assert not [file for file in files if secret.encode() in file]
