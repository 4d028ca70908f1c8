"""Plain HTTP: what takes a password or sets or ends the session cookie, and health."""

import logging
from collections.abc import Awaitable, Callable
from urllib.parse import urlencode
from uuid import UUID

from starlette.applications import Starlette
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from chatapp import forms, routes
from chatapp.errors import ChatError, NotSignedIn, ResetOver, SignOutNotStored, TooManyRequests
from chatapp.gate import Gate
from chatapp.services import accounts, credentials, endpoints, health, registration, resets, sessions, tokens
from chatapp.services.endpoints import EndpointNotFound, Form
from chatapp.services.sessions import Device
from chatapp.services.viewer import Actor, Viewer

log = logging.getLogger(__name__)

_MOST_FIELDS = 10
_MOST_NEXT_CHARS = 200
_SEE_OTHER = 303

Enter = Callable[[FormData, Device], Awaitable[str]]
Change = Callable[[FormData, Viewer, Device], Awaitable[Response]]


async def sign_in(request: Request) -> Response:
    return await _enter(request, routes.LOGIN, _sign_in)


async def register(request: Request) -> Response:
    return await _enter(request, routes.REGISTER, _register)


async def reset(request: Request) -> Response:
    return await _enter(request, routes.RESET, _reset)


async def may_register(request: Request) -> Response:
    """Whether the holder of `invite` could create an account, for the page to say so before anything is typed."""
    return JSONResponse(_refusal(await registration.refusal(request.query_params.get("invite", ""))))


async def may_reset(request: Request) -> Response:
    """Whose password the holder of `token` could choose."""
    try:
        return JSONResponse({"name": await resets.whose(request.query_params.get("token", ""))})
    except ResetOver as error:
        return JSONResponse(_refusal(error))


async def sign_out(request: Request) -> Response:
    """With the field `everywhere`, on every device."""
    if not forms.is_own(request):
        return _foreign()
    form = await request.form(max_fields=_MOST_FIELDS)
    target = f"{routes.LOGIN}/"
    try:
        user_id = await sessions.sign_out(forms.session_token(request), everywhere="everywhere" in form)
        if user_id:
            log.info("account.signed_out", extra={"user_id": user_id, "ip": forms.device(request).ip})
    except SignOutNotStored as error:
        log.exception("sign_out.storage")
        target += f"?{urlencode({'error': error.key})}"
    return forms.without_session(RedirectResponse(target, _SEE_OTHER))


async def change_password(request: Request) -> Response:
    return await _change(request, "password", _change_password)


async def delete_account(request: Request) -> Response:
    return await _change(request, "delete", _delete_account)


async def save_endpoint(request: Request) -> Response:
    """A key, like a password, travels in no event. The page's script waits for the answer."""
    if not forms.is_own(request):
        return _foreign()
    form = await request.form(max_fields=_MOST_FIELDS)
    try:
        viewer = await _signed_in(request)
        me = Actor(viewer.user_id, viewer.name, forms.device(request).ip)
        saved = await endpoints.save(me, _id(forms.field(form, "id", "")), _endpoint(form))
    except ChatError as error:
        return _told(error)
    return JSONResponse({"id": str(saved)})


async def report_health(_: Request) -> Response:
    """503 with the reason when the database or its migrations are not right."""
    reason = await health.reason()
    return JSONResponse({"ok": reason is None, "reason": reason}, 503 if reason else 200)


async def _sign_in(form: FormData, device: Device) -> str:
    return await accounts.sign_in(forms.field(form, "username"), forms.field(form, "password"), device)


async def _register(form: FormData, device: Device) -> str:
    name, password, again = (forms.field(form, field) for field in ("username", "password", "password_again"))
    return await accounts.register(name, password, again, device, forms.field(form, "invite", ""))


async def _reset(form: FormData, device: Device) -> str:
    token, password, again = (forms.field(form, field) for field in ("token", "password", "password_again"))
    return await resets.use(token, password, again, device)


async def _change_password(form: FormData, viewer: Viewer, device: Device) -> Response:
    old, new, again = (forms.field(form, field) for field in ("current_password", "password", "password_again"))
    token = await credentials.change_password(viewer, old, new, again, device)
    return forms.with_session(_done(routes.SETTINGS, "done.password_changed"), token)


