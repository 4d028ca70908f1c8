"""How a conversation is held: see setup.jsx."""

from typing import Any

import reflex as rx
from reflex.event import passthrough_event_spec

for part in ("setup_fields.jsx", "setup_sent.jsx"):
    rx.asset(part, shared=True)


class SetupButton(rx.Component):
    """With the panel that it opens."""

    library = rx.asset("setup.jsx", shared=True).importable_path
    tag = "SetupButton"

    changed: rx.Var[int]
    seen: rx.Var[Any]  # a LookView
    told: rx.Var[Any]
    limit: rx.Var[int]  # of instructions, in characters
    on_look: rx.EventHandler[passthrough_event_spec(str, str, int)]
    on_save: rx.EventHandler[passthrough_event_spec(str, str, dict[str, str], int)]
    on_switch: rx.EventHandler[passthrough_event_spec(str, int)]
