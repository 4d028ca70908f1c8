"""What only those notice who hear the page or go through it by keys: see access.jsx."""

import reflex as rx

from chatapp.i18n import t

_ACCESS = rx.asset("access.jsx", shared=True).importable_path
CONTENT = "content"  # id of what a page is about


class Announcer(rx.Component):
    """Tells how the answers of the open conversation begin and end."""

    library = _ACCESS
    tag = "Announcer"


class SkipLink(rx.Component):
    library = _ACCESS
    tag = "SkipLink"

    label: rx.Var[str]
    to: rx.Var[str]


def skip_link() -> rx.Component:
    return SkipLink.create(label=t("access.skip"), to=CONTENT)
