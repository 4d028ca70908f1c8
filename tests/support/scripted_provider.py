"""An OpenAI-compatible server that answers by script, over real sockets: the scenario is the model's name.

Honest scenarios are in `scenarios.py`, one per row of the fault table in `fault_scenarios.py` (`prv-07`).

    async with ScriptedProvider() as provider:      # in the loop of the test
    with in_thread() as provider:                   # beside a test without a loop
    python -m tests.support.scripted_provider --port 8099

On its own it is steered over HTTP: POST /control/release?gate=gated&pieces=3, POST /control/open?gate=gated,
GET /control/requests, POST /control/reset.
"""

import argparse
import asyncio
import json
import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Self
from urllib.parse import parse_qs, urlsplit

from tests.support import fault_scenarios, scenarios
from tests.support.reply import Reply, Request
from tests.support.scenarios import Gate


class ScriptedProvider:
    """`requests`: what was asked, oldest first. `lists`: how often the models were; that hangs while not `may_list`,
    and is not found without `has_list`."""

    def __init__(self, port: int = 0, host: str = "127.0.0.1") -> None:
        self.host, self.port = host, port
        self.names = [*scenarios.NAMES, *fault_scenarios.BY_NAME]  # as listed; others are played too
        self.requests: list[Request] = []
        self.lists = 0
        self.may_list = asyncio.Event()
        self.may_list.set()
        self.has_list = True

    @property
    def base_url(self) -> str:
        return f"http://{self.host}:{self.port}/v1"

    def gate(self, name: str = "gated") -> Gate:
        return self._gates[name]

    async def asked(self, count: int = 1) -> Request:
        """The `count`-th request, as soon as it is there."""
        async with self._arrival:
            await self._arrival.wait_for(lambda: len(self.requests) >= count)
        return self.requests[count - 1]

    async def __aenter__(self) -> Self:
        loop = asyncio.get_running_loop()
        self._gates: dict[str, Gate] = defaultdict(lambda: Gate(loop))
        self._arrival = asyncio.Condition()
        self._connections: set[asyncio.Task[None]] = set()
        self._server = await asyncio.start_server(self._serve, self.host, self.port, limit=2**26, backlog=1000)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for connection in tuple(self._connections):
            connection.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._connections.add(task)
        task.add_done_callback(self._connections.discard)
        with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            while await self._exchange(reader, writer):
                pass
        writer.close()

    async def _exchange(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        request = await _read(reader)
        reply = Reply(writer, request)
        answering = asyncio.ensure_future(self._answer(reply))
        hanging_up = asyncio.ensure_future(reader.read(1))
        try:
            await asyncio.wait({answering, hanging_up}, return_when=asyncio.FIRST_COMPLETED)
            request.closed_early = not answering.done()
        finally:
            answering.cancel()
            hanging_up.cancel()
            results = await asyncio.gather(answering, hanging_up, return_exceptions=True)
            request.closed_early = request.closed_early or isinstance(results[0], ConnectionError)
            request.ended.set()
        return reply.keeps_connection and not request.closed_early

    async def _answer(self, reply: Reply) -> None:
        path = urlsplit(reply.request.path).path
        if path.startswith("/control/"):
            return await self._control(reply, path.removeprefix("/control/"))
        if path.endswith("/models"):
            self.lists += 1
            await self.may_list.wait()
            if not self.has_list:
                return await reply.whole(404, {"error": {"message": "Not Found"}})
            listed = [{"id": name, "object": "model"} for name in self.names]
            return await reply.whole(200, {"object": "list", "data": listed})
        async with self._arrival:
            self.requests.append(reply.request)
            self._arrival.notify_all()
        await self._play(reply)

    async def _play(self, reply: Reply) -> None:
        model, body = reply.request.model, reply.request.body
        scenario = fault_scenarios.BY_NAME.get(model) or scenarios.find(model)
        if scenario is None:
            error = {"message": f"The model `{model}` does not exist", "code": "model_not_found"}
            return await reply.whole(404, {"error": error})
        if model not in fault_scenarios.BY_NAME and 0 < (body.get("max_tokens") or 0) <= 100:
            scenario = scenarios.title
        await scenario(reply, self.gate(model))

    async def _control(self, reply: Reply, what: str) -> None:
        query = {name: values[0] for name, values in parse_qs(urlsplit(reply.request.path).query).items()}
        gate = self.gate(query.get("gate", "gated"))
        match what:
            case "release":
                gate.release(int(query.get("pieces", "1")))
            case "open":
                gate.open()
            case "reset":
                self.requests.clear()
                self._gates.clear()
            case "requests":
                return await reply.whole(200, [request.as_json() for request in self.requests])
            case _:
                return await reply.whole(404, {})
        await reply.whole(200, {})


async def _read(reader: asyncio.StreamReader) -> Request:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    method, path, _ = head[0].split(" ", 2)
    pairs = (line.partition(":") for line in head[1:] if line)
    headers = {name.strip().lower(): value.strip() for name, _, value in pairs}
    body = await reader.readexactly(int(headers.get("content-length", 0)))
    return Request(method, path, headers, json.loads(body) if body else {})


@contextmanager
def in_thread() -> Iterator[ScriptedProvider]:
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    provider = ScriptedProvider()
    asyncio.run_coroutine_threadsafe(provider.__aenter__(), loop).result(5)
    try:
        yield provider
    finally:
        asyncio.run_coroutine_threadsafe(provider.__aexit__(), loop).result(5)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(5)
        loop.close()


async def _run(host: str, port: int, also: list[str]) -> None:
    async with ScriptedProvider(port, host) as provider:
        provider.names += also
        print(f"scripted provider: {provider.base_url}", flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="An OpenAI-compatible server that answers by script.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--also", nargs="*", default=[], help="further models to list")
    options = parser.parse_args()
    with suppress(KeyboardInterrupt):
        asyncio.run(_run(options.host, options.port, options.also))
