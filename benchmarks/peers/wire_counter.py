"""A TCP proxy in a process of its own that counts what passes: compressed or not, frames and headers included."""

import asyncio
import multiprocessing
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

_PIECE = 65536


class WireCounter:
    """`port`: where the browser goes. `down`: bytes from the server to the browser so far."""

    def __init__(self, port: int, counted: Any) -> None:
        self.port = port
        self._counted = counted

    @property
    def down(self) -> int:
        return self._counted.value


@contextmanager
def counting(port: int, server_port: int) -> Iterator[WireCounter]:
    spawning = multiprocessing.get_context("spawn")
    counted = spawning.Value("Q", 0, lock=False)
    listening = spawning.Event()
    process = spawning.Process(target=_run, args=(port, server_port, counted, listening), daemon=True)
    process.start()
    try:
        assert listening.wait(30), "the counting proxy did not start"
        yield WireCounter(port, counted)
    finally:
        process.terminate()
        process.join(5)


def _run(port: int, server_port: int, counted: Any, listening: Any) -> None:
    with suppress(KeyboardInterrupt):
        asyncio.run(_serve(port, server_port, counted, listening))


async def _serve(port: int, server_port: int, counted: Any, listening: Any) -> None:
    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            server_reader, server_writer = await asyncio.open_connection("127.0.0.1", server_port)
            await asyncio.gather(_carry(reader, server_writer), _carry(server_reader, writer, counted))
        writer.close()

    async with await asyncio.start_server(connected, "127.0.0.1", port) as server:
        listening.set()
        await server.serve_forever()


async def _carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, counted: Any = None) -> None:
    with suppress(OSError):
        while piece := await reader.read(_PIECE):
            if counted is not None:
                counted.value += len(piece)
            writer.write(piece)
            await writer.drain()
    writer.close()
