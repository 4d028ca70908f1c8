"""Plain HTTP as an attacker and as a browser see it: getting in and out, the gate, what every answer carries."""

import secrets
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from http.cookies import SimpleCookie
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from tests.contract.conftest import Site
from tests.support.server import Server, register, sign_in

PASSWORD = "correct horse battery"
TYPE = "application/x-www-form-urlencoded"
PRIVATE = ["/", "/history", "/settings", "/chat/0b8f8f2e-4b0e-4f7e-9d5a-2f6f0a3c1d11"]
FORMS = ["/auth/sign-in", "/auth/register", "/auth/sign-out"]
DAY_S = 86_400


def form(name: str = "alice", password: str = PASSWORD, **more: str) -> dict[str, str]:
    return {"username": name, "password": password, **more}


def post(site: Site, path: str, fields: dict[str, str], **headers: str) -> httpx.Response:
    return httpx.post(f"{site.url}{path}", data=fields, headers={"origin": site.url, **headers})


def post_raw(site: Site, path: str, body: bytes, **headers: str) -> httpx.Response:
    return httpx.post(f"{site.url}{path}", content=body, headers={"content-type": TYPE, "origin": site.url, **headers})


def get(site: Site, path: str, cookie: str = "") -> httpx.Response:
    return httpx.get(f"{site.url}{path}", headers={"cookie": cookie} if cookie else {})


def spoken(site: Site, request: bytes) -> str:
    """The head of the answer to bytes that no HTTP client would send."""
    with socket.create_connection(("127.0.0.1", site.server.port), timeout=5) as connection:
        connection.sendall(request)
        answer = b""
        while b"\r\n\r\n" not in answer and (more := connection.recv(65_536)):
            answer += more
    return answer.partition(b"\r\n\r\n")[0].decode("latin-1")


def is_signed_in(site: Site, cookie: str) -> bool:
    return get(site, "/", cookie).status_code == 200


def error_of(response: httpx.Response) -> str:
    return parse_qs(urlsplit(response.headers["location"]).query).get("error", [""])[0]


def got_in(response: httpx.Response) -> bool:
    return response.status_code == 303 and bool(response.headers.get("set-cookie"))


# Signing in


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
    register(site.url, "carol")
    known = post(site, "/auth/sign-in", form("carol", "not the password"))
    unknown = post(site, "/auth/sign-in", form("nobody", "not the password"))
    assert known.status_code == unknown.status_code == 303
    assert known.headers["location"].replace("carol", "nobody") == unknown.headers["location"]
    assert error_of(known) == "error.sign_in_failed"
    assert "set-cookie" not in known.headers
    assert "set-cookie" not in unknown.headers


def test_the_password_is_in_no_address(site: Site) -> None:
    response = post(site, "/auth/register", form("alice", password_again=PASSWORD))
    assert error_of(response) == "error.name_taken"
    assert "horse" not in response.headers["location"]


# Where one goes then


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


# Forms that are not ours


@pytest.mark.parametrize("path", FORMS)
@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:1"},
        {"origin": "", "sec-fetch-site": "cross-site"},
        {"origin": "", "sec-fetch-site": "same-site"},
        {"content-type": "text/plain"},
        {"content-type": "application/json"},
        {"content-type": ""},
        {"content-type": "multipart/form-data; boundary=x"},
    ],
    ids=str,
)
def test_a_foreign_form_is_refused(site: Site, path: str, headers: dict[str, str]) -> None:
    cookie = sign_in(site.url, "bob")
    body = f"username=alice&password={PASSWORD}".replace(" ", "+").encode()
    response = post_raw(site, path, body, cookie=cookie, **headers)
    assert response.status_code == 403
    assert "set-cookie" not in response.headers
    assert is_signed_in(site, cookie)


@pytest.mark.parametrize("path", FORMS)
def test_a_large_form_is_refused(site: Site, path: str) -> None:
    assert post(site, path, form(next="/" * 20_000)).status_code == 403


