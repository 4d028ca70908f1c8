"""One quiet bar for what went wrong and belongs to no message."""

import logging

import reflex as rx
from reflex.event import EventSpec

from chatapp.errors import ChatError, NotSignedIn
from chatapp.routes import LOGIN
from chatapp.state import inputs
from chatapp.state.views import Notice, notice_of

log = logging.getLogger(__name__)

_MAX_ARGUMENTS = 8


class NoticeState(rx.State):
    notice: Notice = Notice()

    @rx.event
    async def show(self, key: str, arguments: dict[str, str]):
        if not isinstance(arguments, dict) or len(arguments) > _MAX_ARGUMENTS:
            return
        values = {inputs.text(name, 32): inputs.text(value, 300) for name, value in arguments.items()}
        self.notice = Notice(inputs.text(key, 64), values)

    @rx.event
    async def dismiss(self):
        self.notice = Notice()


def show(error: ChatError) -> EventSpec:
    found = notice_of(error)
    return NoticeState.show(found.key, found.arguments)


def on_error(exception: Exception) -> EventSpec:
    """The one place where what a handler raised becomes something a person sees."""
    if isinstance(exception, NotSignedIn):
        return rx.redirect(LOGIN)
    if isinstance(exception, ChatError):
        return show(exception)
    log.error("handler.failed", exc_info=exception)
    return show(ChatError())
