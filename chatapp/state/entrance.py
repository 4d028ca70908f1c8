"""Where a browser's frames come in. What is no event of ours stops here, with a text for whoever sent it.

Reflex calls every public function of a state with whatever a client sends, and logs what it can't make sense of in
full, the Cookie header included. Here only the handlers of our states, and the three of Reflex's that its page calls,
can be reached, with what their annotations allow. Touches `EventNamespace.on_event` and the queues of its processor,
which tests/contract holds to the pinned version.
"""

import logging
from collections.abc import Callable, Mapping
from functools import cache
from typing import Annotated, Any

import reflex as rx
from reflex.event import Event
from reflex.state import FrontendEventExceptionState
from reflex_base.registry import RegistrationContext

from chatapp.errors import ChatError, InvalidInput, TooManyRequests
from chatapp.services import cookies, limits
from chatapp.state import chat, notices, sockets
from chatapp.state.inputs import Most
from chatapp.state.schema import Schema
from chatapp.text import clean

log = logging.getLogger(__name__)

MOST_EVENTS, IN_S = 600, 10  # of one session, in all its tabs; all at once is ten pages that come back
MOST_WAITING = 150  # of one tab: as many as launch/websocket.py lets in at once

_MOST_NAME_CHARS = 100
_ROOT = rx.State.get_full_name()

Path = Annotated[str, Most(4_000)]
_NOTHING: Any = None


def _route(_: object, pathname: Path = "", asPath: Path = "", query: dict[str, Path] = _NOTHING) -> None:
    """The page that an event says it comes from. Whoever sends it may say anything: no permission depends on it."""


def _hydrate_and_load(_: object, hashes: list[str] = _NOTHING) -> None: ...


def _on_load_internal(_: object) -> None: ...


def _handle_frontend_exception(_: object, info: str, component_stack: str) -> None: ...


_ROUTE = Schema(_route)
_FROM_REFLEX: Mapping[str, Callable[..., None]] = {
    f"{_ROOT}.hydrate_and_load": _hydrate_and_load,
    f"{_ROOT}.reflex___state____on_load_internal_state.on_load_internal": _on_load_internal,
    f"{FrontendEventExceptionState.get_full_name()}.handle_frontend_exception": _handle_frontend_exception,
}


@cache
def schemas() -> Mapping[str, Schema]:
    """Of all that a socket can call. Asked when the last state is known."""
    ours = {
        name: registered.handler.fn
        for name, registered in RegistrationContext.get().event_handlers.items()
        if registered.handler.fn.__module__.startswith("chatapp.")
    }
    return {name: Schema(handler) for name, handler in {**ours, **_FROM_REFLEX}.items()}


def guard(app: rx.App) -> None:
    """Puts the checks in front of the namespace that Reflex made for `app`, and bounds its sockets."""
    sockets.guard(app)
    schemas()  # an annotation that nobody can be held to stops the start
    # It would search each report for patterns that take a hostile one for minutes, to reload the page by a script that
    # no policy of ours lets run.
    FrontendEventExceptionState.auto_reload_on_errors = []
    namespace: Any = app.event_namespace
    events = limits.Window(MOST_EVENTS, IN_S)
    let_in = namespace.on_event

    async def on_event(sid: str, data: Any) -> None:
        token = namespace.sid_to_token.get(sid)
        if token is None:
            return
        try:
            events.hit(_sender(namespace, sid))
            processor: Any = app.event_processor
            if len(processor._token_queues.get(token, ())) >= MOST_WAITING:
                raise TooManyRequests(IN_S)
            event = _checked(data)
        except ChatError as error:
            ip = namespace._static_router_data[sid]["ip"]
            log.warning("event.refused", extra={"event": _name(data), "reason": error.key, "ip": ip})
            await namespace.emit_update(notices.update(error, chat.refusal_of(_claimed(data))), token)
        else:
            await let_in(sid, event)

    namespace.on_event = on_event


def _sender(namespace: Any, sid: str) -> str:
    """Whom an event is counted for: the session whose cookie came with the socket, else the address."""
    connection = namespace._static_router_data[sid]
    return cookies.token_of(connection["headers"].get("cookie", "")) or limits.network(connection["ip"])


def _checked(data: Any) -> dict[str, Any]:
    match data:
        case {"name": str(name)} if name in schemas():
            payload = schemas()[name].checked(data.get("payload", {}))
            return {"name": name, "payload": payload, "router_data": _ROUTE.checked(data.get("router_data", {}))}
        case _:
            raise InvalidInput


def _claimed(data: Any) -> Event:
    """What a refused event says it is."""
    match data:
        case {"name": str(name), "payload": {"client_id": str(client_id)}}:
            return Event(name=name, payload={"client_id": clean(client_id)})
        case _:
            return Event(name="")


def _name(data: Any) -> str:
    name = data.get("name") if isinstance(data, Mapping) else type(data).__name__
    return str(name)[:_MOST_NAME_CHARS]
