"""Behind nginx and Caddy with TLS, configured as the README says: people get in, and only what they are is believed."""

import json
import re
import sqlite3
import ssl
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

import httpx
import pytest
import websockets

from tests.contract.plain_http import PASSWORD, form
from tests.support import proxies
from tests.support.reflex_socket import connect
from tests.support.scripted_provider import in_thread
from tests.support.server import Server, free_port
from tests.support.tab import Tab

ELSEWHERE = "127.0.0.2"  # an address of this machine that no setting names
SPOOFED = "203.0.113.9"


@dataclass
class Behind:
    server: Server
    address: str  # https://localhost:…
    proxy: str

    def post(self, path: str, fields: dict[str, str], **headers: str) -> httpx.Response:
        """Through the proxy, from `ELSEWHERE`."""
        with httpx.Client(transport=httpx.HTTPTransport(verify=False, local_address=ELSEWHERE)) as client:
            return client.post(f"{self.address}{path}", data=fields, headers={"origin": self.address, **headers})

    def get(self, path: str, cookie: str = "") -> httpx.Response:
        return httpx.get(f"{self.address}{path}", headers={"cookie": cookie}, verify=False)

    def register(self, name: str, **headers: str) -> httpx.Response:
        return self.post("/auth/register", form(name, password_again=PASSWORD), **headers)


def unverified() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def cookie_of(response: httpx.Response) -> str:
    assert response.status_code == 303
    return response.headers["set-cookie"].partition(";")[0]


def address_of(server: Server, name: str) -> str:
    """The one that the person's newest session was opened from."""
    with sqlite3.connect(server.data_dir / "chatapp.db") as database:
        found = database.execute(
            "SELECT ip FROM auth_session JOIN user ON user.id = user_id WHERE name = ? ORDER BY auth_session.id DESC",
            (name,),
        )
        return found.fetchone()[0]


@pytest.fixture(scope="module")
def hidden(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, int]]:
    """A server, and the port at which people find it."""
    port = free_port()
    with in_thread() as provider:
        environment = {
            "CHATAPP_PUBLIC_URL": f"https://localhost:{port}",
            "OPENAI_BASE_URL": provider.base_url,
            "CHATAPP_MODEL": "echo",
            "CHATAPP_MAX_REGISTRATIONS_PER_MINUTE": "1000",
        }
        server = Server(tmp_path_factory.mktemp("hidden") / "data", environment).start()
        yield server, port
        assert server.stop() == 0


@pytest.fixture(scope="module", params=list(proxies.ARGUMENTS))
def behind(
    hidden: tuple[Server, int], tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Behind]:
    if proxies.program(request.param) is None:
        pytest.skip(f"{request.param} is not on this machine (Debian: apt install nginx-light caddy)")
    server, port = hidden
    with proxies.running(request.param, tmp_path_factory.mktemp(request.param), port, server.port):
        yield Behind(server, f"https://localhost:{port}", request.param)


def test_people_get_in_by_tls_alone(behind: Behind) -> None:
    response = behind.register(f"{behind.proxy}-anna")
    assert response.headers["strict-transport-security"] == "max-age=31536000"
    name, token = cookie_of(response).split("=")
    assert name == "__Host-chatapp_session"
    assert {"Secure", "HttpOnly", "Path=/"} <= set(response.headers["set-cookie"].split("; "))
    assert behind.get("/", f"{name}={token}").status_code == 200
    assert behind.get("/", f"chatapp_session={token}").headers["location"] == "/login/"


def test_the_proxy_tells_no_version(behind: Behind) -> None:
    assert not re.search(r"\d", behind.get("/health").headers.get("server", ""))


async def test_an_answer_arrives_over_the_socket(behind: Behind) -> None:
    cookie = cookie_of(behind.register(f"{behind.proxy}-ben"))
    async with connect(behind.address, cookie=cookie, tls=unverified()) as socket:
        tab = Tab(socket)
        await tab.ask("through the proxy")
        assert await tab.ended() == "complete"
        assert "through the proxy" in tab.text


@pytest.mark.parametrize("origin", ["https://evil.example", "http://localhost:{port}", "https://localhost", "null"])
async def test_pages_of_other_addresses_are_refused(behind: Behind, origin: str) -> None:
    foreign = origin.format(port=urlsplit(behind.address).port)
    assert behind.post("/auth/sign-in", form(), origin=foreign).status_code == 403
    with pytest.raises(websockets.InvalidStatus) as refused:
        async with connect(behind.address, headers={"origin": foreign}, tls=unverified()):
            pass
    assert refused.value.response.status_code == 403
    assert "strict-transport-security" in refused.value.response.headers


async def test_an_idle_page_is_pinged_before_the_proxy_loses_patience(behind: Behind) -> None:
    patience_s = int(re.findall(r"proxy_read_timeout (\d+)s;", proxies.example("nginx"))[0])
    address = f"{behind.address.replace('http', 'ws', 1)}/_event/?token={uuid.uuid4()}&EIO=4&transport=websocket"
    async with websockets.connect(address, ssl=unverified(), additional_headers={"origin": behind.address}) as socket:
        handshake = json.loads(str(await socket.recv())[1:])
    assert handshake["pingInterval"] + handshake["pingTimeout"] < patience_s * 1000


@pytest.mark.parametrize("claim", [SPOOFED, f"{SPOOFED}, 127.0.0.1", "127.0.0.1", "unknown"])
def test_the_visitor_has_the_address_that_the_proxy_saw(behind: Behind, claim: str) -> None:
    name = f"{behind.proxy}-carl"
    behind.register(name)
    signed_in = behind.post("/auth/sign-in", form(name), **{"x-forwarded-for": claim})
    assert cookie_of(signed_in)
    assert address_of(behind.server, name) == ELSEWHERE


def test_nobody_but_the_proxy_is_believed(hidden: tuple[Server, int]) -> None:
    server, port = hidden
    with httpx.Client(transport=httpx.HTTPTransport(local_address=ELSEWHERE)) as client:
        headers = {"origin": f"https://localhost:{port}", "x-forwarded-for": SPOOFED}
        client.post(f"{server.url}/auth/register", data=form("dora", password_again=PASSWORD), headers=headers)
    assert address_of(server, "dora") == ELSEWHERE


@pytest.mark.parametrize("name", list(proxies.ARGUMENTS))
def test_both_languages_give_the_same_configuration(name: str) -> None:
    assert proxies.example(name, "README.zh-CN.md") == proxies.example(name)