def test_a_form_without_a_length_is_refused(site: Site) -> None:
    pieces = iter([b"username=alice&password=", PASSWORD.replace(" ", "+").encode()])
    headers = {"content-type": TYPE, "origin": site.url}
    assert httpx.post(f"{site.url}/auth/sign-in", content=pieces, headers=headers).status_code == 403


@pytest.mark.parametrize("length", ["abc", "-1", "+3", "3_0", "1e1", "9" * 30, "\xb2", "0x3", "3, 3"])
def test_a_malformed_length_is_refused(site: Site, length: str) -> None:
    head = f"POST /auth/sign-in HTTP/1.1\r\nHost: x\r\nContent-Type: {TYPE}\r\nContent-Length: {length}\r\n\r\na=b"
    assert spoken(site, head.encode("latin-1")).split()[1] in ("400", "403")


@pytest.mark.parametrize("path", FORMS[:2])
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"username=alice",
        b"password=x",
        b"username=alice&username=alice&password=correct+horse+battery&password_again=correct+horse+battery",
        b"username=alice&password=correct+horse+battery&password=x&password_again=correct+horse+battery",
        b"username=alice&password=correct+horse+battery&password_again=correct+horse+battery&next=/&next=//evil",
        b"username[]=alice&password[]=correct+horse+battery",
        b"%%%=%&&&;=",
        b"\xff\xfe=\x00",
        b'{"username": "alice"}',
    ],
)
def test_a_form_of_junk_is_answered_as_one(site: Site, path: str, body: bytes) -> None:
    response = post_raw(site, path, body)
    assert response.status_code == 303
    assert error_of(response) == "error.invalid_input"
    assert "set-cookie" not in response.headers


@pytest.mark.parametrize("name", ["%FF%FE", "%00", "%ED%A0%BD", "a%0d%0aX-Evil:+1", "%F0%9F%98%80" * 1_000])
def test_a_name_of_junk_is_refused(site: Site, name: str) -> None:
    body = f"username={name}&password={secrets.token_hex(8)}&password_again=differs".encode()
    response = post_raw(site, "/auth/register", body)
    assert response.status_code == 303
    assert error_of(response).startswith("error.")
    assert "x-evil" not in response.headers
    assert len(response.headers["location"]) < 1_000


def test_too_many_fields_are_refused(site: Site) -> None:
    assert post_raw(site, "/auth/sign-in", b"a=1&" * 50).status_code == 400


# Methods


@pytest.mark.parametrize("path", FORMS)
@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "PATCH", "TRACE"])
def test_a_form_is_only_posted(site: Site, method: str, path: str) -> None:
    assert httpx.request(method, f"{site.url}{path}").status_code == 405


@pytest.mark.parametrize("path", ["/", "/login/", "/health", "/nowhere"])
@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE"])
def test_a_page_is_only_read(site: Site, method: str, path: str) -> None:
    response = httpx.request(method, f"{site.url}{path}", headers={"cookie": site.alice})
    assert response.status_code == 405
    assert site.alice not in response.text


# The gate


@pytest.mark.parametrize("path", PRIVATE[1:])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_visitor_is_sent_to_the_sign_in_page_and_back_later(site: Site, method: str, path: str) -> None:
    response = httpx.request(method, f"{site.url}{path}")
    assert response.status_code == 303
    location = urlsplit(response.headers["location"])
    assert (location.netloc, location.path) == ("", "/login/")
    assert parse_qs(location.query) == {"next": [path]}


def test_a_visitor_of_the_start_page_is_sent_to_the_sign_in_page(site: Site) -> None:
    assert get(site, "/").headers["location"] == "/login/"


@pytest.mark.parametrize("path", PRIVATE)
def test_a_signed_in_person_gets_the_page_at_once(site: Site, path: str) -> None:
    response = get(site, path, site.alice)
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/html")


