"""Text on its way to pages. The one server module that touches Reflex's internals.

Frames go down Reflex's own socket as the delta of a one-variable state, without taking the state lock:
an eighth of the bytes of a text variable at the same pace. tests/contract holds the pinned version to what is
used here.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, Generator
from contextlib import aclosing, asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import Any

import reflex as rx
from reflex.state import BaseState, StateUpdate

from chatapp.errors import StorageFault
from chatapp.services import accounts, following
from chatapp.state import inputs
from chatapp.state.frames import Frame, Frames
from chatapp.state.session import session_token, viewer

log = logging.getLogger(__name__)

SWEEP_S = 2.0


class StreamState(rx.State):
    frame: rx.Field[Frame] = rx.field(default_factory=dict[str, Any])

    @rx.event(background=True, supersedes=True)
    async def follow(self, conversation_id: str, have: dict[str, Any]):
        """Streams what this tab lacks of a conversation, and what changes in the list, until the tab goes or follows
        something else; "" follows the list alone."""
        async with self:
            me, tab = await viewer(self), tab_of(self)
        lengths = inputs.lengths(have)
        here = None if conversation_id == "" else inputs.identifier(conversation_id)
        updates, frames = following.follow(me, here, lengths), Frames()
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
    """Keeps the follower's task where `sweep` finds it."""
    task = asyncio.current_task()
    assert task is not None
    _followers[tab] = task
    try:
        yield
    finally:
        if _followers.get(tab) is task:
            del _followers[tab]


async def push(tab: Tab, frame: Frame) -> None:
    if _is_open(tab):
        delta = {StreamState.get_full_name(): {"frame_rx_state_": frame}}
        await _namespace().emit_update(StateUpdate(delta=delta), tab.client_token)


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
        await asyncio.sleep(SWEEP_S)
        try:
            await sweep()
        except StorageFault as fault:
            log.warning("sweep.failed", extra={"reason": fault.key})
        except Exception:
            log.exception("sweep.failed")


async def sweep() -> None:
    """Ends followers whose socket is gone, and closes the sockets of those whose session has ended."""
    for tab, task in [*_followers.items()]:
        if not _is_open(tab):
            task.cancel()
        elif await accounts.resolve(tab.session_token) is None:
            task.cancel()
            await push(tab, {"ended": True})
            await _socket_server().disconnect(tab.sid, namespace=_namespace().namespace)


def _is_open(tab: Tab) -> bool:
    # Not by the documented `token_to_sid`, which lists all tabs anew at each call: this is asked for every frame.
    socket = _namespace()._token_manager.token_to_socket.get(tab.client_token)
    return socket is not None and socket.sid == tab.sid


def _namespace() -> Any:
    assert _app is not None and _app.event_namespace is not None
    return _app.event_namespace


def _socket_server() -> Any:
    assert _app is not None
    return _app.sio
