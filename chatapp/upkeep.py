"""What the server does by itself, now and then, as long as it runs."""

import asyncio
import logging
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from chatapp.errors import StorageFault
from chatapp.services import retention

log = logging.getLogger(__name__)

PAUSE_S = 3600.0  # several servers of one database do it twice, which changes nothing


@asynccontextmanager
async def lifespan() -> AsyncGenerator[None]:
    task = asyncio.create_task(_forever())
    try:
        yield
    finally:
        task.cancel()


async def _forever() -> None:
    while True:
        try:
            await retention.purge()
        except StorageFault as fault:
            log.warning("upkeep.failed", extra={"reason": fault.key})
        except Exception:
            log.exception("upkeep.failed")
        await asyncio.sleep(PAUSE_S)
