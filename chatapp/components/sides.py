"""Answers of several models to one prompt, side by side, and which models those are."""

from typing import Any

import reflex as rx
from reflex.event import passthrough_event_spec

_SIDES = rx.asset("sides.jsx", shared=True).importable_path
_COMPARE = rx.asset("compare.jsx", shared=True).importable_path


class Sides(rx.Component):
    """Its children are `Side`s."""

    library = _SIDES
    tag = "Sides"


class Side(rx.Component):
    """One column: its child is the message."""

    library = _SIDES
    tag = "Side"

    message_id: rx.Var[str]
    reference: rx.Var[str]
    model: rx.Var[str]
    status: rx.Var[str]
    open: rx.Var[Any]
    on_choose: rx.EventHandler[passthrough_event_spec(str)]
    on_stop: rx.EventHandler[passthrough_event_spec(str)]


class Comparer(rx.Component):
    """Adds models to the chosen one: each answers the next prompt, too. For the rest see `ModelPicker`."""

    library = _COMPARE
    tag = "Comparer"

    groups: rx.Var[list[Any]]
    favourites: rx.Var[list[str]]
    recent: rx.Var[list[str]]
    chosen: rx.Var[str]
    compared: rx.Var[list[str]]
    on_compare: rx.EventHandler[passthrough_event_spec(list)]


class Compared(rx.Component):
    """Above the box: who answers what is sent next, and what it goes on from."""

    library = _COMPARE
    tag = "Compared"

    chosen: rx.Var[str]
    compared: rx.Var[list[str]]
    on_compare: rx.EventHandler[passthrough_event_spec(list)]
