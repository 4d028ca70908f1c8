"""What a search has found in the conversation that it opened: see hits.jsx."""

import reflex as rx
from reflex.event import passthrough_event_spec

from chatapp.components.props import Handler


class Hits(rx.Component):
    library = rx.asset("hits.jsx", shared=True).importable_path
    tag = "Hits"

    on_look: rx.EventHandler[passthrough_event_spec(str)]


def hits(*, on_look: Handler) -> rx.Component:
    """`on_look` asks for what stands around a message."""
    return Hits.create(on_look=on_look)
