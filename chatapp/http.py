"""Plain HTTP: what sets or ends the session cookie, health, and the gate in front of everything.

A page is a public, static file and holds no secret; the gate keeps a visitor from seeing its empty frame.
What protects data is the guard on every event (state/guard.py).
"""

import logging
from collections.abc import Awaitable, Callable
from urllib.parse import urlencode

from starlette.applications import Starlette
from starlette.datastructures import FormData, Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chatapp import routes
from chatapp.errors import ChatError, InvalidInput, SignOutNotStored, StorageFault
from chatapp.services import accounts, cookies, health, sessions
from chatapp.services.sessions import Device
from chatapp.settings import current

log = logging.getLogger(__name__)

_FORM_BYTES = 16_384
_FORM_TYPE = "application/x-www-form-urlencoded"
_MOST_NEXT_CHARS = 200
_SEE_OTHER = 303
_ON_EVERY_RESPONSE = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}


async def sign_in(request: Request) -> Response:
    return await _enter(request, routes.LOGIN, _sign_in)


async def register(request: Request) -> Response:
    return await _enter(request, routes.REGISTER, _register)


async def sign_out(request: Request) -> Response:
    if not _is_own_form(request):
        return PlainTextResponse("forbidden", 403)
    target = f"{routes.LOGIN}/"
    try:
        await sessions.sign_out(_token(request.headers))
    except SignOutNotStored as error:
        log.exception("sign_out.storage")
        target += f"?{urlencode({'error': error.key})}"
    response = RedirectResponse(target, _SEE_OTHER)
    for secure in (False, True):
        response.delete_cookie(cookies.name(secure=secure), secure=secure, httponly=True, samesite="lax")
    return response


async def report_health(_: Request) -> Response:
    """503 with the reason when the database or its migrations are not right."""
    reason = await health.reason()
    return JSONResponse({"ok": reason is None, "reason": reason}, 503 if reason else 200)


async def _sign_in(form: FormData, device: Device) -> str:
    return await accounts.sign_in(_field(form, "username"), _field(form, "password"), device)


async def _register(form: FormData, device: Device) -> str:
    name, password, again = (_field(form, field) for field in ("username", "password", "password_again"))
    return await accounts.register(name, password, again, device)


async def _enter(request: Request, page: str, enter: Callable[[FormData, Device], Awaitable[str]]) -> Response:
    """Runs `enter` on the posted form; its token becomes the cookie, its error goes back to `page`."""
    if not _is_own_form(request):
        return PlainTextResponse("forbidden", 403)
    form = await request.form(max_fields=10)
    wanted = routes.CHAT
    try:
        wanted = _local(_field(form, "next", ""))
        token = await enter(form, _device(request))
    except ChatError as error:
        typed = str(form.get("username", ""))[: accounts.MOST_NAME_CHARS]
        back = {**{name: str(value) for name, value in error.args_.items()}, "error": error.key, "username": typed}
        return RedirectResponse(f"{page}/?{urlencode({**back, 'next': wanted})}", _SEE_OTHER)
    response = RedirectResponse(wanted, _SEE_OTHER)
    secure = _is_secure(request)
    response.set_cookie(
        cookies.name(secure=secure),
        token,
        max_age=current().session_max_days * 86_400,
        secure=secure,
        httponly=True,
        samesite="lax",
    )
    return response


def _field(form: FormData, name: str, default: str | None = None) -> str:
    """Raises InvalidInput when the field is there twice, or not at all and has no default."""
    match form.getlist(name):
        case [str(value)]:
            return value
        case [] if default is not None:
            return default
        case _:
            raise InvalidInput


def _local(path: str) -> str:
    """Where to go on to: never to another host, and no longer than an address of ours."""
    return path if len(path) <= _MOST_NEXT_CHARS and routes.is_local(path) else routes.CHAT


def _is_own_form(request: Request) -> bool:
    """Whether our own page posted this: a foreign one can send a form, but not with our origin."""
    if request.headers.get("content-type", "").split(";")[0] != _FORM_TYPE:
        return False
    length = request.headers.get("content-length", "")
    if not length.isdecimal() or len(length) > 5 or int(length) > _FORM_BYTES:
        return False
    origin = request.headers.get("origin")
    if origin:
        return origin in _own_origins(request)
    return request.headers.get("sec-fetch-site", "same-origin") in ("same-origin", "none")


def _own_origins(request: Request) -> set[str]:
    host = request.headers.get("host", "")
    return {f"{request.scope['scheme']}://{host}", current().public_url}


def _is_secure(request: Request) -> bool:
    return request.scope["scheme"] == "https" or current().public_url.startswith("https://")


def _token(headers: Headers) -> str:
    return cookies.token_of(headers.get("cookie", ""))


def _device(request: Request) -> Device:
    ip = request.client.host if request.client else ""
    return Device(ip=ip, user_agent=request.headers.get("user-agent", "")[:200])


ROUTES = [
    Route(routes.SIGN_IN, sign_in, methods=["POST"]),
    Route(routes.SIGN_UP, register, methods=["POST"]),
    Route(routes.SIGN_OUT, sign_out, methods=["POST"]),
    Route(routes.HEALTH, report_health, methods=["GET"]),
]


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
        if await sessions.resolve(_token(Headers(scope=scope))):
            return routes.CHAT if entrance else None
        if plain != routes.REGISTER and await accounts.is_first_run():
            return f"{routes.REGISTER}/?first=1"
    except StorageFault:
        log.exception("gate.storage")
        return None  # the page says by itself what is wrong
    if entrance:
        return None
    return f"{routes.LOGIN}/?{urlencode({'next': path})}" if plain else f"{routes.LOGIN}/"


async def _refuse(_: Request, error: Exception) -> Response:
    assert isinstance(error, ChatError)
    return PlainTextResponse(error.key, error.http_status)


def mount(app: ASGIApp) -> ASGIApp:
    """Our routes in front of Reflex's own app, the gate in front of both."""
    plain = Starlette(routes=ROUTES, exception_handlers={ChatError: _refuse})
    plain.router.redirect_slashes = False
    plain.router.default = app
    return Gate(plain)
