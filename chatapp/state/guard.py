"""Deny by default: every event of every socket passes here, and only a signed-in person's goes on."""

import reflex as rx
from reflex.event import Event
from reflex.middleware.middleware import Middleware
from reflex.state import BaseState, StateUpdate

from chatapp.errors import StorageFault
from chatapp.services import sessions
from chatapp.state import chat, notices
from chatapp.state.frames import ENDED
from chatapp.state.session import bind, session_token
from chatapp.state.stream import Stream

_ROOT = rx.State.get_full_name()

# What a page needs before anybody has signed in: Reflex's own start-up events. None of ours is here.
OPEN_EVENTS = frozenset(
    {
        f"{_ROOT}.hydrate",
        f"{_ROOT}.hydrate_and_load",
        f"{_ROOT}.reflex___state____on_load_internal_state.on_load_internal",
        f"{_ROOT}.reflex___state____update_vars_internal_state.update_vars_internal",
    }
)


class Guard(Middleware):
    async def preprocess(self, app: rx.App, state: BaseState, event: Event) -> StateUpdate | None:
        """None lets the event through; an update is sent in its place."""
        try:
            me = await sessions.resolve(session_token(state))
        except StorageFault as fault:  # nobody is let in on trust
            return notices.update(fault, chat.refusal_of(event))
        await bind(state, me.user_id if me else 0)
        if event.name in OPEN_EVENTS:
            return None
        if me is None:
            return StateUpdate(delta={Stream.get_full_name(): {"f": ENDED}})
        return None
