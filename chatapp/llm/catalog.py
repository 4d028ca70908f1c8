"""Which models there are and who answers for them: the environment's endpoint, those that administrators stored, or
the built-in model where there is nothing else.

Pages ask on every load. All lists are asked for side by side and each is kept for a while; none is waited for longer
than a page may wait. What is stored is looked up each time: another process may have changed it.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from uuid import UUID

from chatapp.errors import ChatError, FaultKind, NoModel, ProviderFault
from chatapp.llm.builtin import BuiltinModel
from chatapp.llm.endpoint import Endpoint
from chatapp.llm.errors import ModelGone
from chatapp.llm.model_file import SMOLLM2
from chatapp.llm.openai_compatible import OpenAICompatible
from chatapp.llm.provider import Provider
from chatapp.llm.reference import endpoint_of
from chatapp.llm.source import Offer, Source
from chatapp.settings import Settings

OPENAI_URL = "https://api.openai.com/v1"
PAGE_WAIT_S = 3.0
STEP_S = 0.25  # lists that come in at almost the same time are told together
_BUILTIN = Endpoint(None, "", "")

Stored = Callable[[], Awaitable[Sequence[Endpoint]]]


async def _nothing() -> Sequence[Endpoint]:
    return ()


class Catalog:
    def __init__(self, settings: Settings, stored: Stored = _nothing) -> None:
        self._settings, self._stored = settings, stored
        self._builtin = BuiltinModel(settings) if settings.builtin_model == "on" else None
        self._environment = self._from_environment()
        self._sources: dict[UUID | None, Source] = {}
        self._retired: list[Source] = []  # an answer may still be on its way
        self._one_at_a_time = asyncio.Lock()

    async def offers(self) -> Sequence[Offer]:
        """Takes no longer than PAGE_WAIT_S; what was known before stands in meanwhile."""
        asked = await self._ask()
        if asked:
            await asyncio.wait(asked, timeout=PAGE_WAIT_S)
        return self._offers()

    async def growing(self) -> AsyncGenerator[Sequence[Offer], None]:
        """What is known very soon, and again as often as more is, until every endpoint has answered or failed."""
        asked = await self._ask()
        is_told = False
        while asked:
            done, asked = await asyncio.wait(asked, timeout=STEP_S)
            if done or not is_told:
                is_told = True
                yield self._offers()
        if not is_told:
            yield self._offers()

    @property
    def configured(self) -> str:
        """The model for new conversations that the settings name."""
        return self._settings.model if self._environment else ""

    async def provider_for(self, model: str) -> Provider:
        """`model`: a reference. NoModel when nothing answers, ModelGone when its endpoint is no more, and what is
        wrong with an endpoint that can't be asked."""
        await self._look()
        endpoint_id = endpoint_of(model)
        if source := self._sources.get(endpoint_id):
            if source.endpoint.flaw:
                raise source.endpoint.flaw
            return source.provider
        if self._builtin and not self._sources and model in ("", SMOLLM2.name):
            return self._builtin
        raise ModelGone if self._sources or self._builtin else NoModel

    async def aclose(self) -> None:
        for source in (*self._sources.values(), *self._retired):
            await source.aclose()
        if self._builtin:
            await self._builtin.aclose()

    def _from_environment(self) -> Endpoint | None:
        settings = self._settings
        if not settings.has_endpoint:
            return None
        return Endpoint(None, "", settings.openai_base_url or OPENAI_URL, settings.openai_api_key)

    async def _ask(self) -> set[asyncio.Task[None]]:
        await self._look()
        return {task for source in self._sources.values() if (task := source.ask())}

    async def _look(self) -> None:
        """Takes over what is stored now; what has not changed keeps its connections and its list."""
        async with self._one_at_a_time:
            stored = await self._stored()
            wanted = [*([self._environment] if self._environment else []), *stored]
            old, self._sources = self._sources, {}
            for endpoint in wanted:
                known = old.get(endpoint.id)
                is_same = known and known.endpoint == endpoint and bool(known.endpoint.flaw) == bool(endpoint.flaw)
                self._sources[endpoint.id] = old.pop(endpoint.id) if is_same else self._connect(endpoint)
            self._retired += old.values()

    def _connect(self, endpoint: Endpoint) -> Source:
        configured = (self._settings.model,) if endpoint.id is None and self._settings.model else ()
        return Source(endpoint, connect(endpoint, self._settings), configured)

    def _offers(self) -> Sequence[Offer]:
        if self._sources:
            return [source.offer for source in self._sources.values()]
        if self._builtin is None:
            return [Offer(_BUILTIN, (), NoModel())]
        flaw = SMOLLM2.flaw(self._settings.model_dir)
        fault: ChatError | None = ProviderFault(FaultKind.BUILTIN, flaw) if flaw else None
        return [Offer(_BUILTIN, (SMOLLM2.name,), fault, builtin=True)]


def connect(endpoint: Endpoint, settings: Settings) -> OpenAICompatible:
    return OpenAICompatible(endpoint.base_url, endpoint.key, settings=settings, headers=dict(endpoint.headers))
