"""The conversations as a list, in the sidebar: see conversation_list.jsx; the history page draws parts of it, too."""

from typing import Any

import reflex as rx
from reflex.event import passthrough_event_spec

_LIST = rx.asset("conversation_list.jsx", shared=True).importable_path
for part in ("days.js", "keys.js", "long_list.jsx", "title_form.jsx"):
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
    on_move_pin: rx.EventHandler[passthrough_event_spec(str, int)]
    on_archive: rx.EventHandler[passthrough_event_spec(list)]
    on_delete: rx.EventHandler[passthrough_event_spec(list)]


class UndoNotice(rx.Component):
    """For a while after something was thrown away or archived, on whatever page: see undo.jsx."""

    library = rx.asset("undo.jsx", shared=True).importable_path
    tag = "UndoNotice"

    owner: rx.Var[str]

    on_restore: rx.EventHandler[passthrough_event_spec(list)]
    on_unarchive: rx.EventHandler[passthrough_event_spec(list)]
