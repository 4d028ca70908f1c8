"""Files that people take away. A link and a form that work without script, each in a tab of its own: what goes wrong is
said there, and the page that was left keeps its socket."""

import re
from collections.abc import Awaitable, Callable
from uuid import UUID

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from chatapp import forms, routes
from chatapp.errors import ChatError, NotFound, NotSignedIn
from chatapp.formats import filenames
from chatapp.formats.format import Texts
from chatapp.i18n.texts import locale_of, texts
from chatapp.services import exports
from chatapp.services.exports import File
from chatapp.services.viewer import Viewer

_SEE_OTHER = 303

Make = Callable[[Viewer, Texts], Awaitable[File]]


async def conversation(request: Request) -> Response:
    async def make(viewer: Viewer, texts: Texts) -> File:
        return await exports.one(viewer, _id(request), request.path_params["kind"], texts)

    if not forms.is_from_here(request):
        return forms.foreign()
    return await _file(request, routes.HISTORY, make)


async def everything(request: Request) -> Response:
    if not forms.is_own(request):
        return forms.foreign()
    return await _file(request, routes.SETTINGS, exports.everything)


async def _file(request: Request, page: str, make: Make) -> Response:
    accepted = request.headers.get("accept-language", "")
    catalog = texts(locale_of("", accepted))
    try:
        viewer = await forms.signed_in(request)
        catalog = texts(locale_of(viewer.locale, accepted))
        file = await make(viewer, catalog)
    except NotSignedIn:
        return RedirectResponse(f"{page}/", _SEE_OTHER)  # by way of the sign-in page
    except ChatError as error:
        return _told(error, catalog)
    headers = {"Content-Disposition": filenames.disposition(file.name), "Cache-Control": "no-store"}
    return StreamingResponse(file.parts, media_type=file.media_type, headers=headers)


def _told(error: ChatError, catalog: Texts) -> Response:
    said = re.sub(r"{{(\w+)}}", lambda found: str(error.args_.get(found[1], "")), catalog[error.key])
    wait = error.args_.get("seconds")
    headers = {"Cache-Control": "no-store"} | ({} if wait is None else {"Retry-After": str(wait)})
    return PlainTextResponse(said, error.http_status, headers)


def _id(request: Request) -> UUID:
    """A malformed one is answered like one that does not exist."""
    try:
        return UUID(request.path_params["conversation_id"])
    except ValueError:
        raise NotFound from None


ROUTES = [
    Route(routes.EXPORT, conversation, methods=["GET"]),
    Route(routes.EXPORT_ALL, everything, methods=["POST"]),
]
