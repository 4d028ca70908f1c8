"""Usage in numbers and plots: see usage.jsx and plots.jsx."""

from typing import Any

import reflex as rx
from reflex.event import passthrough_event_spec

_USAGE = rx.asset("usage.jsx", shared=True).importable_path
rx.asset("plots.jsx", shared=True)


class Usage(rx.Component):
    library = _USAGE
    tag = "Usage"

    usage: rx.Var[Any]  # UsageItem
    is_admin: rx.Var[bool]
    on_look: rx.EventHandler[passthrough_event_spec(int, str, str)]
