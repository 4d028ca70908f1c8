"""Instructions to every model, as a form of their own: see instructions.jsx."""

from typing import Any

import reflex as rx
from reflex.event import passthrough_event_spec


class InstructionsForm(rx.Component):
    library = rx.asset("instructions.jsx", shared=True).importable_path
    tag = "InstructionsForm"

    label: rx.Var[str]
    hint: rx.Var[str]
    text: rx.Var[str]
    limit: rx.Var[int]
    told: rx.Var[Any]
    on_save: rx.EventHandler[passthrough_event_spec(str, int)]
