"""Plain HTTP: what sets or ends the session cookie, health, and the gate in front of private pages.

A page is a public, static file and holds no secret; the gate keeps a visitor from seeing its empty frame.
What protects data is the guard on every event (state/guard.py).
"""

from urllib.parse import urlencode

from starlette.applications import Starlette
from starlette.datastructures import FormData, Headers
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from chatapp import routes
from chatapp.errors import ChatError, InvalidInput
from chatapp.services import accounts, cookies, health
from chatapp.services.accounts import Device
from chatapp.settings import current

_FORM_BYTES = 16_384
_FORM_TYPE = "application/x-www-form-urlencoded"
_SEE_OTHER = 303


async def sign_in(request: Request) -> Response:
    return await _enter(request, routes.LOGIN, _sign_in)


async def register(request: Request) -> Response:
    return await _enter(request, routes.REGISTER, _register)


async def sign_out(request: Request) -> Response:
    if not _is_own_form(request):
        return PlainTextResponse("forbidden", 403)
    await accounts.sign_out(_token(request.headers))
    response = RedirectResponse(routes.LOGIN, _SEE_OTHER)
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
    fields = (_field(form, name) for name in ("username", "password", "password_again"))
    return await accounts.register(*fields, device)


async def _enter(request: Request, page: str, enter) -> Response:
    """Runs `enter` on the posted form; its token becomes the cookie, its error goes back to `page`."""
    if not _is_own_form(request):
        return PlainTextResponse("forbidden", 403)
    form = await request.form(max_fields=10)
    try:
        token = await enter(form, _device(request))
    except ChatError as error:
        back = {**{k: str(v) for k, v in error.args_.items()}, "error": error.key, "username": form.get("username", "")}
        return RedirectResponse(f"{page}/?{urlencode(back)}", _SEE_OTHER)
    wanted = form.get("next", "")
    target = wanted if isinstance(wanted, str) and routes.is_local(wanted) else routes.CHAT
    response = RedirectResponse(target, _SEE_OTHER)
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


def _field(form: FormData, name: str) -> str:
    value = form.get(name)
    if not isinstance(value, str):
        raise InvalidInput
    return value


def _is_own_form(request: Request) -> bool:
    """Whether our own page posted this: a foreign one can send a form, but not with our origin."""
    if request.headers.get("content-type", "").split(";")[0] != _FORM_TYPE:
        return False
    if int(request.headers.get("content-length") or _FORM_BYTES + 1) > _FORM_BYTES:
        return False
    origin = request.headers.get("origin")
    if origin:
        return origin in _own_origins(request)
    return request.headers.get("sec-fetch-site", "same-origin") in ("same-origin", "none")


def _own_origins(request: Request) -> set[str]:
    host = request.headers.get("host", "")
    return {f"{request.url.scheme}://{host}", current().public_url.rstrip("/")}


def _is_secure(request: Request) -> bool:
    return request.url.scheme == "https" or current().public_url.startswith("https://")


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
    """Sends a visitor to the sign-in page, the very first one to the registration."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        target = await _elsewhere(scope) if scope["type"] == "http" else None
        if target is None:
            await self._app(scope, receive, send)
        else:
            await RedirectResponse(target, _SEE_OTHER)(scope, receive, send)


async def _elsewhere(scope: Scope) -> str | None:
    """Where a request for a page has to go instead, None when it may have it."""
    path: str = scope["path"]
    plain = path.rstrip("/")
    entrance = plain in (routes.LOGIN, routes.REGISTER)
    if scope["method"] != "GET" or not (entrance or routes.is_private_page(path)):
        return None
    if await accounts.resolve(_token(Headers(scope=scope))):
        return routes.CHAT if entrance else None
    if plain != routes.REGISTER and await accounts.is_first_run():
        return f"{routes.REGISTER}/?first=1"
    if entrance:
        return None
    return f"{routes.LOGIN}/?{urlencode({'next': path})}" if plain else f"{routes.LOGIN}/"


def mount(app: ASGIApp) -> ASGIApp:
    """Our routes in front of Reflex's own app, the gate in front of both."""
    plain = Starlette(routes=ROUTES)
    plain.mount("", app)
    return Gate(plain)
