"""Which model answers."""

from typing import Any

import reflex as rx

from chatapp.i18n import t, t_args


def model_select(names: rx.Var[list[str]], chosen: rx.Var[str], fault: rx.Var[Any], *, on_choose: Any) -> rx.Component:
    return rx.fragment(
        rx.el.select(
            rx.foreach(names, lambda name: rx.el.option(name, value=name, key=name)),
            value=chosen,
            on_change=on_choose,
            aria_label=t("chat.model"),
            class_name="model-select",
        ),
        rx.cond(fault.key != "", rx.el.span(t_args(fault.key, fault.arguments), class_name="fault", role="note")),
    )


def builtin_hint(shown: rx.Var[bool]) -> rx.Component:
    return rx.el.p(rx.cond(shown, t("chat.builtin"), t("chat.can_be_wrong")), class_name="hint")
