"""One server with two people, for tests that speak to it as an attacker would."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from tests.contract import registry
from tests.support.scripted_provider import ScriptedProvider, in_thread
from tests.support.server import Server, register, sign_in


@dataclass
class Site:
    server: Server
    provider: ScriptedProvider
    alice: str  # Cookie headers
    bob: str

    def entered(self, name: str) -> str:
        """A Cookie header of a session that has spent nothing of its rate."""
        return sign_in(self.url, name)

    @property
    def url(self) -> str:
        return self.server.url


@pytest.fixture(scope="session")
def app() -> dict[str, Any]:
    return registry.inspect()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with in_thread() as provider:
        environment = {
            "OPENAI_BASE_URL": provider.base_url,
            "CHATAPP_MODEL": "echo",
            "CHATAPP_MAX_PROMPT_CHARS": "200000",
            "CHATAPP_MAX_PROMPTS_PER_MINUTE": "1000",
            "CHATAPP_MAX_REGISTRATIONS_PER_MINUTE": "1000",
        }
        server = Server(tmp_path_factory.mktemp("site") / "data", environment).start()
        yield Site(server, provider, register(server.url, "alice"), register(server.url, "bob"))
        assert server.stop() == 0
