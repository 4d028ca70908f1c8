"""One quiet bar for what went wrong and belongs to no message."""

import logging
from typing import Any, cast

import reflex as rx
from reflex.event import EventSpec
from reflex.state import BaseState, StateUpdate

from chatapp.errors import ChatError, NotSignedIn
from chatapp.routes import LOGIN
from chatapp.state import inputs
from chatapp.state.views import Notice, notice_of

Delta = dict[str, dict[str, Any]]

log = logging.getLogger(__name__)


class NoticeState(rx.State):
    notice: rx.Field[Notice] = rx.field(default_factory=Notice)

    @rx.event
    async def show(self, key: str, arguments: dict[str, str]):
        self.notice = Notice(inputs.text(key, 64), inputs.placeholders(arguments))

    @rx.event
    async def dismiss(self):
        self.notice = Notice()


async def show(state: BaseState, error: Exception) -> None:
    """With the handler's own delta. An event would be lost where a redirect starts a new chain of loads."""
    (await state.get_state(NoticeState)).notice = notice_of(_tellable(error))


def update(error: ChatError, more: Delta | None = None) -> StateUpdate:
    """Shows `error`, and changes `more`, without an event, for where an event would have to pass what just failed."""
    return StateUpdate(delta={NoticeState.get_full_name(): {"notice_rx_state_": notice_of(error)}, **(more or {})})


def on_error(exception: Exception) -> EventSpec:
    """The one place where what a handler raised becomes something a person sees."""
    if isinstance(exception, NotSignedIn):
        return rx.redirect(LOGIN)
    found = notice_of(_tellable(exception))
    # With its arguments a handler is an EventSpec, which Reflex's types do not know.
    return cast(EventSpec, NoticeState.show(found.key, found.arguments))


def _tellable(error: Exception) -> ChatError:
    if isinstance(error, ChatError):
        return error
    log.error("handler.failed", exc_info=error)
    return ChatError()
