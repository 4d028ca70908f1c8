"""In front of the pages and the socket: who gets which page, and what of Reflex's own is closed.

A page is a public, static file and holds no secret; the gate keeps a visitor from seeing its empty frame.
What protects data is the guard on every event (state/guard.py).
"""

import logging
from urllib.parse import urlencode

from reflex.constants import Endpoint
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chatapp import routes
from chatapp.errors import StorageFault
from chatapp.services import accounts, cookies, sessions
from chatapp.services.viewer import Viewer

log = logging.getLogger(__name__)

_SEE_OTHER = 303
_SOCKET = f"/{Endpoint.EVENT.value}"
_HASHED = "/assets/"  # what Vite has bundled
_CLOSED = tuple(f"/{endpoint.value}" for endpoint in Endpoint if endpoint is not Endpoint.EVENT)


class Gate:
    """Sends a visitor to the sign-in page, the very first one to the registration."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket" and not _is_below(scope["path"], _SOCKET):
            return await send({"type": "websocket.close"})
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        if any(_is_below(scope["path"], closed) for closed in _CLOSED):
            return await PlainTextResponse("not found", 404)(scope, receive, send)
        await self._answer(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        gated = _is_gated(scope["path"])
        answer = _kept(send, scope["path"], gated=gated)
        target = await _elsewhere(scope) if gated and scope["method"] in ("GET", "HEAD") else None
        if target is not None:
            return await RedirectResponse(target, _SEE_OTHER)(scope, receive, answer)
        if gated:
            # Without its last slash a page would be answered by a redirect to whatever the Host header says.
            scope = {**scope, "path": f"{scope['path'].rstrip('/')}/"}
        await self._app(scope, receive, answer)


def _kept(send: Send, path: str, *, gated: bool) -> Send:
    """What an answer says may depend on who asks: a gated one's, and a redirect's. Nobody keeps those. A file with the
    hash of what is in it is kept for good, any other one asked for anew: a new build is seen at once."""

    async def send_kept(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            if gated or "location" in headers:
                headers["Cache-Control"] = "no-store"
            elif path.startswith(_HASHED) and message["status"] in (200, 206, 304):
                headers["Cache-Control"] = "public, max-age=31536000, immutable"
            else:
                headers.setdefault("Cache-Control", "no-cache")
        await send(message)

    return send_kept


def _is_below(path: str, root: str) -> bool:
    return path == root or path.startswith(f"{root}/")


def _is_gated(path: str) -> bool:
    return _is_entrance(path) or _is_reset(path) or routes.is_private_page(path)


def _is_entrance(path: str) -> bool:
    return path.rstrip("/") in (routes.LOGIN, routes.REGISTER)


def _is_reset(path: str) -> bool:
    """For everybody: a link to a new password works in a browser that is signed in, too."""
    return path.rstrip("/") == routes.RESET


def _is_for(viewer: Viewer, path: str) -> bool:
    return viewer.is_admin or path.rstrip("/") != routes.ADMIN


async def _elsewhere(scope: Scope) -> str | None:
    """Where a request for a page has to go instead, None when it may have it."""
    path: str = scope["path"]
    plain, entrance = path.rstrip("/"), _is_entrance(path)
    try:
        if me := await sessions.resolve(cookies.token_of(Headers(scope=scope).get("cookie", ""))):
            return routes.CHAT if entrance or not _is_for(me, path) else None
        if plain != routes.REGISTER and await accounts.is_first_run():
            return f"{routes.REGISTER}/?first=1"
    except StorageFault:
        log.exception("gate.storage")
        return None  # the page says by itself what is wrong
    if entrance or _is_reset(path):
        return None
    return f"{routes.LOGIN}/?{urlencode({'next': path})}" if plain else f"{routes.LOGIN}/"
