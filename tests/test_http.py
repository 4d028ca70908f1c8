"""Plain HTTP while the database is out of reach; all the rest is seen from outside, in contract/test_http.py."""

from collections.abc import AsyncGenerator

import httpx
import pytest
from starlette.responses import PlainTextResponse

from chatapp import http
from chatapp import runtime as running
from chatapp.settings import Settings

COOKIE = f"chatapp_session={'x' * 43}"


@pytest.fixture
async def browser(on_sqlite: Settings) -> AsyncGenerator[httpx.AsyncClient]:
    """In front of a site whose pages all say the same and whose database is gone."""
    site = http.mount(PlainTextResponse("a page"))
    async with running.running(on_sqlite) as runtime:
        await runtime.database.aclose()
        file = on_sqlite.data_dir / "chatapp.db"
        file.rename(on_sqlite.data_dir / "moved.db")
        file.mkdir()
        headers = {"cookie": COOKIE, "origin": "http://here"}
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(site), base_url="http://here", headers=headers
        ) as client:
            yield client


async def test_a_page_opens_and_says_itself_what_is_wrong(browser: httpx.AsyncClient) -> None:
    response = await browser.get("/history")
    assert (response.status_code, response.text) == (200, "a page")
    assert response.headers["cache-control"] == "no-store"


async def test_a_sign_in_comes_back_with_the_reason(browser: httpx.AsyncClient) -> None:
    response = await browser.post("/auth/sign-in", data={"username": "alice", "password": "correct horse"})
    assert response.status_code == 303
    assert "error=error.storage_unavailable" in response.headers["location"]


async def test_signing_out_clears_the_browser_and_says_that_the_server_could_not_store_it(
    browser: httpx.AsyncClient,
) -> None:
    response = await browser.post("/auth/sign-out", data={"x": "1"})
    assert (response.status_code, response.headers["location"]) == (303, "/login/?error=error.sign_out_half")
    assert 'chatapp_session=""' in response.headers["set-cookie"]


async def test_an_ill_server_says_so(browser: httpx.AsyncClient) -> None:
    response = await browser.get("/health")
    assert response.status_code == 503
    assert response.json()["reason"]
