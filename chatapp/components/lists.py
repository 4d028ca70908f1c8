"""The conversations as a list, in the sidebar and on the history page: see conversation_list.jsx."""

from typing import Any

import reflex as rx
from reflex.event import no_args_event_spec, passthrough_event_spec
from reflex.vars import BooleanVar

from chatapp.components.props import Handler, Rows
from chatapp.i18n import t

_LIST = rx.asset("conversation_list.jsx", shared=True).importable_path
for part in ("days.js", "keys.js"):
    rx.asset(part, shared=True)


class ConversationList(rx.Component):
    library = _LIST
    tag = "ConversationList"

    items: rx.Var[list[Any]]
    more: rx.Var[bool]
    current: rx.Var[str]
    place: rx.Var[str]
    on_more: rx.EventHandler[passthrough_event_spec(str, str)]
    on_rename: rx.EventHandler[passthrough_event_spec(str, str)]
    on_pin: rx.EventHandler[passthrough_event_spec(str)]
    on_unpin: rx.EventHandler[passthrough_event_spec(str)]
    on_ask_delete: rx.EventHandler[passthrough_event_spec(str, str)]


class MoreLines(rx.Component):
    library = _LIST
    tag = "MoreLines"

    items: rx.Var[list[Any]]
    more: rx.Var[bool]
    label: rx.Var[str]
    on_more: rx.EventHandler[passthrough_event_spec(str, str)]


class Activity(rx.Component):
    library = _LIST
    tag = "Activity"

    of: rx.Var[str]


class TitleForm(rx.Component):
    library = rx.asset("title_form.jsx", shared=True).importable_path
    tag = "TitleForm"

    title: rx.Var[str]
    labels: rx.Var[dict[str, str]]
    on_save: rx.EventHandler[passthrough_event_spec(str)]
    on_cancel: rx.EventHandler[no_args_event_spec]


def more_lines(items: Rows, more: BooleanVar, *, on_more: Handler) -> rx.Component:
    return MoreLines.create(items=items, more=more, label=t("history.more"), on_more=on_more)
