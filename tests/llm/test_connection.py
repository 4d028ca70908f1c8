import httpx2
import pytest

from chatapp.llm.connection import DirectStream, read_directly
from tests.support.scripted_provider import ScriptedProvider


def client(read_timeout_s: float | None) -> httpx2.AsyncClient:
    timeout = httpx2.Timeout(5, read=read_timeout_s)
    return httpx2.AsyncClient(timeout=timeout, trust_env=False, event_hooks={"response": [read_directly]})


async def test_the_http_client_lets_its_connections_be_read_directly(scripted: ScriptedProvider) -> None:
    """Should a new version read in another way, answers still arrive, at a higher cost: this is where it shows."""
    async with client(None) as http, http.stream("GET", f"{scripted.base_url}/models") as response:
        assert isinstance(response.extensions["network_stream"], DirectStream)
        assert b"echo" in await response.aread()


async def test_a_timeout_that_is_set_counts_all_the_same(scripted: ScriptedProvider) -> None:
    asked = {"model": "prv-45"}
    async with client(0.1) as http:
        with pytest.raises(httpx2.ReadTimeout):
            await http.post(f"{scripted.base_url}/chat/completions", json=asked)


async def test_a_lost_connection_is_the_error_it_always_was(scripted: ScriptedProvider) -> None:
    asked = {"model": "prv-24"}
    async with client(None) as http:
        with pytest.raises(httpx2.ReadError):
            await http.post(f"{scripted.base_url}/chat/completions", json=asked)
