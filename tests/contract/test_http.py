"""Getting in and out over plain HTTP: the cookie, where one goes then, and what is told to whom."""

import secrets
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from http.cookies import SimpleCookie
from urllib.parse import urlsplit

import httpx
import pytest
import websockets

from tests.contract.conftest import Site
from tests.contract.plain_http import PASSWORD, error_of, form, got_in, is_signed_in, post
from tests.support.reflex_socket import connect
from tests.support.server import Server, register, sign_in

DAY_S = 86_400


def test_the_session_is_in_a_cookie_that_no_script_reads(site: Site) -> None:
    cookie = SimpleCookie(post(site, "/auth/sign-in", form()).headers["set-cookie"])["chatapp_session"]
    assert cookie["httponly"]
    assert cookie["samesite"].lower() == "lax"
    assert cookie["path"] == "/"
    assert cookie["domain"] == ""
    assert int(cookie["max-age"]) == 30 * DAY_S
    assert len(cookie.value) == 43


def test_a_registration_signs_in(site: Site) -> None:
    assert is_signed_in(site, register(site.url, secrets.token_hex(8)))


def test_each_sign_in_has_a_token_of_its_own_and_signing_out_ends_only_that(site: Site) -> None:
    laptop, phone = sign_in(site.url, "alice"), sign_in(site.url, "alice")
    assert laptop != phone
    post(site, "/auth/sign-out", {"x": "1"}, cookie=laptop)
    assert not is_signed_in(site, laptop)
    assert is_signed_in(site, phone)


def test_signing_out_takes_the_cookie_away(site: Site) -> None:
    response = post(site, "/auth/sign-out", {"x": "1"}, cookie=sign_in(site.url, "alice"))
    assert response.status_code == 303
    assert urlsplit(response.headers["location"]).path.rstrip("/") == "/login"
    gone = response.headers.get_list("set-cookie")
    assert {cookie.partition("=")[0] for cookie in gone} == {"chatapp_session", "__Host-chatapp_session"}
    assert all("Max-Age=0" in cookie for cookie in gone)


def test_signing_out_without_a_session_is_no_fault(site: Site) -> None:
    assert post(site, "/auth/sign-out", {"x": "1"}).status_code == 303


def test_a_cookie_from_before_is_not_adopted(site: Site) -> None:
    planted = secrets.token_urlsafe(32)
    response = post(site, "/auth/sign-in", form(), cookie=f"chatapp_session={planted}")
    assert planted not in response.headers["set-cookie"]
    assert not is_signed_in(site, f"chatapp_session={planted}")


def test_an_unknown_name_and_a_wrong_password_look_the_same(site: Site) -> None:
    register(site.url, "clara")
    known = post(site, "/auth/sign-in", form("clara", "not the password"))
    unknown = post(site, "/auth/sign-in", form("nobody", "not the password"))
    assert known.status_code == unknown.status_code == 303
    assert known.headers["location"].replace("clara", "nobody") == unknown.headers["location"]
    assert error_of(known) == "error.sign_in_failed"
    assert "set-cookie" not in known.headers
    assert "set-cookie" not in unknown.headers


def test_the_password_is_in_no_address(site: Site) -> None:
    response = post(site, "/auth/register", form("alice", password_again=PASSWORD))
    assert error_of(response) == "error.name_taken"
    assert "horse" not in response.headers["location"]


AWAY = ["//evil.example", "https://evil.example", "/\\evil.example", "\\\\evil.example", "javascript:alert(1)", ""]
AWAY += ["/\t/evil.example", "/\r\nSet-Cookie: a=b", "///evil.example", "/a\\..\\\\evil", " //evil.example", "/\x00"]


@pytest.mark.parametrize("wanted", AWAY)
def test_nobody_is_sent_to_another_host(site: Site, wanted: str) -> None:
    response = post(site, "/auth/sign-in", form(next=wanted))
    assert got_in(response)
    assert response.headers["location"] == "/"


@pytest.mark.parametrize("wanted", ["/chat/0b8f8f2e-4b0e-4f7e-9d5a-2f6f0a3c1d11", "/history/", "/settings?a=b"])
def test_one_gets_where_one_wanted_to_go(site: Site, wanted: str) -> None:
    assert post(site, "/auth/sign-in", form(next=wanted)).headers["location"] == wanted


# Behind a proxy that speaks TLS, and the very first visit


@dataclass
class Fresh:
    first: httpx.Response
    registered: httpx.Response
    server: Server


ADDRESS = "https://chat.example"


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fresh]:
    environment = {"CHATAPP_PUBLIC_URL": f"{ADDRESS}/", "CHATAPP_BUILTIN_MODEL": "off"}
    server = Server(tmp_path_factory.mktemp("fresh") / "data", environment).start()
    first = httpx.get(f"{server.url}/history")
    fields = form("founder", password_again=PASSWORD)
    registered = httpx.post(f"{server.url}/auth/register", data=fields, headers={"origin": ADDRESS})
    yield Fresh(first, registered, server)
    assert server.stop() == 0


def test_the_very_first_visitor_is_led_to_the_registration(fresh: Fresh) -> None:
    assert fresh.first.status_code == 303
    assert fresh.first.headers["location"] == "/register/?first=1"


def test_over_tls_the_cookie_is_bound_to_host_and_tls(fresh: Fresh) -> None:
    cookie = SimpleCookie(fresh.registered.headers["set-cookie"])["__Host-chatapp_session"]
    assert cookie["secure"]
    assert cookie["httponly"]
    assert cookie["path"] == "/"
    assert cookie["domain"] == ""


def test_over_tls_the_cookie_is_taken(fresh: Fresh) -> None:
    cookie = fresh.registered.headers["set-cookie"].partition(";")[0]
    assert httpx.get(f"{fresh.server.url}/", headers={"cookie": cookie}).status_code == 200


@pytest.mark.parametrize(
    "origin", ["http://chat.example", "https://chat.example.evil.example", "https://chat.example:1"]
)
def test_over_tls_only_the_public_address_may_post(fresh: Fresh, origin: str) -> None:
    response = httpx.post(f"{fresh.server.url}/auth/sign-in", data=form("founder"), headers={"origin": origin})
    assert response.status_code == 403


def test_over_tls_browsers_are_told_to_come_by_tls_alone(fresh: Fresh) -> None:
    assert fresh.first.headers["strict-transport-security"] == "max-age=31536000"


def test_over_tls_a_cookie_that_any_host_nearby_could_set_is_not_looked_at(fresh: Fresh) -> None:
    cookie = fresh.registered.headers["set-cookie"].partition(";")[0].removeprefix("__Host-")
    assert httpx.get(f"{fresh.server.url}/", headers={"cookie": cookie}).status_code == 303


@pytest.mark.parametrize(("origin", "taken"), [(ADDRESS, True), ("http://chat.example", False), ("own", False)])
async def test_over_tls_only_pages_of_the_public_address_get_a_socket(fresh: Fresh, origin: str, taken: bool) -> None:
    outcome = nullcontext() if taken else pytest.raises(websockets.InvalidStatus)
    with outcome:
        async with connect(fresh.server.url, headers={"origin": fresh.server.url if origin == "own" else origin}):
            pass
