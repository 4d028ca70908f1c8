"""Whose page may open the socket, and in which words it has to ask."""

import pytest
import websockets

from tests.contract.conftest import Site
from tests.support.reflex_socket import connect

TOKEN = "5e0d9b52-7a8f-4d4b-8f0e-0d3f6a1f0002"


async def status_of(site: Site, origin: str | None, query: str) -> int:
    """Of the handshake: 101 when it is taken."""
    headers = {"cookie": site.alice, **({} if origin is None else {"origin": origin})}
    address = f"{site.url.replace('http', 'ws', 1)}/_event/?token={TOKEN}&{query}"
    try:
        async with websockets.connect(address, additional_headers=headers):
            return 101
    except websockets.InvalidStatus as refused:
        return refused.response.status_code


FOREIGN = [
    "http://evil.example",
    "null",
    "http://127.0.0.1:1",
    "http://127.0.0.1",
    "https://{host}",
    "http://{host}.evil.example",
    "http://127.0.0.1.evil.example",
    "http://evil.example/{host}",
    "http://{host}@evil.example",
    "{host}",
    "*",
]


@pytest.mark.parametrize("origin", FOREIGN)
async def test_a_foreign_page_gets_no_socket(site: Site, origin: str) -> None:
    there = origin.format(host=site.url.removeprefix("http://"))
    assert await status_of(site, there, "EIO=4&transport=websocket") == 403


async def test_our_own_page_gets_one(site: Site) -> None:
    assert await status_of(site, site.url, "EIO=4&transport=websocket") == 101


@pytest.mark.parametrize(
    "query",
    [
        "EIO=3&transport=websocket",
        "EIO=5&transport=websocket",
        "transport=websocket",
        "EIO=4",
        "EIO=4&transport=polling",
        "EIO=4&transport=websocket&sid=abc",
    ],
)
async def test_only_the_protocol_that_the_page_speaks_is_spoken(site: Site, query: str) -> None:
    assert await status_of(site, site.url, query) == 403


@pytest.mark.parametrize("namespace", ["", "/evil,", "/,", "/_event/x,", "/_eventually,"])
async def test_there_is_one_namespace(site: Site, namespace: str) -> None:
    async with connect(site.url, cookie=site.alice) as socket:
        await socket.raw(f"40{namespace}")
        assert (await socket.answer()).startswith("44")
