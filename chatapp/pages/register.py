"""Create an account."""

import reflex as rx

from chatapp import routes
from chatapp.components.accounts import register_form


def register() -> rx.Component:
    return register_form(action=routes.SIGN_UP, to_sign_in=routes.LOGIN, registration=routes.REGISTRATION)
