"""Sign in."""

import reflex as rx

from chatapp import routes
from chatapp.components.accounts import sign_in_form
from chatapp.components.sidebar import link
from chatapp.i18n import t


def login() -> rx.Component:
    return sign_in_form(action=routes.SIGN_IN, other=link(t("account.to_register"), to=routes.REGISTER))
