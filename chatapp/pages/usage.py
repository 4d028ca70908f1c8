"""How much was asked and answered: one's own numbers, and for administrators those of all."""

import reflex as rx

from chatapp.components.page import heading
from chatapp.components.usage import Usage
from chatapp.i18n import t
from chatapp.pages.shell import shell
from chatapp.state.session import SessionState
from chatapp.state.usage import UsageState


def usage() -> rx.Component:
    plots = Usage.create(usage=UsageState.usage, is_admin=SessionState.is_admin, on_look=UsageState.look)
    return shell(heading(t("nav.usage")), rx.el.section(plots, class_name="usage"))
