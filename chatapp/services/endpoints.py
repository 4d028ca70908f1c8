"""Model servers: which there are, adding, changing, removing and trying them. Administrators alone decide where this
server sends what people write; keys go in and never come out."""

import asyncio
import re
import time
import uuid
from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import dataclass, field

from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp.errors import ChatError, FaultKind, InvalidInput, ProviderFault
from chatapp.llm import addresses, catalog, endpoint
from chatapp.llm.errors import EndpointNameTaken, EndpointNotFound, HeaderRefused, KeyRefused, TooManyEndpoints
from chatapp.llm.openai_compatible import address_of
from chatapp.llm.provider import ChatRequest, Provider, Turn
from chatapp.llm.reference import reference
from chatapp.llm.source import NO_LIST
from chatapp.models import Endpoint
from chatapp.runtime import current
from chatapp.services import audit
from chatapp.services.administration import acting, looking
from chatapp.services.audit import Action
from chatapp.services.presets import ON_LOOPBACK, Preset
from chatapp.services.viewer import Actor
from chatapp.store import endpoints
from chatapp.text import one_line

MOST = 50
MOST_NAME_CHARS = 100
MOST_KEY_CHARS = 1_000
MOST_HEADERS = 20
MOST_MODELS = 200  # named by hand
MOST_MODEL_CHARS = 200
TRY_S = 20.0
PROBE_S = 1.5
_HEADER = re.compile(r"([!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}):[ \t]*([\x21-\x7e](?:[\x20-\x7e]{0,1000}[\x21-\x7e])?)")
_OURS = {"host", "content-length", "transfer-encoding", "connection", "accept-encoding", "content-type", "upgrade"}
_NO_CHAT = re.compile(r"embed|whisper|tts|dall-e|moderation|rerank|image|speech|audio|realtime", re.IGNORECASE)


@dataclass(frozen=True)
class Form:
    """What is typed of an endpoint. Empty `key` and `headers` leave what is stored; `forget` drops both."""

    name: str
    base_url: str
    key: str = field(default="", repr=False)
    headers: str = field(default="", repr=False)  # `Name: value` in lines
    forget: bool = False
    models: str = ""  # in lines: those that it does not list


@dataclass(frozen=True)
class Item:
    id: uuid.UUID
    name: str
    base_url: str
    has_key: bool
    has_headers: bool
    models: str
    flaw: ChatError | None


@dataclass(frozen=True)
class Trial:
    """`model`: which was asked; empty with `nameless`: it is there, but none is known to be asked. `first_token_ms` is
    None when none answered."""

    models: int = 0
    list_ms: int = 0
    model: str = ""
    first_token_ms: int | None = None
    fault: ChatError | None = None
    nameless: bool = False


async def listed(actor: Actor) -> Sequence[Item]:
    async with looking(actor) as session:
        rows = await endpoints.listed(session)
    known = {each.id: each for each in current().opened(rows)}
    return [Item(r.id, r.name, r.base_url, bool(r.key), bool(r.headers), r.models, known[r.id].flaw) for r in rows]


def of_environment() -> str:
    """The address that the settings name, as host and port; empty without one."""
    settings = current().settings
    return address_of(settings.openai_base_url or catalog.OPENAI_URL) if settings.has_endpoint else ""


async def save(actor: Actor, endpoint_id: uuid.UUID | None, form: Form) -> uuid.UUID:
    """None adds one. A key that was given for one server is not sent to another: with a new origin it is dropped."""
    name, key, headers = _accepted(form)
    async with acting(actor) as session:
        row = await _row(session, endpoint_id)
        if (other := await endpoints.named(session, name)) and other.id != row.id:
            raise EndpointNameTaken
        moved = bool(row.base_url) and addresses.origin_of(row.base_url) != addresses.origin_of(form.base_url)
        if form.forget or moved:
            row.key = row.headers = ""
        row.name, row.base_url, row.models = name, form.base_url, "\n".join(_named(form.models))
        row.key = current().seal.closed(key) or row.key
        row.headers = current().seal.closed(headers) or row.headers
        await endpoints.put(session, row)
        await audit.record(session, Action.ENDPOINT_CHANGED if endpoint_id else Action.ENDPOINT_ADDED, actor, name)
        return row.id


async def remove(actor: Actor, endpoint_id: uuid.UUID) -> None:
    """Conversations that were held with its models stay readable."""
    async with acting(actor) as session:
        row = await _row(session, endpoint_id)
        await endpoints.remove(session, row)
        await audit.record(session, Action.ENDPOINT_REMOVED, actor, row.name)


