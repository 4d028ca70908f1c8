"""Which model answers."""

from typing import Any

import reflex as rx
from reflex.event import passthrough_event_spec
from reflex.vars import BooleanVar

from chatapp.i18n import t

_PICKER = rx.asset("picker.jsx", shared=True).importable_path


class ModelPicker(rx.Component):
    """The combobox **Model**, and what is wrong with it. `groups` are ModelGroups, the others references."""

    library = _PICKER
    tag = "ModelPicker"

    groups: rx.Var[list[Any]]
    favourites: rx.Var[list[str]]
    recent: rx.Var[list[str]]
    chosen: rx.Var[str]
    on_choose: rx.EventHandler[passthrough_event_spec(str)]
    on_add_favourite: rx.EventHandler[passthrough_event_spec(str)]
    on_remove_favourite: rx.EventHandler[passthrough_event_spec(str)]


class ModelSelect(rx.Component):
    library = _PICKER
    tag = "ModelSelect"

    label: rx.Var[str]
    none: rx.Var[str]
    groups: rx.Var[list[Any]]
    value: rx.Var[str]
    on_choose: rx.EventHandler[passthrough_event_spec(str)]


def builtin_hint(shown: BooleanVar) -> rx.Component:
    return rx.el.p(rx.cond(shown, t("chat.builtin"), t("chat.can_be_wrong")), class_name="hint")
