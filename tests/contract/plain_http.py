"""Plain HTTP as an attacker and as a browser speak it."""

import socket
from urllib.parse import parse_qs, urlsplit

import httpx

from tests.contract.conftest import Site
from tests.support.patience import PATIENCE_S

PASSWORD = "correct horse battery"
TYPE = "application/x-www-form-urlencoded"
PRIVATE = ["/", "/history", "/settings", "/admin", "/chat/0b8f8f2e-4b0e-4f7e-9d5a-2f6f0a3c1d11"]
FORMS = [
    "/auth/sign-in",
    "/auth/register",
    "/auth/sign-out",
    "/auth/password",
    "/auth/delete-account",
    "/auth/reset",
]


def form(name: str = "alice", password: str = PASSWORD, **more: str) -> dict[str, str]:
    return {"username": name, "password": password, **more}


def post(site: Site, path: str, fields: dict[str, str], **headers: str) -> httpx.Response:
    return httpx.post(f"{site.url}{path}", data=fields, headers={"origin": site.url, **headers}, timeout=PATIENCE_S)


def post_raw(site: Site, path: str, body: bytes, **headers: str) -> httpx.Response:
    sent = {"content-type": TYPE, "origin": site.url, **headers}
    return httpx.post(f"{site.url}{path}", content=body, headers=sent, timeout=PATIENCE_S)


def get(site: Site, path: str, cookie: str = "") -> httpx.Response:
    return httpx.get(f"{site.url}{path}", headers={"cookie": cookie} if cookie else {}, timeout=PATIENCE_S)


def spoken(site: Site, request: bytes) -> str:
    """The head of the answer to bytes that no HTTP client would send."""
    with socket.create_connection(("127.0.0.1", site.server.port), timeout=PATIENCE_S) as connection:
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
