import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping

import pytest

from chatapp.settings import Settings
from chatapp.streaming.hub import Hub
from tests.streaming.fakes import MemoryPersistence
from tests.streaming.virtual_time import VirtualTimeLoop


def pytest_asyncio_loop_factories() -> Mapping[str, Callable[[], asyncio.AbstractEventLoop]]:
    return {"virtual_time": VirtualTimeLoop}


@pytest.fixture
def persistence() -> MemoryPersistence:
    return MemoryPersistence()


@pytest.fixture
async def hub(persistence: MemoryPersistence) -> AsyncGenerator[Hub, None]:
    hub = Hub(persistence, Settings(max_running_per_user=20))
    yield hub
    await hub.drain(0)
