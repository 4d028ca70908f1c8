"""How the page looks to this person."""

import reflex as rx

from chatapp.components.page import heading, language_select, theme_select
from chatapp.i18n import t
from chatapp.pages.shell import shell
from chatapp.state.session import SessionState


def settings() -> rx.Component:
    return shell(
        heading(t("nav.settings")),
        rx.el.section(
            rx.el.p(t("settings.signed_in_as", name=SessionState.name), class_name="hint"),
            rx.el.div(
                rx.el.span(t("settings.language")),
                language_select(on_choose=SessionState.choose_locale),
                class_name="setting",
            ),
            rx.el.div(
                rx.el.span(t("settings.theme")),
                theme_select(on_choose=SessionState.choose_theme),
                class_name="setting",
            ),
            class_name="settings",
        ),
    )
