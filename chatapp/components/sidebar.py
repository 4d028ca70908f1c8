"""The list of conversations beside every page; a drawer on a phone."""

import reflex as rx
from reflex.vars import BooleanVar, StringVar
from reflex_components_core.react_router.dom import ReactRouterLink

from chatapp.components.page import PostForm
from chatapp.components.props import Handler
from chatapp.components.temporary import begin_button
from chatapp.i18n import t

link = ReactRouterLink.create

DRAWER = "drawer"
_SIDEBAR = rx.asset("sidebar.jsx", shared=True).importable_path


class DrawerSwitch(rx.Component):
    library = _SIDEBAR
    tag = "DrawerSwitch"

    label: rx.Var[str]


class NewChatButton(rx.Component):
    library = _SIDEBAR
    tag = "NewChatButton"

    label: rx.Var[str]
    to: rx.Var[str]


class SidebarPlace(rx.Component):
    library = _SIDEBAR
    tag = "SidebarPlace"

    current: rx.Var[str]
    filled: rx.Var[bool]


def sidebar(
    search: rx.Component,
    conversations: rx.Component,
    current: StringVar[str],
    filled: BooleanVar,
    name: StringVar[str],
    is_admin: BooleanVar,
    *,
    links: dict[str, str],
    on_begin_temporary: Handler,
) -> rx.Component:
    """`filled`: whether the conversations have come; `links`: where new chat, history, usage, settings, administration
    and sign-out lead."""
    return rx.fragment(
        DrawerSwitch.create(id=DRAWER, label=t("nav.toggle")),
        rx.el.label(html_for=DRAWER, class_name="drawer-shade", aria_hidden="true"),
        rx.el.aside(
            rx.el.div(
                NewChatButton.create(label=t("nav.new_chat"), to=links["new"]),
                begin_button(on_begin_temporary),
                class_name="begin",
            ),
            search,
            rx.el.nav(
                SidebarPlace.create(current=current, filled=filled),
                conversations,
                aria_label=t("nav.conversations"),
            ),
            rx.el.footer(
                link(t("nav.history"), to=links["history"]),
                link(t("nav.usage"), to=links["usage"]),
                link(t("nav.settings"), to=links["settings"]),
                rx.cond(is_admin, link(t("nav.admin"), to=links["admin"])),
                PostForm.create(rx.el.button(t("nav.sign_out"), type="submit", title=name), action=links["sign_out"]),
            ),
            class_name="sidebar",
        ),
    )


def drawer_button() -> rx.Component:
    bars = rx.el.span(class_name="bars")
    return rx.el.label(bars, html_for=DRAWER, class_name="drawer-button", title=t("nav.toggle"))
