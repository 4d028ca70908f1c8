"""The box one writes in: see composer.jsx."""

from typing import Any

import reflex as rx
from reflex.event import passthrough_event_spec

from chatapp.i18n import t

for part in ("drafts.js", "kept.js", "queue.jsx"):
    rx.asset(part, shared=True)


class Composer(rx.Component):
    library = rx.asset("composer.jsx", shared=True).importable_path
    tag = "Composer"

    owner: rx.Var[str]
    opened: rx.Var[int]
    accepted: rx.Var[str]
    refused: rx.Var[str]
    limit: rx.Var[int]
    most_kept: rx.Var[int]
    labels: rx.Var[dict[str, str]]
    on_send: rx.EventHandler[passthrough_event_spec(str, str, str)]
    on_stop: rx.EventHandler[passthrough_event_spec(str)]
    on_branch: rx.EventHandler[passthrough_event_spec(str)]
    on_too_long: rx.EventHandler[passthrough_event_spec(int)]
    on_keep: rx.EventHandler[passthrough_event_spec(str, str, int)]


def composer(**props: Any) -> rx.Component:
    """`limit` and `most_kept`, of a prompt and of a draft, are in characters; the handlers are named in `Composer`."""
    labels = {
        "message": t("composer.label"),
        "placeholder": t("composer.placeholder"),
        "send": t("composer.send"),
        "queue": t("queue.add"),
        "stop": t("composer.stop"),
    }
    return Composer.create(labels=labels, **props)
