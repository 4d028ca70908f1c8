"""What a search has found in the conversation that it opened: see hits.jsx."""

from typing import Any

import reflex as rx
from reflex.event import passthrough_event_spec

rx.asset("marks.js", shared=True)


class Hits(rx.Component):
    library = rx.asset("hits.jsx", shared=True).importable_path
    tag = "Hits"

    hits: rx.Var[list[str]]
    hits_for: rx.Var[str]
    pattern: rx.Var[str]
    on_open: rx.EventHandler[passthrough_event_spec(str, str, str)]
    on_look: rx.EventHandler[passthrough_event_spec(str)]


def hits(**props: Any) -> rx.Component:
    """`hits`: the messages of a conversation that have what was looked for, `pattern`: what is marked in them, both
    for `hits_for`, a conversation and what was typed; `on_open` asks for them, `on_look` for what stands around one."""
    return Hits.create(**props)
