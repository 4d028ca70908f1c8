"""What every answer tells the browser, and what of Reflex's own nobody gets."""

import base64
import hashlib
import re
from collections.abc import Iterator
from html.parser import HTMLParser

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from chatapp.headers import Completed
from chatapp.settings import PROJECT
from tests.contract.conftest import Site
from tests.contract.plain_http import FORMS, PRIVATE, get, spoken

PAGES = [*PRIVATE, "/login/", "/register/", "/nowhere"]
OF_REFLEX = ["/ping", "/_health", "/_upload", "/_upload/x", "/_all_routes", "/auth-codespace"]
HANDSHAKE = (
    "GET {path} HTTP/1.1\r\nHost: {host}\r\nOrigin: {origin}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
)
SOCKET = "/_event/?EIO=4&transport=websocket&token=5e0d9b52-7a8f-4d4b-8f0e-0d3f6a1f0001"


def directives(policy: str) -> dict[str, set[str]]:
    parts = (part.split() for part in policy.split(";"))
    return {name: set(sources) for name, *sources in parts}


@pytest.fixture(scope="module")
def policy(site: Site) -> str:
    return get(site, "/health").headers["content-security-policy"]


def expect_complete(headers: httpx.Headers, policy: str) -> None:
    assert headers.get_list("content-security-policy") == [policy]
    assert headers.get_list("x-content-type-options") == ["nosniff"]
    assert headers.get_list("x-frame-options") == ["DENY"]
    assert headers.get_list("referrer-policy") == ["same-origin"]
    assert headers.get_list("cross-origin-opener-policy") == ["same-origin"]
    assert headers.get_list("cross-origin-resource-policy") == ["same-origin"]
    assert "camera=()" in headers["permissions-policy"]
    assert "server" not in headers
    assert "x-powered-by" not in headers
    assert "strict-transport-security" not in headers  # there is no TLS


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", path) for path in [*PAGES, "/health", "/icon.svg", "/boot.js", "/auth/sign-in", "/_event/", *OF_REFLEX]]
    + [("POST", path) for path in [*FORMS, "/", "/_event/", "/health", "/_upload"]]
    + [("OPTIONS", path) for path in ["/", "/auth/sign-in"]]
    + [("TRACE", "/"), ("HEAD", "/login/")],
)
def test_every_answer_is_complete(site: Site, policy: str, method: str, path: str) -> None:
    preflight = {"origin": "https://evil.example", "access-control-request-method": "POST"}
    for cookie in ("", site.alice):
        headers = {"cookie": cookie, **(preflight if method == "OPTIONS" else {})}
        expect_complete(httpx.request(method, f"{site.url}{path}", headers=headers).headers, policy)


@pytest.mark.parametrize("encoding", ["gzip", "br", "identity"])
def test_a_compressed_and_an_unchanged_file_are_complete(site: Site, policy: str, encoding: str) -> None:
    sent = httpx.get(f"{site.url}/chatapp.css", headers={"accept-encoding": encoding})
    expect_complete(sent.headers, policy)
    again = httpx.get(
        f"{site.url}/chatapp.css", headers={"accept-encoding": encoding, "if-none-match": sent.headers["etag"]}
    )
    assert again.status_code == 304
    expect_complete(again.headers, policy)


@pytest.mark.parametrize(
    ("path", "origin", "status"),
    [(SOCKET, "own", "101"), (SOCKET, "https://evil.example", "403"), ("/nowhere", "own", "403")],
)
def test_an_answer_to_a_handshake_is_complete(site: Site, policy: str, path: str, origin: str, status: str) -> None:
    host, origin = site.url.removeprefix("http://"), site.url if origin == "own" else origin
    first, *lines = spoken(site, HANDSHAKE.format(path=path, host=host, origin=origin).encode()).split("\r\n")
    assert first.split()[1] == status
    expect_complete(httpx.Headers([tuple(line.split(": ", 1)) for line in lines]), policy)


def test_a_file_named_by_its_hash_is_kept_for_good_and_any_other_asked_for_anew(site: Site) -> None:
    bundled = re.findall(r"/assets/[^\"]+", get(site, "/login/").text)
    assert bundled
    kept = {path: get(site, path).headers["cache-control"] for path in [*bundled, "/boot.js", "/manifest.webmanifest"]}
    assert {kept[path] for path in bundled} == {"public, max-age=31536000, immutable"}
    assert kept["/boot.js"] == kept["/manifest.webmanifest"] == "no-cache"
    assert get(site, "/assets/nothing.js").headers["cache-control"] == "no-cache"


def _fail(_: Request) -> Response:
    raise RuntimeError("a secret of the server")


