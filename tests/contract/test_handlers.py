"""What a socket may call and what our states may hold: a reviewed list. Whoever adds a handler adds a line here."""

import json
import subprocess
import sys
import uuid
from typing import Any

import pytest

from tests.contract.conftest import Site
from tests.support.reflex_socket import ROOT, connect, handler
from tests.support.server import PROJECT

ADMIN = ("admin", "admin_state")
CHAT = ("chat", "chat_state")
DEVICES = ("devices", "device_state")
LIST = ("conversations", "conversation_state")
MODELS = ("models", "model_state")
NOTICES = ("notices", "notice_state")
SESSION = ("session", "session_state")
STREAM = ("stream", "stream")
LOADING = f"{ROOT}.reflex___state____on_load_internal_state"

CALLABLE = {
    handler(*ADMIN, "ask_delete"): "administrators",
    handler(*ADMIN, "ask_reset"): "administrators",
    handler(*ADMIN, "cancel"): "administrators",
    handler(*ADMIN, "choose_registration"): "administrators",
    handler(*ADMIN, "create"): "administrators",
    handler(*ADMIN, "delete"): "administrators",
    handler(*ADMIN, "disable"): "administrators",
    handler(*ADMIN, "enable"): "administrators",
    handler(*ADMIN, "forget_link"): "administrators",
    handler(*ADMIN, "invite"): "administrators",
    handler(*ADMIN, "load"): "administrators",
    handler(*ADMIN, "make_admin"): "administrators",
    handler(*ADMIN, "reset_password"): "administrators",
    handler(*ADMIN, "revoke"): "administrators",
    handler(*ADMIN, "search"): "administrators",
    handler(*ADMIN, "show_more_entries"): "administrators",
    handler(*ADMIN, "show_more_people"): "administrators",
    handler(*ADMIN, "take_admin"): "administrators",
    handler(*CHAT, "continue_answer"): "signed in",
    handler(*CHAT, "open"): "signed in",
    handler(*CHAT, "refuse_length"): "signed in",
    handler(*CHAT, "regenerate"): "signed in",
    handler(*CHAT, "send"): "signed in",
    handler(*CHAT, "show_earlier"): "signed in",
    handler(*CHAT, "stop"): "signed in",
    handler(*DEVICES, "load"): "signed in",
    handler(*DEVICES, "sign_out"): "signed in",
    handler(*DEVICES, "sign_out_others"): "signed in",
    handler(*LIST, "ask_delete"): "signed in",
    handler(*LIST, "cancel_delete"): "signed in",
    handler(*LIST, "cancel_rename"): "signed in",
    handler(*LIST, "delete"): "signed in",
    handler(*LIST, "load"): "signed in",
    handler(*LIST, "rename"): "signed in",
    handler(*LIST, "show_more"): "signed in",
    handler(*LIST, "start_rename"): "signed in",
    handler(*MODELS, "choose"): "signed in",
    handler(*MODELS, "load"): "signed in",
    handler(*NOTICES, "dismiss"): "signed in",
    handler(*NOTICES, "show"): "signed in",
    handler(*SESSION, "choose_locale"): "signed in",
    handler(*SESSION, "choose_theme"): "signed in",
    handler(*SESSION, "choose_theme"): "signed in",
    handler(*SESSION, "load"): "signed in",
    handler(*STREAM, "follow"): "signed in",
    # Reflex's own
    f"{ROOT}.hydrate": "open",
    f"{ROOT}.hydrate_and_load": "open",
    f"{LOADING}.on_load_internal": "open",
    f"{ROOT}.reflex___state____update_vars_internal_state.update_vars_internal": "open",
    f"{ROOT}.reflex___state____frontend_event_exception_state.handle_frontend_exception": "signed in",
    f"{LOADING}.set_is_hydrated": "signed in",
    f"{ROOT}.set_is_hydrated": "signed in",
}
OPEN = {name for name, who in CALLABLE.items() if who == "open"}

