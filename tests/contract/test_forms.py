"""Forms that are not ours, or not forms at all."""

import secrets

import httpx
import pytest

from tests.contract.conftest import Site
from tests.contract.plain_http import FORMS, PASSWORD, TYPE, error_of, form, is_signed_in, post, post_raw, spoken
from tests.support.server import sign_in


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


@pytest.mark.parametrize("path", FORMS)
@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "PATCH", "TRACE"])
def test_a_form_is_only_posted(site: Site, method: str, path: str) -> None:
    assert httpx.request(method, f"{site.url}{path}").status_code == 405
