"""What an unknown address shows."""

import reflex as rx

from chatapp import routes
from chatapp.components.page import heading
from chatapp.components.sidebar import link
from chatapp.i18n import t


def not_found() -> rx.Component:
    return rx.el.main(
        heading(t("page.not_found")), rx.el.p(link(t("page.home"), to=routes.CHAT)), class_name="failed-page"
    )
