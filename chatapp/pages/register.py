"""Create an account."""

import reflex as rx

from chatapp import routes
from chatapp.components.accounts import register_form
from chatapp.components.sidebar import link
from chatapp.i18n import t


def register() -> rx.Component:
    return register_form(action=routes.SIGN_UP, other=link(t("account.to_sign_in"), to=routes.LOGIN))
