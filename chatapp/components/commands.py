"""Shortcuts, their help, and the command palette: see commands.jsx, palette.jsx and the table in shortcuts.js."""

from typing import Any

import reflex as rx
from reflex.event import passthrough_event_spec

from chatapp.i18n import LOCALES, t

_COMMANDS = rx.asset("commands.jsx", shared=True).importable_path
for part in ("palette.jsx", "shortcut_help.jsx", "shortcuts.js"):
    rx.asset(part, shared=True)


class Commands(rx.Component):
    library = _COMMANDS
    tag = "Commands"

    items: rx.Var[list[Any]]
    more: rx.Var[bool]
    found: rx.Var[list[Any]]
    found_for: rx.Var[str]
    peeked: rx.Var[list[Any]]
    peeked_for: rx.Var[str]
    current: rx.Var[str]
    is_admin: rx.Var[bool]
    links: rx.Var[dict[str, str]]
    locales: rx.Var[dict[str, str]]
    on_search: rx.EventHandler[passthrough_event_spec(str)]
    on_peek: rx.EventHandler[passthrough_event_spec(str, str)]
    on_choose_locale: rx.EventHandler[passthrough_event_spec(str)]
    on_choose_theme: rx.EventHandler[passthrough_event_spec(str)]


class SearchButton(rx.Component):
    library = _COMMANDS
    tag = "SearchButton"

    label: rx.Var[str]


def commands(**props: Any) -> rx.Component:
    """`items` and `more`: the first page of the list; `found` and
    `peeked`: the conversations and messages found for `found_for` and `peeked_for`; `links`: where the
    pages are; the handlers are named in `Commands`."""
    return Commands.create(locales=LOCALES, **props)


def search_button() -> rx.Component:
    return SearchButton.create(label=t("palette.button"))
