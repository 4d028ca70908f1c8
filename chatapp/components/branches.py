"""Going back in a conversation: what can be done with one message, the map, the way back from a fork."""

from typing import Any

import reflex as rx
from reflex.event import passthrough_event_spec
from reflex.vars import BooleanVar, NumberVar

from chatapp.components.page import asked_first, delete_button
from chatapp.components.props import Handler
from chatapp.i18n import t

_ACTIONS = rx.asset("actions.jsx", shared=True).importable_path
rx.asset("map_store.js", shared=True)


class Regenerate(rx.Component):
    library = _ACTIONS
    tag = "Regenerate"

    message_id: rx.Var[str]
    model: rx.Var[str]  # a reference
    status: rx.Var[str]
    on_regenerate: rx.EventHandler[passthrough_event_spec(str, str)]


class More(rx.Component):
    library = _ACTIONS
    tag = "More"

    message_id: rx.Var[str]
    role: rx.Var[str]


class ModelName(rx.Component):
    library = _ACTIONS
    tag = "ModelName"

    reference: rx.Var[str]
    model: rx.Var[str]  # its own name


class MessageMenu(rx.Component):
    """The menus of all messages of a log."""

    library = _ACTIONS
    tag = "MessageMenu"

    groups: rx.Var[list[Any]]  # ModelGroups
    favourites: rx.Var[list[str]]
    recent: rx.Var[list[str]]
    on_regenerate: rx.EventHandler[passthrough_event_spec(str, str)]
    on_fork: rx.EventHandler[passthrough_event_spec(str)]
    on_ask_delete: rx.EventHandler[passthrough_event_spec(str)]


class MapButton(rx.Component):
    library = rx.asset("map.jsx", shared=True).importable_path
    tag = "MapButton"

    on_show: rx.EventHandler[passthrough_event_spec(str)]
    on_open: rx.EventHandler[passthrough_event_spec(str)]


class Origin(rx.Component):
    library = rx.asset("origin.jsx", shared=True).importable_path
    tag = "Origin"

    place: rx.Var[str]


def delete_message_dialog(
    open_: BooleanVar, turn: BooleanVar, going: NumberVar[int], *, on_delete: Handler, on_cancel: Handler
) -> rx.Component:
    question = rx.cond(turn, t("branch.delete_turn", count=going), t("branch.delete_version", count=going))
    return asked_first(open_, t("branch.delete_title"), question, delete_button(on_delete), on_cancel=on_cancel)
