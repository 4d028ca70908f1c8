"""In front of everything: who gets which page, and what every response carries.

A page is a public, static file and holds no secret; the gate keeps a visitor from seeing its empty frame.
What protects data is the guard on every event (state/guard.py).
"""

import logging
from urllib.parse import urlencode

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chatapp import routes
from chatapp.errors import StorageFault
from chatapp.services import accounts, cookies

log = logging.getLogger(__name__)

_SEE_OTHER = 303
_ON_EVERY_RESPONSE = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}


class Gate:
    """Sends a visitor to the sign-in page, the very first one to the registration; completes all responses' headers."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        gated = _is_gated(scope["path"])
        answer = _completed(send, gated=gated)
        target = await _elsewhere(scope) if gated and scope["method"] in ("GET", "HEAD") else None
        if target is not None:
            return await RedirectResponse(target, _SEE_OTHER)(scope, receive, answer)
        if gated:
            # Without its last slash a page would be answered by a redirect to whatever the Host header says.
            scope = {**scope, "path": f"{scope['path'].rstrip('/')}/"}
        await self._app(scope, receive, answer)


def _completed(send: Send, *, gated: bool) -> Send:
    async def send_completed(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers.update(_ON_EVERY_RESPONSE)
            if gated or "location" in headers:  # what they answer depends on who asks
                headers["Cache-Control"] = "no-store"
        await send(message)

    return send_completed


def _is_gated(path: str) -> bool:
    return _is_entrance(path) or routes.is_private_page(path)


def _is_entrance(path: str) -> bool:
    return path.rstrip("/") in (routes.LOGIN, routes.REGISTER)


async def _elsewhere(scope: Scope) -> str | None:
    """Where a request for a page has to go instead, None when it may have it."""
    path: str = scope["path"]
    plain, entrance = path.rstrip("/"), _is_entrance(path)
    try:
        if await accounts.resolve(cookies.token_of(Headers(scope=scope).get("cookie", ""))):
            return routes.CHAT if entrance else None
        if plain != routes.REGISTER and await accounts.is_first_run():
            return f"{routes.REGISTER}/?first=1"
    except StorageFault:
        log.exception("gate.storage")
        return None  # the page says by itself what is wrong
    if entrance:
        return None
    return f"{routes.LOGIN}/?{urlencode({'next': path})}" if plain else f"{routes.LOGIN}/"