async def try_(actor: Actor, endpoint_id: uuid.UUID) -> Trial:
    """Asks for its models and for one token, as a conversation would."""
    async with looking(actor) as session:
        typed = (await _row(session, endpoint_id)).models.splitlines()
    began = time.monotonic()
    names: Sequence[str] = ()
    list_ms, model, nameless = 0, "", False
    try:
        provider = await current().catalog.provider_for(reference("", endpoint_id))
        names, refusal = await _list(provider)
        list_ms, began = _ms_since(began), time.monotonic()
        model = next((name for name in names if not _NO_CHAT.search(name)), next(iter(typed), ""))
        nameless = not model
        if nameless and refusal:
            raise refusal
        if model:
            await _first_token(provider, model)
    except ChatError as fault:
        return Trial(len(names), list_ms, model, None, fault, nameless)
    return Trial(len(names), list_ms, model, _ms_since(began) if model else None, nameless=nameless)


async def on_loopback(actor: Actor) -> Sequence[Preset]:
    """Model servers that answer on this machine, where the well-known ones do, and are not among ours yet."""
    async with looking(actor) as session:
        known = {addresses.origin_of(row.base_url)[1:] for row in await endpoints.listed(session)}
    if current().settings.openai_base_url:
        known.add(addresses.origin_of(current().settings.openai_base_url)[1:])
    known |= {("127.0.0.1", port) for host, port in known if host in ("localhost", "::1")}
    wanted = [preset for preset in ON_LOOPBACK if addresses.origin_of(preset.base_url)[1:] not in known]
    there = await asyncio.gather(*(_is_there(preset) for preset in wanted))
    return [preset for preset, answers in zip(wanted, there, strict=True) if answers]


async def _row(session: AsyncSession, endpoint_id: uuid.UUID | None) -> Endpoint:
    if endpoint_id is None:
        if await endpoints.count(session) >= MOST:
            raise TooManyEndpoints(MOST)
        return Endpoint(name="", name_key="", base_url="")
    found = await endpoints.find(session, endpoint_id)
    if found is None:
        raise EndpointNotFound
    return found


def _accepted(form: Form) -> tuple[str, str, str]:
    """Name, key and headers as they are stored. Raises what is wrong with them, or with the address."""
    name, key = one_line(form.name), form.key.strip()
    if not 1 <= len(name) <= MOST_NAME_CHARS:
        raise InvalidInput
    addresses.check(form.base_url)
    if len(key) > MOST_KEY_CHARS or not key.isascii() or not key.isprintable():
        raise KeyRefused
    lines = [line.strip() for line in form.headers.splitlines() if line.strip()]
    for line in lines:
        found = _HEADER.fullmatch(line)
        if not found or found[1].lower() in _OURS or len(lines) > MOST_HEADERS:
            raise HeaderRefused
    return name, key, "\n".join(lines)


def _named(models: str) -> Sequence[str]:
    names = [one_line(line) for line in models.splitlines()]
    named = [*dict.fromkeys(name for name in names if name)]
    if len(named) > MOST_MODELS or any(len(name) > MOST_MODEL_CHARS for name in named):
        raise InvalidInput
    return named


async def _list(provider: Provider) -> tuple[Sequence[str], ProviderFault | None]:
    """And the fault of a server that has no list: it may chat all the same."""
    try:
        return await provider.models(), None
    except ProviderFault as fault:
        if fault.kind not in NO_LIST:
            raise
        return (), fault


async def _first_token(provider: Provider, model: str) -> None:
    request = ChatRequest(model, (Turn("user", "Hi"),), {"max_tokens": 1})
    try:
        async with asyncio.timeout(TRY_S), aclosing(provider.stream(request)) as events:
            await anext(events)
    except TimeoutError:
        raise ProviderFault(FaultKind.STALL, model) from None
    except ProviderFault as fault:
        if fault.kind not in (FaultKind.LENGTH, FaultKind.EMPTY):  # one token may be one that is not seen
            raise


async def _is_there(preset: Preset) -> bool:
    provider = catalog.connect(endpoint.Endpoint(None, preset.name, preset.base_url), current().settings)
    try:
        async with asyncio.timeout(PROBE_S):
            await provider.models()
    except (ChatError, TimeoutError):
        return False
    finally:
        await provider.aclose()
    return True


def _ms_since(began: float) -> int:
    return round(1000 * (time.monotonic() - began))
