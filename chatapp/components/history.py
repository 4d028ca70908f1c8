"""One's conversations on the history page, with what can be done to each or to many: see history.jsx."""

from typing import Any

import reflex as rx
from reflex.event import no_args_event_spec, passthrough_event_spec

for part in ("history_row.jsx", "selection.js", "tags.jsx"):
    rx.asset(part, shared=True)

Ids = passthrough_event_spec(list)


class History(rx.Component):
    """`begin`: where one writes the first; `place`: of a conversation's link."""

    library = rx.asset("history.jsx", shared=True).importable_path
    tag = "History"
    lib_dependencies: list[str] = ["virtua@0.54.2"]

    items: rx.Var[list[Any]]
    more: rx.Var[bool]
    tags: rx.Var[list[Any]]
    place: rx.Var[str]
    begin: rx.Var[str]
    kept_days: rx.Var[int]
    trash_days: rx.Var[int]
    on_more: rx.EventHandler[passthrough_event_spec(str, str)]
    on_look: rx.EventHandler[passthrough_event_spec(str, str, str, str, str)]
    on_rename: rx.EventHandler[passthrough_event_spec(str, str)]
    on_pin: rx.EventHandler[passthrough_event_spec(str)]
    on_unpin: rx.EventHandler[passthrough_event_spec(str)]
    on_move_pin: rx.EventHandler[passthrough_event_spec(str, int)]
    on_archive: rx.EventHandler[Ids]
    on_unarchive: rx.EventHandler[Ids]
    on_delete: rx.EventHandler[Ids]
    on_restore: rx.EventHandler[Ids]
    on_destroy: rx.EventHandler[Ids]
    on_empty: rx.EventHandler[no_args_event_spec]
    on_load_tags: rx.EventHandler[no_args_event_spec]
    on_put_tag: rx.EventHandler[passthrough_event_spec(str, list)]
    on_put_new_tag: rx.EventHandler[passthrough_event_spec(str, str, list)]
    on_take_tag: rx.EventHandler[passthrough_event_spec(str, list)]
    on_change_tag: rx.EventHandler[passthrough_event_spec(str, str, str)]
    on_delete_tag: rx.EventHandler[passthrough_event_spec(str)]
