"""What a page without a conversation shows: a question, and prompts to begin with."""

import reflex as rx

from chatapp.i18n import t

_PROMPTS = ("starter.explain", "starter.write", "starter.plan", "starter.mend")


class Starters(rx.Component):
    library = rx.asset("welcome.jsx", shared=True).importable_path
    tag = "Starters"

    label: rx.Var[str]
    prompts: rx.Var[list[str]]


def welcome() -> rx.Component:
    return rx.el.div(
        rx.el.h1(t("chat.welcome")),
        Starters.create(label=t("starter.label"), prompts=[t(prompt) for prompt in _PROMPTS]),
        class_name="welcome",
    )
