"""Choose a new password, by a link that an administrator made."""

import reflex as rx

from chatapp import routes
from chatapp.components.accounts import reset_form


def reset() -> rx.Component:
    return reset_form(action=routes.NEW_PASSWORD, to_sign_in=routes.LOGIN, whose=routes.RESET_LINK)
