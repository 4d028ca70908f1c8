"""A running process whose models are scripted, and a person in it."""

from collections.abc import AsyncGenerator
from dataclasses import replace

import pytest

from chatapp import runtime as running
from chatapp.runtime import Runtime
from chatapp.services.viewer import Viewer
from chatapp.settings import Settings
from tests.services.people import known
from tests.support.scripted_provider import ScriptedProvider


@pytest.fixture
async def provider() -> AsyncGenerator[ScriptedProvider]:
    async with ScriptedProvider() as scripted:
        yield scripted


@pytest.fixture
def answering(settings: Settings, provider: ScriptedProvider) -> Settings:
    """Of a server whose models are the scripted provider's."""
    return replace(settings, openai_base_url=provider.base_url, model="echo", drain_s=0, journal_flush_ms=5)


@pytest.fixture
async def chat(answering: Settings) -> AsyncGenerator[Runtime]:
    async with running.running(answering) as parts:
        yield parts


@pytest.fixture
async def asker(chat: Runtime) -> Viewer:
    return await known(chat.database, "alice")


@pytest.fixture
async def stranger(asker: Viewer, chat: Runtime) -> Viewer:
    return await known(chat.database, "bob")
