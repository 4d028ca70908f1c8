"""Model servers and their models, on the page for administrators."""

from typing import Any

import reflex as rx
from reflex.event import no_args_event_spec, passthrough_event_spec

from chatapp.components.admin import part
from chatapp.i18n import t

_MODELS = rx.asset("noted.jsx", shared=True).importable_path


class Endpoints(rx.Component):
    """`action`: where its form is posted to; `trials`: by the id of an endpoint."""

    library = rx.asset("endpoints.jsx", shared=True).importable_path
    tag = "Endpoints"

    action: rx.Var[str]
    items: rx.Var[list[Any]]
    trials: rx.Var[dict[str, Any]]
    environment: rx.Var[str]
    presets: rx.Var[list[Any]]
    found: rx.Var[list[Any]]
    on_load: rx.EventHandler[no_args_event_spec]
    on_look_around: rx.EventHandler[no_args_event_spec]
    on_test: rx.EventHandler[passthrough_event_spec(str)]
    on_remove: rx.EventHandler[passthrough_event_spec(str)]


class Noted(rx.Component):
    library = _MODELS
    tag = "Noted"

    noted: rx.Var[list[Any]]
    everybodys: rx.Var[str]
    on_hide: rx.EventHandler[passthrough_event_spec(str)]
    on_show: rx.EventHandler[passthrough_event_spec(str)]
    on_rename: rx.EventHandler[passthrough_event_spec(str, str)]
    on_choose_default: rx.EventHandler[passthrough_event_spec(str)]


def endpoints_part(endpoints: Endpoints) -> rx.Component:
    return part(t("endpoint.label"), endpoints)


def models_part(noted: Noted) -> rx.Component:
    return part(t("models.label"), noted)
