"""Sign in."""

import reflex as rx

from chatapp import routes
from chatapp.components.accounts import sign_in_form


def login() -> rx.Component:
    return sign_in_form(action=routes.SIGN_IN, to_register=routes.REGISTER, registration=routes.REGISTRATION)
