"""The scripted provider as a process of its own, and what the benchmark asks it.

python -m benchmarks.peers.provider PORT MODEL ...
"""

import asyncio
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

import httpx

from tests.support.scripted_provider import ScriptedProvider
from tests.support.server import PROJECT, free_port


@dataclass(frozen=True)
class Said:
    """Moments in seconds since the epoch."""

    arrived: float
    first: float
    last: float


class Provider:
    def __init__(self, base_url: str) -> None:
        self.base_url = base_url
        self._http = httpx.Client(base_url=base_url.removesuffix("/v1"), timeout=30)

    def forget(self) -> None:
        self._http.post("/control/reset")

    def text(self, model: str) -> str:
        """The whole answer, as someone without a page gets it."""
        asked = {"model": model, "messages": [{"role": "user", "content": model}]}
        body = self._http.post("/v1/chat/completions", json=asked).text
        events = (httpx.Response(200, text=line[6:]).json() for line in body.splitlines() if line.startswith("data: {"))
        return "".join(choice["delta"].get("content") or "" for event in events for choice in event["choices"])

    def wait(self, seconds: float = 30) -> None:
        """Until all that was asked is answered."""
        deadline = time.monotonic() + seconds
        while not (asked := self._requests()) or not all(request["ended"] for request in asked):
            if time.monotonic() > deadline:
                raise TimeoutError("the provider was not asked, or did not get to its end")
            time.sleep(0.1)

    def said(self, model: str) -> Said:
        """Of the newest answer of that model; titles are asked for with a limit."""
        requests = [r for r in self._requests() if r["body"]["model"] == model and not r["body"].get("max_tokens")]
        newest = requests[-1]
        return Said(newest["arrived"], newest["first_said"], newest["last_said"])

    def _requests(self) -> list[dict[str, Any]]:
        return self._http.get("/control/requests").json()


@contextmanager
def running(models: list[str]) -> Iterator[Provider]:
    """`models` are listed beside those that the provider lists by itself."""
    port = free_port()
    command = [sys.executable, "-m", "benchmarks.peers.provider", str(port), *models]
    process = subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE)
    assert process.stdout is not None
    try:
        assert process.stdout.readline(), "the provider did not start"
        yield Provider(f"http://127.0.0.1:{port}/v1")
    finally:
        process.terminate()
        process.wait(10)


async def _serve(port: int, models: list[str]) -> None:
    async with ScriptedProvider(port) as provider:
        provider.names += [model for model in models if model not in provider.names]
        print(provider.base_url, flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        asyncio.run(_serve(int(sys.argv[1]), sys.argv[2:]))