async def test_a_fault_of_ours_is_complete_and_tells_nothing(policy: str) -> None:
    failing = Completed(Starlette(routes=[Route("/", _fail)]))
    transport = httpx.ASGITransport(failing, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        response = await client.get("/")
    assert response.status_code == 500
    expect_complete(response.headers, policy)
    assert "secret" not in response.text
    assert "Traceback" not in response.text


def test_the_policy_lets_only_our_own_files_run(policy: str) -> None:
    allowed = directives(policy)
    hashes = {source for source in allowed["script-src"] if source.startswith("'sha256-")}
    assert hashes
    assert allowed["script-src"] == {"'self'", *hashes}
    assert allowed["default-src"] == allowed["object-src"] == allowed["base-uri"] == {"'none'"}
    assert allowed["frame-ancestors"] == {"'none'"}
    assert allowed["form-action"] == allowed["connect-src"] == {"'self'"}
    assert allowed["manifest-src"] == allowed["frame-src"] == {"'self'"}
    assert allowed["img-src"] == {"'self'", "data:"}
    assert "unsafe-eval" not in policy
    assert not re.search(r"https?:|wss?:|\*", policy)


def test_the_frame_of_a_diagram_has_no_origin_and_may_do_less_than_a_page(site: Site, policy: str) -> None:
    headers = get(site, "/diagram.html").headers
    allowed = directives(headers["content-security-policy"])
    assert allowed == {
        "default-src": {"'none'"},
        "script-src": {"'self'"},
        "style-src": {"'self'", "'unsafe-inline'"},
        "form-action": {"'none'"},
        "base-uri": {"'none'"},
        "frame-ancestors": {"'self'"},
        "sandbox": {"allow-scripts"},
    }
    assert headers.get_list("x-frame-options") == ["SAMEORIGIN"]
    assert headers["cross-origin-resource-policy"] == "same-origin"


def test_only_what_such_a_frame_loads_may_be_loaded_by_strangers(site: Site, policy: str) -> None:
    """Its origin is nobody's, and so it is a stranger to us."""
    bundles = [path for path in scripts_of_the_build() if path.startswith("/assets/mermaid.min-")]
    assert len(bundles) == 1
    for path in ["/diagram.js", "/diagram_frame.css", *bundles]:
        headers = httpx.head(f"{site.url}{path}").headers
        assert headers.get_list("cross-origin-resource-policy") == ["cross-origin"]
        assert headers.get_list("content-security-policy") == [policy]
    for path in ["/boot.js", "/assets/mermaid.min-x/../nothing.js", "/diagram.html/"]:
        assert get(site, path).headers["cross-origin-resource-policy"] == "same-origin"


class InlineScripts(HTMLParser):
    """What a browser would run of a page without asking for a file, and where it would meet `on…=`."""

    def __init__(self) -> None:
        super().__init__()
        self.scripts: list[str] = []
        self.handlers: list[str] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside = tag == "script" and not dict(attrs).get("src")
        self.handlers += [name for name, _ in attrs if name.startswith("on")]

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.scripts.append(data)

    def handle_endtag(self, tag: str) -> None:
        self._inside = False


@pytest.mark.parametrize("path", PAGES)
def test_each_script_in_a_page_has_its_hash_in_the_policy(site: Site, policy: str, path: str) -> None:
    page = InlineScripts()
    page.feed(get(site, path, "" if path in ("/login/", "/register/") else site.alice).text)
    digests = [base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in page.scripts]
    assert digests
    assert {f"'sha256-{digest}'" for digest in digests} <= directives(policy)["script-src"]
    assert page.handlers == []


@pytest.mark.parametrize("path", [*OF_REFLEX, "/docs", "/redoc", "/openapi.json", "/metrics", "/uploaded_files/x"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_what_reflex_offers_beside_pages_and_socket_is_closed(site: Site, method: str, path: str) -> None:
    assert httpx.request(method, f"{site.url}{path}", headers={"cookie": site.alice}).status_code == 404


def test_nothing_can_be_uploaded(site: Site) -> None:
    answer = httpx.post(f"{site.url}/_upload", files={"files": b"x"}, headers={"cookie": site.alice})
    assert answer.status_code == 404


def scripts_of_the_build() -> Iterator[str]:
    client = PROJECT / ".web" / "build" / "client"
    yield from (f"/{path.relative_to(client)}" for path in client.rglob("*.js"))


def test_no_map_leads_from_the_scripts_to_their_sources(site: Site) -> None:
    scripts = list(scripts_of_the_build())
    assert scripts
    for script in scripts:
        assert "sourceMappingURL=" not in (PROJECT / ".web" / "build" / "client" / script[1:]).read_text()
    assert get(site, f"{scripts[0]}.map").status_code == 404


def test_a_thousand_ranges_of_a_file_cost_no_more_than_the_file(site: Site) -> None:
    whole = len(httpx.get(f"{site.url}/chatapp.css", headers={"accept-encoding": "identity"}).content)
    ranges = {"range": f"bytes={'0-,' * 5_000}0-", "accept-encoding": "identity"}
    answer = httpx.get(f"{site.url}/chatapp.css", headers=ranges)
    assert answer.status_code in (200, 206, 400, 416, 431)
    assert len(answer.content) <= 2 * whole


@pytest.mark.parametrize("host", ["a/../x", "evil#", "evil.example/login", "localhost:3000/health?"])
def test_a_host_header_of_junk_changes_nothing_about_who_gets_in(site: Site, host: str) -> None:
    request = f"GET /history HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n"
    assert spoken(site, f"{request}\r\n".encode()).split()[1] == "303"
    assert spoken(site, f"{request}Cookie: {site.alice}\r\n\r\n".encode()).split()[1] == "200"
