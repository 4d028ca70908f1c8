"""Forms that our own pages post: whether they did, what is in them, and the cookie that answers them."""

from typing import TypeVar

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from chatapp import origins
from chatapp.errors import InvalidInput, NotSignedIn
from chatapp.services import cookies, sessions
from chatapp.services.sessions import Device
from chatapp.services.viewer import Viewer
from chatapp.settings import current

_MOST_BYTES = 16_384
_TYPE = "application/x-www-form-urlencoded"

Answer = TypeVar("Answer", bound=Response)


def is_own(request: Request) -> bool:
    """Whether our own page posted this: a foreign one can send a form, but not with our origin."""
    if request.headers.get("content-type", "").split(";")[0] != _TYPE:
        return False
    length = request.headers.get("content-length", "")
    if not length.isdecimal() or len(length) > 5 or int(length) > _MOST_BYTES:
        return False
    origin = request.headers.get("origin")
    if origin:
        return origins.is_own(origin, request.scope["scheme"], request.headers.get("host", ""))
    return is_from_here(request)


def is_from_here(request: Request) -> bool:
    """As the browser says: from a page of ours, or typed by its reader."""
    return request.headers.get("sec-fetch-site", "same-origin") in ("same-origin", "none")


def foreign() -> Response:
    """The answer to what is not our own."""
    return PlainTextResponse("forbidden", 403)


def is_script(request: Request) -> bool:
    """Whether the page itself waits for the answer, not the browser for the next page."""
    return "application/json" in request.headers.get("accept", "")


def field(form: FormData, name: str, default: str | None = None) -> str:
    """Raises InvalidInput when the field is there twice, or not at all and has no default."""
    match form.getlist(name):
        case [str(value)]:
            return value
        case [] if default is not None:
            return default
        case _:
            raise InvalidInput


def device(request: Request) -> Device:
    ip = request.client.host if request.client else ""
    return Device(ip=ip, user_agent=request.headers.get("user-agent", "")[:200])


def session_token(request: Request) -> str:
    return cookies.token_of(request.headers.get("cookie", ""))


async def signed_in(request: Request) -> Viewer:
    viewer = await sessions.resolve(session_token(request))
    if viewer is None:
        raise NotSignedIn
    return viewer


def with_session(response: Answer, token: str) -> Answer:
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


def without_session(response: Answer) -> Answer:
    for secure in (False, True):
        response.delete_cookie(cookies.name(secure=secure), secure=secure, httponly=True, samesite="lax")
    return response
