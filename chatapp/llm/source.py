"""One endpoint's list of models: kept for a while, asked for once at a time, with its own fault."""

import asyncio
import time
from dataclasses import dataclass

from chatapp.errors import ChatError, FaultKind, ProviderFault
from chatapp.llm.endpoint import Endpoint
from chatapp.llm.openai_compatible import OpenAICompatible

KEPT_S = 60.0
FAULT_KEPT_S = 5.0  # a server that was down is seen again soon
NO_LIST = (FaultKind.ADDRESS, FaultKind.PROTOCOL, FaultKind.MODEL)  # of who answers, but not this question


@dataclass(frozen=True, slots=True)
class Offer:
    """What one endpoint offers. `fault`: why the list may be short; `pending`: it has not been heard of yet; `silent`:
    it is there and lists nothing, so that a model has to be named to it."""

    endpoint: Endpoint
    models: tuple[str, ...]
    fault: ChatError | None = None
    pending: bool = False
    builtin: bool = False
    silent: bool = False


class Source:
    def __init__(self, endpoint: Endpoint, provider: OpenAICompatible, configured: tuple[str, ...] = ()) -> None:
        self.endpoint, self.provider = endpoint, provider
        self._configured = configured
        self._models = configured
        self._silent = False
        self._fault = endpoint.flaw
        self._fresh_until = float("inf") if endpoint.flaw else 0.0
        self._asking: asyncio.Task[None] | None = None

    @property
    def offer(self) -> Offer:
        pending = self._fresh_until == 0.0
        return Offer(self.endpoint, self._models, self._fault, pending=pending, silent=self._silent)

    def ask(self) -> asyncio.Task[None] | None:
        """What asks for the list, if it is not fresh any more."""
        if time.monotonic() < self._fresh_until:
            return None
        if self._asking is None or self._asking.done():
            self._asking = asyncio.create_task(self._ask())
        return self._asking

    async def aclose(self) -> None:
        if self._asking:
            self._asking.cancel()
        await self.provider.aclose()

    async def _ask(self) -> None:
        try:
            listed = await self.provider.models()
            self._models, self._fault = tuple(dict.fromkeys((*self._configured, *listed))), None
            self._silent = not listed
            self._fresh_until = time.monotonic() + KEPT_S
        except ProviderFault as fault:
            self._fault, self._silent = fault, fault.kind in NO_LIST
            self._fresh_until = time.monotonic() + FAULT_KEPT_S
