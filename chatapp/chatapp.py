"""The app put together: pages, plain HTTP, what runs beside it, where errors go. No logic."""

from contextlib import AbstractAsyncContextManager

import reflex as rx
from starlette.types import ASGIApp

from chatapp import headers, http, origins, routes, runtime, settings, theme
from chatapp.pages.admin import admin
from chatapp.pages.chat import chat
from chatapp.pages.history import history
from chatapp.pages.login import login
from chatapp.pages.not_found import not_found
from chatapp.pages.register import register
from chatapp.pages.reset import reset
from chatapp.pages.settings import settings as settings_page
from chatapp.pages.shell import page_boundary
from chatapp.state import entrance, notices, stream
from chatapp.state.admin import AdminState
from chatapp.state.chat import ChatState
from chatapp.state.conversations import ConversationState
from chatapp.state.devices import DeviceState
from chatapp.state.endpoints import EndpointState
from chatapp.state.guard import Guard
from chatapp.state.instructions import InstructionsState
from chatapp.state.models import ModelState
from chatapp.state.session import SessionState
from chatapp.state.setup import SetupState

TITLE = "chatapp"


class App(rx.App):
    def __call__(self) -> ASGIApp:
        return headers.Completed(super().__call__())


app = App(
    stylesheets=theme.STYLESHEETS,
    head_components=theme.head(),
    api_transformer=http.mount,
    backend_exception_handler=notices.on_error,
    # In place of Reflex's own overlay and error page, which speak English only.
    app_wraps={(55, "PageBoundary"): lambda _: page_boundary()},
    toaster=None,
)

_every_page = [SessionState.load, ConversationState.load]
_chat_page = [*_every_page, ModelState.load, ChatState.open, SetupState.load]
app.add_page(chat, route=routes.CHAT, title=TITLE, on_load=_chat_page)
app.add_page(chat, route=routes.CONVERSATION, title=TITLE, on_load=_chat_page)
app.add_page(history, route=routes.HISTORY, title=TITLE, on_load=_every_page)
_settings_page = [*_every_page, DeviceState.load, ModelState.load, InstructionsState.load]
app.add_page(settings_page, route=routes.SETTINGS, title=TITLE, on_load=_settings_page)
_endpoints = [EndpointState.load, EndpointState.look_around]
_admin_page = [*_every_page, AdminState.load, InstructionsState.load_for_all, *_endpoints]
app.add_page(admin, route=routes.ADMIN, title=TITLE, on_load=_admin_page)
app.add_page(login, route=routes.LOGIN, title=TITLE)
app.add_page(register, route=routes.REGISTER, title=TITLE)
app.add_page(reset, route=routes.RESET, title=TITLE)
app.add_page(not_found, route="404", title=TITLE)

app.add_middleware(Guard())
entrance.guard(app)

assert app.sio is not None
app.sio.eio.cors_allowed_origins = origins.may_connect


def _running() -> AbstractAsyncContextManager[object]:
    return runtime.running(settings.current())


def _streaming() -> AbstractAsyncContextManager[object]:
    return stream.lifespan(app)


app.register_lifespan_task(_running)
app.register_lifespan_task(_streaming)
