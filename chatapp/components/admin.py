"""What the sections of the page for administrators share, and the link that is shown once."""

from typing import Any

import reflex as rx
from reflex.event import passthrough_event_spec
from reflex.vars import ObjectVar

from chatapp.components.page import Modal
from chatapp.components.props import Handler
from chatapp.i18n import moment, t

_ADMIN = rx.asset("admin.jsx", shared=True).importable_path


class SearchBox(rx.Component):
    library = _ADMIN
    tag = "SearchBox"

    label: rx.Var[str]
    on_search: rx.EventHandler[passthrough_event_spec(str)]


class LineForm(rx.Component):
    library = _ADMIN
    tag = "LineForm"

    label: rx.Var[str]
    submit: rx.Var[str]
    most: rx.Var[int]
    required: rx.Var[bool]
    done: rx.Var[int]
    on_save: rx.EventHandler[passthrough_event_spec(str)]


class AddressToCopy(rx.Component):
    library = _ADMIN
    tag = "AddressToCopy"

    path: rx.Var[str]
    labels: rx.Var[dict[str, str]]


def part(title: rx.Var[str], *content: rx.Component) -> rx.Component:
    return rx.el.section(rx.el.h2(title), *content)


def action(text: rx.Var[str], handler: Handler) -> rx.Component:
    return rx.el.button(text, type="button", class_name="quiet", on_click=handler)


def more_button(more: rx.Var[bool], handler: Handler) -> rx.Component:
    return rx.cond(more, rx.el.button(t("history.more"), type="button", class_name="secondary", on_click=handler))


def link_dialog(link: ObjectVar[Any], *, on_close: Handler) -> rx.Component:
    """`link`: a ShownLink."""
    labels = {"link": t("admin.link"), "copy": t("admin.copy"), "copied": t("admin.copied")}
    return Modal.create(
        rx.el.p(t("link." + link.kind.to(str), whom=link.whom)),
        AddressToCopy.create(path=link.path, labels=labels),
        rx.el.p(t("admin.link_once", when=moment(link.expires)), class_name="hint"),
        rx.el.div(
            rx.el.button(t("admin.done"), type="button", class_name="secondary", on_click=on_close),
            class_name="actions",
        ),
        open=link.path != "",
        label=t("admin.link"),
        on_close=on_close,
    )
