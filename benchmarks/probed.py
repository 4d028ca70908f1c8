"""`python -m chatapp` with a watch on its event loop, for `benchmarks.lag`.

Every 5 ms it notes how much later than asked it was woken. LAG_FILE names where: the moment and the milliseconds, one
pair a line.
"""

import asyncio
import os
import socket
import sys
import time
from pathlib import Path

from chatapp.__main__ import main
from chatapp.launch import server

EVERY_S = 0.005
WRITE_EVERY = 100


class Probed(server.Server):
    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        self._probe = asyncio.create_task(_write(Path(os.environ["LAG_FILE"])))
        await super().startup(sockets)


async def _write(file: Path) -> None:
    with file.open("w") as out:
        while True:
            noted = [await lag() for _ in range(WRITE_EVERY)]
            out.write("".join(f"{moment:.3f} {late_ms:.3f}\n" for moment, late_ms in noted))
            out.flush()


async def lag() -> tuple[float, float]:
    """When this was, as `time.time()`, and how many milliseconds later than asked for."""
    asked = time.perf_counter()
    await asyncio.sleep(EVERY_S)
    return time.time(), 1000 * (time.perf_counter() - asked - EVERY_S)


if __name__ == "__main__":
    server.Server = Probed
    sys.exit(main())