@pytest.mark.parametrize("path", ["/login", "/login/", "/register", "/register/"])
def test_the_entrances_are_for_visitors(site: Site, path: str) -> None:
    assert get(site, path).status_code == 200
    assert get(site, path, site.alice).headers["location"] == "/"


@pytest.mark.parametrize("host", ["[", "a b", "\xff", "evil.example:99999999", "a\\b", "", "a/b", "a?b#c@d", "%"])
@pytest.mark.parametrize("path", ["/", "/login", "/history", "/health", "/nowhere", "/chat/x"])
def test_a_host_header_of_junk_neither_breaks_nor_shows(site: Site, host: str, path: str) -> None:
    request = f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
    status, *headers = spoken(site, request.encode("latin-1")).split("\r\n")
    assert int(status.split()[1]) < 500
    locations = [line.partition(": ")[2] for line in headers if line.lower().startswith("location:")]
    assert all(location.startswith("/") for location in locations)


@pytest.mark.parametrize("path", ["/chat/%ff", "/chat/%00", "/chat/%0d%0aX-Evil:%201", "/chat/%ed%a0%bd", "//evil/"])
def test_a_path_of_junk_neither_breaks_nor_leads_away(site: Site, path: str) -> None:
    head = spoken(site, f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
    assert int(head.split()[1]) < 500
    assert "\r\nx-evil" not in head.lower()
    assert "location: //" not in head.lower()


def test_an_unknown_address_is_not_found(site: Site) -> None:
    assert get(site, "/nowhere").status_code == 404
    assert get(site, "/nowhere", site.alice).status_code == 404


@pytest.mark.parametrize("path", ["/..%2f..%2fetc/passwd", "/%2e%2e/%2e%2e/rxconfig.py", "/.env", "/data/chatapp.db"])
def test_no_file_of_the_server_is_served(site: Site, path: str) -> None:
    head = spoken(site, f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
    assert head.split()[1] == "404"


def test_a_well_server_says_so(site: Site) -> None:
    response = get(site, "/health")
    assert response.status_code == 200
    assert response.json() == {"ok": True, "reason": None}


# What every answer carries


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", path) for path in [*PRIVATE, "/login/", "/health", "/nowhere", "/icon.svg", "/auth/sign-in", "/_health"]]
    + [("POST", path) for path in [*FORMS, "/", "/_event/"]],
)
@pytest.mark.parametrize("signed_in", [True, False])
def test_no_answer_is_sniffed_framed_or_tells_where_one_was(
    site: Site, method: str, path: str, signed_in: bool
) -> None:
    response = httpx.request(method, f"{site.url}{path}", headers={"cookie": site.alice} if signed_in else {})
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["referrer-policy"] == "same-origin"
    assert response.headers["x-frame-options"] == "DENY"
    assert "server" not in response.headers


@pytest.mark.parametrize("path", [*PRIVATE, "/login/", "/register/"])
@pytest.mark.parametrize("signed_in", [True, False])
def test_what_depends_on_who_asks_is_kept_by_nobody(site: Site, path: str, signed_in: bool) -> None:
    assert get(site, path, site.alice if signed_in else "").headers["cache-control"] == "no-store"


@pytest.mark.parametrize("path", FORMS)
def test_an_answer_to_a_form_is_kept_by_nobody(site: Site, path: str) -> None:
    assert post(site, path, {"x": "1"}).headers["cache-control"] == "no-store"


def test_what_is_the_same_for_everybody_may_be_kept(site: Site) -> None:
    assert "no-store" not in get(site, "/icon.svg").headers.get("cache-control", "")


@pytest.mark.parametrize("origin", ["https://evil.example", "null"])
def test_no_foreign_page_may_read_an_answer(site: Site, origin: str) -> None:
    response = httpx.get(f"{site.url}/health", headers={"origin": origin, "cookie": site.alice})
    assert "access-control-allow-origin" not in response.headers
    asked = {"origin": origin, "access-control-request-method": "POST"}
    assert "access-control-allow-origin" not in httpx.options(f"{site.url}/auth/sign-in", headers=asked).headers


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
