"""The search of the history page: see search_history.jsx."""

from typing import Any

import reflex as rx
from reflex.event import passthrough_event_spec


class SearchHistory(rx.Component):
    library = rx.asset("search_history.jsx", shared=True).importable_path
    tag = "SearchHistory"

    found: rx.Var[list[Any]]
    found_for: rx.Var[str]
    more: rx.Var[int]
    place: rx.Var[str]
    tags: rx.Var[list[Any]]
    on_search: rx.EventHandler[passthrough_event_spec(str, str)]
    on_more: rx.EventHandler[passthrough_event_spec(str, str, int)]


def search_history(*listed: rx.Component, **props: Any) -> rx.Component:
    """`listed` is what the page shows while nothing is looked for; `place` begins the address of a conversation."""
    return SearchHistory.create(*listed, **props)