INSPECT = """
import dataclasses, inspect, json, typing
import reflex as rx
import chatapp.chatapp
from reflex.event import EventHandler
from reflex.vars import Field
from reflex_base.registry import RegistrationContext
from chatapp.state import guard, views

def parts(kind):
    found = [part for argument in typing.get_args(kind) for part in parts(argument)]
    origin = typing.get_origin(kind) or kind
    if dataclasses.is_dataclass(origin):
        found += [part for field in typing.get_type_hints(origin).values() for part in parts(field)]
    return [f"{getattr(origin, '__module__', '')}.{getattr(origin, '__qualname__', origin)}", *found]

ours = [state for state in rx.State.get_substates() if state.__module__.startswith("chatapp.")]
print(json.dumps({
    "handlers": {
        name: list(inspect.signature(registered.handler.fn).parameters)[1:]
        for name, registered in RegistrationContext.get().event_handlers.items()
    },
    "open": list(guard.OPEN_EVENTS),
    "states": [state.get_full_name() for state in ours],
    "functions": [
        f"{state.__name__}.{name}"
        for state in ours
        for name, value in vars(state).items()
        if not name.startswith("_") and not isinstance(value, (EventHandler, Field, dict))
    ],
    "vars": {
        f"{state.__name__}.{name}": parts(field.outer_type_)
        for state in ours
        for name, field in state.get_fields().items()
        if name not in rx.State.get_fields()
    },
    "shared": [state.__name__ for state in ours if state.__bases__ != (rx.State,)],
}))
"""
PLAIN = {f"builtins.{name}" for name in ("str", "int", "bool", "float", "list", "dict")}


@pytest.fixture(scope="module")
def app() -> dict[str, Any]:
    """Asked in a process of its own: the app registers itself in whatever process imports it."""
    asked = subprocess.run([sys.executable, "-c", INSPECT], cwd=PROJECT, capture_output=True, text=True, check=True)
    return json.loads(asked.stdout.splitlines()[-1])


def test_exactly_the_reviewed_handlers_can_be_called(app: dict[str, Any]) -> None:
    """Besides `setvar`, which Reflex puts on every state and the guard refuses."""
    assert {name for name in app["handlers"] if not name.endswith(".setvar")} == set(CALLABLE)


def test_only_reflexs_own_start_up_is_open(app: dict[str, Any]) -> None:
    assert set(app["open"]) == OPEN
    assert not [name for name in OPEN if "chatapp" in name]


def test_a_state_has_no_public_function_but_its_handlers(app: dict[str, Any]) -> None:
    assert app["functions"] == []


def test_states_are_flat(app: dict[str, Any]) -> None:
    assert app["shared"] == []


def test_only_plain_values_and_views_are_state(app: dict[str, Any]) -> None:
    kinds = {kind for parts in app["vars"].values() for kind in parts}
    assert {kind for kind in kinds - PLAIN if not kind.startswith("chatapp.state.views.")} == set()


async def test_a_visitor_can_call_nothing_of_ours(site: Site, app: dict[str, Any]) -> None:
    async with connect(site.url) as visitor:
        for name in set(CALLABLE) - OPEN:
            await visitor.send(name, dict.fromkeys(app["handlers"][name], str(uuid.uuid4())))
            answer = json.dumps(await visitor.updates_until('"ended": true'))
            assert "_rx_state_" not in answer, name


async def test_nobody_can_set_a_variable(site: Site, app: dict[str, Any]) -> None:
    setters = [name for name in app["handlers"] if name.endswith(".setvar")]
    assert len(setters) > len(app["states"])
    async with connect(site.url, cookie=site.bob) as bob:
        for name in setters:
            for variable in ("name", "role", "user_id", "items", "limit", "is_hydrated"):
                await bob.send(name, {"var_name": variable, "value": "admin"})
        assert '"admin"' not in json.dumps(await bob.settled())
