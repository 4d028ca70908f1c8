"""One quiet bar for what went wrong and belongs to no message."""

import logging
import time
from typing import Any, cast

import reflex as rx
from reflex.event import EventSpec
from reflex.state import BaseState, StateUpdate

from chatapp.errors import ChatError
from chatapp.state.inputs import Placeholders, Word
from chatapp.state.views import Notice, notice_of

READING_S = 5.0  # what was said on the way to another page is to be read there

Delta = dict[str, dict[str, Any]]

log = logging.getLogger(__name__)


class NoticeState(rx.State):
    notice: rx.Field[Notice] = rx.field(default_factory=Notice)
    said_at: float = rx.field(0.0, is_var=False)  # seconds of a clock that only runs forward

    @rx.event
    async def show(self, key: Word, arguments: Placeholders):
        self.notice = Notice(key, arguments)
        self.said_at = time.monotonic()

    @rx.event
    async def dismiss(self):
        self.notice = Notice()


async def show(state: BaseState, error: Exception) -> None:
    """With the handler's own delta. An event would be lost where a redirect starts a new chain of loads."""
    notices = await state.get_state(NoticeState)
    notices.notice, notices.said_at = notice_of(_tellable(error)), time.monotonic()


async def clear(state: BaseState, older_than_s: float = 0) -> None:
    """What was wrong is over: something worked since, or another page has been opened."""
    notices = await state.get_state(NoticeState)
    if notices.notice.key and time.monotonic() - notices.said_at >= older_than_s:
        notices.notice = Notice()


def update(error: ChatError, more: Delta | None = None) -> StateUpdate:
    """Shows `error`, and changes `more`, without an event, for where an event would have to pass what just failed."""
    return StateUpdate(delta={NoticeState.get_full_name(): {"notice_rx_state_": notice_of(error)}, **(more or {})})


def on_error(exception: Exception) -> EventSpec:
    """The one place where what a handler raised becomes something a person sees."""
    found = notice_of(_tellable(exception))
    # With its arguments a handler is an EventSpec, which Reflex's types do not know.
    return cast(EventSpec, NoticeState.show(found.key, found.arguments))


def _tellable(error: Exception) -> ChatError:
    if isinstance(error, ChatError):
        return error
    log.error("handler.failed", exc_info=error)
    return ChatError()
