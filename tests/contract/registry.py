"""What a socket can call, as the app itself says it: tests made of it cover a new handler by themselves."""

import json
import subprocess
import sys
import uuid
from typing import Any

from tests.support.server import PROJECT

ID = "str ≤ 36"
INSPECT = """
import dataclasses, json, typing
import reflex as rx
import chatapp.chatapp
from reflex.event import EventHandler
from reflex.vars import Field
from reflex_base.registry import RegistrationContext
from chatapp.state import entrance, guard

def parts(kind):
    found = [part for argument in typing.get_args(kind) for part in parts(argument)]
    origin = typing.get_origin(kind) or kind
    if dataclasses.is_dataclass(origin):
        found += [part for field in typing.get_type_hints(origin).values() for part in parts(field)]
    return [f"{getattr(origin, '__module__', '')}.{getattr(origin, '__qualname__', origin)}", *found]

ours = [state for state in rx.State.get_substates() if state.__module__.startswith("chatapp.")]
print(json.dumps({
    "registered": list(RegistrationContext.get().event_handlers),
    "takes": {name: schema.kinds for name, schema in entrance.schemas().items()},
    "required": {name: list(schema.required) for name, schema in entrance.schemas().items()},
    "background": [
        name for name, known in RegistrationContext.get().event_handlers.items() if known.handler.is_background
    ],
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


def inspect() -> dict[str, Any]:
    """Asked in a process of its own: the app registers itself in whatever process imports it."""
    asked = subprocess.run([sys.executable, "-c", INSPECT], cwd=PROJECT, capture_output=True, text=True, check=True)
    return json.loads(asked.stdout.splitlines()[-1])


def example(kind: str) -> Any:
    """A value that the schema lets through and that names nothing."""
    match kind.split("[")[0].split(" ")[0]:
        case "str":
            return str(uuid.uuid4())
        case "int":
            return 1
        case "list":
            return [example(ID)] if ID in kind else []
        case "dict":
            return {}
        case _:
            raise NotImplementedError(kind)


def fits(kind: str, value: Any) -> bool:
    """Whether a value is one that `kind` describes; only as exact as the junk in the tests needs."""
    match kind.split("[")[0].split(" ")[0]:
        case "str":
            most = int(kind.partition("≤")[2] or 200_000)
            return isinstance(value, str) and len(value) <= most
        case "int":
            return type(value) is int and 0 <= value < 2**31
        case "list":
            return value in ([], ["x"])
        case _:
            return value == {}
