"""What a search has found in the conversation that it opened: see hits.jsx."""

import reflex as rx
from reflex.event import passthrough_event_spec

from chatapp.components.props import Handler


class Hits(rx.Component):
    library = rx.asset("hits.jsx", shared=True).importable_path
    tag = "Hits"

    on_version: rx.EventHandler[passthrough_event_spec(str)]


def hits(*, on_version: Handler) -> rx.Component:
    """`on_version` opens the branch of a message."""
    return Hits.create(on_version=on_version)
