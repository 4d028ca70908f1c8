"""Text on its way to pages. With sockets.py and entrance.py what touches Reflex's internals on the server.

Frames go down Reflex's own socket as the delta of a state that has no variables, without taking the state lock and
past Reflex's own sending: a third of its bytes and of its time. tests/contract holds the pinned version to what is
used here.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, Generator
from contextlib import aclosing, asynccontextmanager, contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

import reflex as rx
from reflex.state import BaseState

from chatapp.errors import StorageFault
from chatapp.services import following, sessions, stopping
from chatapp.state import sockets
from chatapp.state.frames import ENDED, Frame, Frames
from chatapp.state.inputs import Id, Lengths, by_message, identifier_if_any
from chatapp.state.session import session_token, viewer

log = logging.getLogger(__name__)

SWEEP_S = 1.0  # with what services/sessions.py keeps, an end in another process is heard of within 5 s


class Stream(rx.State):
    """Its name travels with every frame."""

    @rx.event(background=True, supersedes=True)
    async def follow(self, conversation_id: Id, have: Lengths):
        """Streams what this tab lacks of a conversation, and what changes in the list, until the tab goes or follows
        something else; "" follows the list alone."""
        async with self:
            me, tab = await viewer(self), tab_of(self)
        here = identifier_if_any(conversation_id)
        updates, frames = following.follow(me, here, by_message(have)), Frames()
        with _followed_by(tab):
            async with aclosing(updates):
                async for update in updates:
                    await push(tab, frames.of(update))


@dataclass(frozen=True)
class Tab:
    """One open socket: who connects later with the same client token gets nothing that was meant for it."""

    client_token: str
    session_token: str
    sid: str


def tab_of(state: BaseState) -> Tab:
    """The tab that `state`'s event came from."""
    session = state.router.session
    return Tab(session.client_token, session_token(state), session.session_id)


_followers: dict[Tab, asyncio.Task[Any]] = {}
_app: rx.App | None = None


@contextmanager
def _followed_by(tab: Tab) -> Generator[None]:
    """Keeps the follower's task where `sweep` finds it. It ends with the socket: nobody looks any more."""
    task, socket = asyncio.current_task(), _socket(tab)
    assert task is not None
    if socket is None:
        task.cancel()
    else:
        socket.at_close.add(task.cancel)
    _followers[tab] = task
    try:
        yield
    finally:
        if socket is not None:
            socket.at_close.discard(task.cancel)
        if _followers.get(tab) is task:
            del _followers[tab]


async def push(tab: Tab, frame: Frame) -> None:
    """Waits while the tab has not read what it was sent before, so that one who reads slowly gets fewer, bigger pieces.
    What is meant for a tab that has gone is dropped."""
    while (socket := _socket(tab)) is not None and not socket.keeps_up:
        await socket.read()
    if socket is not None:
        socket.say(_update(frame))


@cache
def _envelope() -> str:
    """As `EventNamespace.emit_update` would say it, without what the page does not read."""
    return f'2{_namespace().namespace},["event",{{"delta":{{"{Stream.get_full_name()}":{{"f":'


def _update(frame: Frame) -> str:
    return f"{_envelope()}{sockets.encode(frame)}}}}}}}]"


@asynccontextmanager
async def lifespan(app: rx.App) -> AsyncGenerator[None]:
    """Runs the sweeper while the server runs. Pushes pass no middleware, so this is what ends them."""
    global _app
    _app = app
    sweeper = asyncio.create_task(_sweep_forever())
    try:
        yield
    finally:
        sweeper.cancel()
        for task in [*_followers.values()]:
            task.cancel()


async def _sweep_forever() -> None:
    while True:
        await sessions.some_ended(SWEEP_S)
        try:
            await sweep()
        except StorageFault as fault:
            log.warning("sweep.failed", extra={"reason": fault.key})
        except Exception:
            log.exception("sweep.failed")


async def sweep() -> None:
    """Closes the sockets of followers whose session has ended, and ends what is written for who is locked out."""
    await stopping.stop_for_the_locked_out()
    for tab, task in [*_followers.items()]:
        if await sessions.resolve(tab.session_token) is None:
            task.cancel()
            if (socket := _socket(tab)) is not None:
                socket.say(_update(ENDED))
            await _socket_server().disconnect(tab.sid, namespace=_namespace().namespace)


def _socket(tab: Tab) -> sockets.Socket | None:
    # Not by the documented `token_to_sid`, which lists all tabs anew at each call: this is asked for every frame.
    linked = _namespace()._token_manager.token_to_socket.get(tab.client_token)
    if _app is None or linked is None or linked.sid != tab.sid:
        return None
    return sockets.find(_app, tab.sid, _namespace().namespace)


def _namespace() -> Any:
    assert _app is not None and _app.event_namespace is not None
    return _app.event_namespace


def _socket_server() -> Any:
    assert _app is not None
    return _app.sio
