"""Any OpenAI-compatible endpoint, through the `openai` client.

The client's own retries, redirects and timeouts are off: a retry would hide a wait from the person, a redirect
would hand the conversation to another host, and a read timeout never fires on a server that only sends
keep-alive comments. An answer's bytes are read here (`benchmarks/provider.py`): the client's stream and its models,
which validate nothing, cost more than all the rest.
"""

import asyncio
import logging
import re
from collections.abc import AsyncGenerator, Collection, Mapping, Sequence
from contextlib import aclosing
from typing import Any, cast
from urllib.parse import urlsplit

import httpx2
import openai

from chatapp.errors import ProviderFault
from chatapp.llm.addresses import check_peer
from chatapp.llm.answer import Answer
from chatapp.llm.body_limits import limit_body
from chatapp.llm.chunks import model_names
from chatapp.llm.connection import read_directly
from chatapp.llm.dialect import Dialect
from chatapp.llm.events import Dropped, Event, Finished
from chatapp.llm.faults import Phase, fault_of
from chatapp.llm.patience import Patience
from chatapp.llm.provider import ChatRequest, Provider
from chatapp.llm.upstream import chunks_of
from chatapp.settings import Settings, is_loopback
from chatapp.text import clean

log = logging.getLogger(__name__)

MAX_MODELS = 1000
MODELS_TIMEOUT_S = 5.0
AFTER_FINISH_S = 1.0  # usage may follow the finish reason; a server that hangs there has answered all the same


class OpenAICompatible(Provider):
    slots = None

    def __init__(
        self,
        base_url: str,
        api_key: str = "",
        *,
        settings: Settings,
        headers: Mapping[str, str] | None = None,
        first_byte_timeout_s: float | None = None,
    ) -> None:
        """Of `settings` only the limits count. `first_byte_timeout_s`: longest wait for the first text, when it
        differs from `stall_timeout_s`."""
        self.address = address_of(base_url)
        self._settings = settings
        self._first_byte_timeout_s = first_byte_timeout_s or settings.stall_timeout_s
        self._dialect = Dialect()
        self._client = openai.AsyncOpenAI(
            base_url=base_url,
            api_key=api_key.strip() or "none",  # many servers at home need none, the client does
            max_retries=0,
            default_headers={**(headers or {}), "Accept-Encoding": "identity"},
            http_client=openai.DefaultAsyncHttpx2Client(
                timeout=openai.Timeout(connect=settings.connect_timeout_s, read=None, write=30.0, pool=5.0),
                follow_redirects=False,
                trust_env=not is_loopback(urlsplit(base_url).hostname or ""),
                event_hooks={"request": [check_peer], "response": [limit_body, read_directly]},
            ),
        )

    async def stream(self, request: ChatRequest) -> AsyncGenerator[Event, None]:
        answer, phase, media_type = Answer(self._settings.max_answer_chars), Phase.SENDING, ""
        fault: ProviderFault | None = None
        try:
            with Patience(self._first_byte_timeout_s, self._settings.max_answer_s) as patience:
                response, dropped = await patience.with_(self._open(request))
                async with aclosing(response), aclosing(chunks_of(response, patience)) as chunks:
                    if dropped:
                        yield Dropped(dropped)
                    phase, media_type = answer.phase, _media_type(response)
                    async for chunk in chunks:
                        events = answer.take(chunk)
                        for event in events:
                            yield event
                        phase = answer.phase
                        if answer.finish or events:
                            patience.renew(AFTER_FINISH_S if answer.finish else self._settings.stall_timeout_s)
                        if answer.is_full:
                            break
        except Exception as error:
            fault = self._fault(error, request.model, phase)
        for event in answer.flush():
            yield event
        if fault and answer.finish is None:
            raise fault
        reason = answer.verdict(media_type)
        if answer.usage:
            yield answer.usage
        yield Finished(reason)

    def refused(self, request: ChatRequest) -> Collection[str]:
        return self._dialect.without(request)

    async def models(self) -> Sequence[str]:
        try:
            async with asyncio.timeout(MODELS_TIMEOUT_S):
                body = await self._client.get("/models", cast_to=object)
            return [clean(name) for name in model_names(body, MAX_MODELS)]
        except Exception as error:
            raise self._fault(error, "", Phase.SENDING) from None

    async def aclose(self) -> None:
        await self._client.close()

    async def _open(self, request: ChatRequest) -> tuple[httpx2.Response, tuple[str, ...]]:
        """And the parameters that were dropped, because the model refuses them."""
        without = self._dialect.without(request)
        while True:
            body = self._dialect.body(request, without)
            try:
                response = await self._post(body)
            except openai.APIStatusError as error:
                if not self._dialect.learns_from(error, request, body, without):
                    raise
            else:
                self._dialect.remember(request, without)
                return response, tuple(sorted(without))

    async def _post(self, body: dict[str, Any]) -> httpx2.Response:
        """Its body is yet to be read. The client gives it as it is, but has types only for a stream of its own."""
        response = await self._client.post(
            "/chat/completions",
            body=body,
            cast_to=httpx2.Response,
            stream=True,
            stream_cls=openai.AsyncStream[object],
        )
        return cast("httpx2.Response", response)

    def _fault(self, error: Exception, model: str, phase: Phase) -> ProviderFault:
        fault = fault_of(error, address=self.address, model=model, phase=phase)
        log.warning("provider.fault %s %s (%s)", fault.kind, self.address, type(error).__name__)
        return fault


def address_of(base_url: str) -> str:
    """host:port, safe to show: no path, no user, no password."""
    parts = urlsplit(base_url)
    port = parts.port or {"http": 80, "https": 443}.get(parts.scheme)
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    return f"{host}:{port}" if host else ""


def _media_type(response: httpx2.Response) -> str:
    header = response.headers.get("content-type", "")
    return re.sub(r"[^\w.+/-]", "", header.partition(";")[0].strip().lower())[:50]
