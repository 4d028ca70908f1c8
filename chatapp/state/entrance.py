"""Where a browser's frames come in. What is no event of ours stops here, with a text for whoever sent it.

Reflex logs such frames in full, the Cookie header included, and refuses wrong argument names only inside the
handler's call. Touches `EventNamespace.on_event`, which tests/contract holds to the pinned version.
"""

import inspect
import logging
from collections.abc import Mapping
from functools import cache
from typing import Any

import reflex as rx
from reflex_base.registry import RegistrationContext

from chatapp.errors import ChatError, InvalidInput
from chatapp.state import notices, sockets

log = logging.getLogger(__name__)

_MOST_NAME_CHARS = 100
_signature = cache(inspect.signature)  # asked for on every event


def guard(app: rx.App) -> None:
    """Puts the checks in front of the namespace that Reflex made for `app`, and bounds its sockets."""
    sockets.guard(app)
    namespace: Any = app.event_namespace
    let_in = namespace.on_event

    async def on_event(sid: str, data: Any) -> None:
        try:
            event = _checked(data)
        except ChatError as error:
            log.warning("event.refused", extra={"event": _name(data)})
            await _answer(namespace, sid, error)
        else:
            await let_in(sid, event)

    namespace.on_event = on_event


def _checked(data: Any) -> dict[str, Any]:
    match data:
        case {"name": str(name)}:
            payload, router_data = data.get("payload", {}), data.get("router_data", {})
        case _:
            raise InvalidInput
    registered = RegistrationContext.get().event_handlers.get(name)
    if registered is None or not isinstance(payload, Mapping) or not isinstance(router_data, Mapping):
        raise InvalidInput
    try:
        _signature(registered.handler.fn).bind(None, **payload)
    except TypeError:
        raise InvalidInput from None
    return {"name": name, "payload": payload, "router_data": router_data}


async def _answer(namespace: Any, sid: str, error: ChatError) -> None:
    if (token := namespace.sid_to_token.get(sid)) is not None:
        await namespace.emit_update(notices.update(error), token)


def _name(data: Any) -> str:
    name = data.get("name") if isinstance(data, Mapping) else type(data).__name__
    return str(name)[:_MOST_NAME_CHARS]
