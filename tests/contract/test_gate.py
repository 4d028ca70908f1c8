"""Who gets which page, and what every answer carries."""

from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from tests.contract.conftest import Site
from tests.contract.plain_http import FORMS, PRIVATE, get, post, spoken


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


@pytest.mark.parametrize("path", ["/", "/login/", "/health", "/nowhere"])
@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE"])
def test_a_page_is_only_read(site: Site, method: str, path: str) -> None:
    response = httpx.request(method, f"{site.url}{path}", headers={"cookie": site.alice})
    assert response.status_code == 405
    assert site.alice not in response.text


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