async def _delete_account(form: FormData, viewer: Viewer, device: Device) -> Response:
    await credentials.delete_account(viewer, forms.field(form, "password"), device)
    return forms.without_session(_done(routes.LOGIN, "done.account_deleted"))


def _endpoint(form: FormData) -> Form:
    name, address, key, headers = (forms.field(form, field) for field in ("name", "base_url", "key", "headers"))
    return Form(name, address, key, headers, forget="forget" in form)


def _id(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        raise EndpointNotFound from None


async def _enter(request: Request, page: str, enter: Enter) -> Response:
    """Runs `enter` on the posted form; its token becomes the cookie, its error goes back to `page`, or to the script
    that asked."""
    if not forms.is_own(request):
        return _foreign()
    form = await request.form(max_fields=_MOST_FIELDS)
    wanted = routes.CHAT
    try:
        wanted = _local(forms.field(form, "next", ""))
        token = await enter(form, forms.device(request))
    except ChatError as error:
        if isinstance(error, TooManyRequests):
            log.warning("account.refused", extra={"reason": error.key, "ip": forms.device(request).ip})
        if forms.is_script(request):
            return _told(error)
        typed = str(form.get("username", ""))[: accounts.MOST_NAME_CHARS]
        return _back(page, error, username=typed, next=wanted, **_kept(form))
    answer = Response(status_code=204) if forms.is_script(request) else RedirectResponse(wanted, _SEE_OTHER)
    return forms.with_session(answer, token)


async def _signed_in(request: Request) -> Viewer:
    viewer = await sessions.resolve(forms.session_token(request))
    if viewer is None:
        raise NotSignedIn
    return viewer


async def _change(request: Request, dialog: str, change: Change) -> Response:
    """Runs `change` for whoever is signed in; its error goes back to the page, into the dialog it came from."""
    if not forms.is_own(request):
        return _foreign()
    form = await request.form(max_fields=_MOST_FIELDS)
    try:
        return await change(form, await _signed_in(request), forms.device(request))
    except NotSignedIn:
        return RedirectResponse(f"{routes.SETTINGS}/", _SEE_OTHER)  # by way of the sign-in page
    except ChatError as error:
        return _back(routes.SETTINGS, error, dialog=dialog)


def _back(page: str, error: ChatError, **more: str) -> Response:
    told = {name: str(value) for name, value in error.args_.items()}
    return RedirectResponse(f"{page}/?{urlencode({**told, 'error': error.key, **more})}", _SEE_OTHER)


def _kept(form: FormData) -> dict[str, str]:
    """The link by which somebody came is still good after an error."""
    found = {name: str(form.get(name, "")) for name in ("invite", "token")}
    return {name: value for name, value in found.items() if len(value) == tokens.CHARS}


def _refusal(error: ChatError | None) -> dict[str, str]:
    return {"refused": error.key} if error else {}


def _done(page: str, text: str) -> Response:
    return RedirectResponse(f"{page}/?{urlencode({'done': text})}", _SEE_OTHER)


def _told(error: ChatError) -> Response:
    wait = error.args_.get("seconds")
    headers = None if wait is None else {"Retry-After": str(wait)}
    return JSONResponse({"key": error.key, "args": error.args_}, error.http_status, headers)


def _foreign() -> Response:
    return PlainTextResponse("forbidden", 403)


def _local(path: str) -> str:
    """Where to go on to: never to another host, and no longer than an address of ours."""
    return path if len(path) <= _MOST_NEXT_CHARS and routes.is_local(path) else routes.CHAT


ROUTES = [
    Route(routes.SIGN_IN, sign_in, methods=["POST"]),
    Route(routes.SIGN_UP, register, methods=["POST"]),
    Route(routes.REGISTRATION, may_register, methods=["GET"]),
    Route(routes.RESET_LINK, may_reset, methods=["GET"]),
    Route(routes.NEW_PASSWORD, reset, methods=["POST"]),
    Route(routes.SIGN_OUT, sign_out, methods=["POST"]),
    Route(routes.CHANGE_PASSWORD, change_password, methods=["POST"]),
    Route(routes.DELETE_ACCOUNT, delete_account, methods=["POST"]),
    Route(routes.ENDPOINT, save_endpoint, methods=["POST"]),
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
