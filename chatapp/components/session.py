"""The end of a session while its page is open: see session.js and again.jsx."""

import reflex as rx
from reflex.vars import StringVar

rx.asset("session.js", shared=True)


class SignInAgain(rx.Component):
    library = rx.asset("again.jsx", shared=True).importable_path
    tag = "SignInAgain"

    name: rx.Var[str]
    action: rx.Var[str]
    start: rx.Var[str]
    elsewhere: rx.Var[str]


def sign_in_again(name: StringVar[str], *, action: str, start: str, elsewhere: str) -> rx.Component:
    """`name`: whose session it is; `action`: where the form posts; `start`: the page of somebody else who signs in;
    `elsewhere`: the sign-in page."""
    return SignInAgain.create(name=name, action=action, start=start, elsewhere=elsewhere)
