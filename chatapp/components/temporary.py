"""Conversations that are not stored: see temporary.jsx."""

import reflex as rx
from reflex.event import no_args_event_spec, passthrough_event_spec

from chatapp.components.props import Handler
from chatapp.i18n import t

_TEMPORARY = rx.asset("temporary.jsx", shared=True).importable_path


class BeginTemporary(rx.Component):
    library = _TEMPORARY
    tag = "BeginTemporary"

    label: rx.Var[str]
    on_begin: rx.EventHandler[no_args_event_spec]


class TemporaryBanner(rx.Component):
    """Above a conversation that is one; nothing above others."""

    library = _TEMPORARY
    tag = "TemporaryBanner"

    hours: rx.Var[int]
    on_keep: rx.EventHandler[passthrough_event_spec(str)]
    on_end: rx.EventHandler[passthrough_event_spec(str)]


def begin_button(on_begin: Handler) -> rx.Component:
    return BeginTemporary.create(label=t("temporary.begin"), on_begin=on_begin)
