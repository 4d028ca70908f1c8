"""Which models there are and who answers for them: the configured endpoint, else the built-in model.

Pages ask on every load, so the endpoint's list is kept for a while, asked for once at a time, and never waited
for longer than a page may wait.
"""

import asyncio
import time
from dataclasses import dataclass

from chatapp.errors import ChatError, FaultKind, NoModel, ProviderFault
from chatapp.llm.builtin import BuiltinModel
from chatapp.llm.model_file import SMOLLM2
from chatapp.llm.openai_compatible import OpenAICompatible
from chatapp.llm.provider import Provider
from chatapp.settings import Settings

OPENAI_URL = "https://api.openai.com/v1"
KEPT_S = 60.0
FAULT_KEPT_S = 5.0  # a server that was down is seen again soon
PAGE_WAIT_S = 3.0


@dataclass(frozen=True, slots=True)
class Choices:
    """`fault`: why the list may be short. `builtin`: only the small demo model answers."""

    models: tuple[str, ...]
    fault: ChatError | None = None
    builtin: bool = False


class Catalog:
    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._provider = self._connect()
        self._kept = Choices(self._configured())
        self._fresh_until = 0.0
        self._asking: asyncio.Task[None] | None = None

    async def choices(self) -> Choices:
        """Never raises and never takes much longer than PAGE_WAIT_S; what was known before stands in meanwhile."""
        if not self._settings.has_endpoint:
            return self._without_endpoint()
        if time.monotonic() >= self._fresh_until:
            if self._asking is None or self._asking.done():
                self._asking = asyncio.create_task(self._ask())
            await asyncio.wait({self._asking}, timeout=PAGE_WAIT_S)
        return self._kept

    async def default_model(self) -> str:
        """For new conversations; "" when no model is known."""
        if self._settings.has_endpoint and self._settings.model:
            return self._settings.model
        return next(iter((await self.choices()).models), "")

    def provider_for(self, model: str) -> Provider:
        """NoModel when nothing answers: no endpoint, and the built-in model is off."""
        if self._provider is None:
            raise NoModel
        return self._provider

    async def aclose(self) -> None:
        if self._asking:
            self._asking.cancel()
        if self._provider:
            await self._provider.aclose()

    def _connect(self) -> OpenAICompatible | BuiltinModel | None:
        settings = self._settings
        if settings.has_endpoint:
            return OpenAICompatible(settings.openai_base_url or OPENAI_URL, settings.openai_api_key, settings=settings)
        return BuiltinModel(settings) if settings.builtin_model == "on" else None

    def _configured(self) -> tuple[str, ...]:
        return (self._settings.model,) if self._settings.model else ()

    def _without_endpoint(self) -> Choices:
        if self._provider is None:
            return Choices((), NoModel())
        flaw = SMOLLM2.flaw(self._settings.model_dir)
        return Choices((SMOLLM2.name,), ProviderFault(FaultKind.BUILTIN, flaw) if flaw else None, builtin=True)

    async def _ask(self) -> None:
        try:
            listed = await self.provider_for("").models()
            self._kept = Choices(tuple(dict.fromkeys((*self._configured(), *listed))))
            self._fresh_until = time.monotonic() + KEPT_S
        except ProviderFault as fault:
            self._kept = Choices(self._kept.models, fault)
            self._fresh_until = time.monotonic() + FAULT_KEPT_S
