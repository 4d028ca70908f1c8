"""Plain HTTP: what sets or ends the session cookie, and health."""

import logging
from collections.abc import Awaitable, Callable
from urllib.parse import urlencode

from starlette.applications import Starlette
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from chatapp import origins, routes
from chatapp.errors import ChatError, InvalidInput, SignOutNotStored
from chatapp.gate import Gate
from chatapp.services import accounts, cookies, health
from chatapp.services.accounts import Device
from chatapp.settings import current

log = logging.getLogger(__name__)

_FORM_BYTES = 16_384
_FORM_TYPE = "application/x-www-form-urlencoded"
_MOST_NEXT_CHARS = 200
_SEE_OTHER = 303


async def sign_in(request: Request) -> Response:
    return await _enter(request, routes.LOGIN, _sign_in)


async def register(request: Request) -> Response:
    return await _enter(request, routes.REGISTER, _register)


async def sign_out(request: Request) -> Response:
    if not _is_own_form(request):
        return PlainTextResponse("forbidden", 403)
    target = f"{routes.LOGIN}/"
    try:
        await accounts.sign_out(cookies.token_of(request.headers.get("cookie", "")))
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
    secure = current().is_tls
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
        return origins.is_own(origin, request.scope["scheme"], request.headers.get("host", ""))
    return request.headers.get("sec-fetch-site", "same-origin") in ("same-origin", "none")


def _device(request: Request) -> Device:
    ip = request.client.host if request.client else ""
    return Device(ip=ip, user_agent=request.headers.get("user-agent", "")[:200])


ROUTES = [
    Route(routes.SIGN_IN, sign_in, methods=["POST"]),
    Route(routes.SIGN_UP, register, methods=["POST"]),
    Route(routes.SIGN_OUT, sign_out, methods=["POST"]),
    Route(routes.HEALTH, report_health, methods=["GET"]),
]


async def _refuse(_: Request, error: Exception) -> Response:
    assert isinstance(error, ChatError)
    return PlainTextResponse(error.key, error.http_status)


def mount(app: ASGIApp) -> ASGIApp:
    """Our routes in front of Reflex's own app, the gate in front of both."""
    plain = Starlette(routes=ROUTES, exception_handlers={ChatError: _refuse})
    plain.router.redirect_slashes = False
    plain.router.default = app
    return Gate(plain)
