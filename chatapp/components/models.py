"""Which model answers."""

from collections.abc import Sequence

import reflex as rx
from reflex.vars import ArrayVar, BooleanVar, StringVar

from chatapp.components.props import Handler, TextWithArguments
from chatapp.i18n import t, t_args


def model_select(
    names: ArrayVar[Sequence[str]], chosen: StringVar[str], fault: TextWithArguments, *, on_choose: Handler
) -> rx.Component:
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


def builtin_hint(shown: BooleanVar) -> rx.Component:
    return rx.el.p(rx.cond(shown, t("chat.builtin"), t("chat.can_be_wrong")), class_name="hint")
