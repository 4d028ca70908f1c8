"""The list of conversations beside every page; a drawer on a phone."""

import reflex as rx
from reflex.vars import BooleanVar, StringVar
from reflex_components_core.react_router.dom import ReactRouterLink

from chatapp.components.bridge import lines
from chatapp.components.page import PostForm
from chatapp.components.props import Row, Rows
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
    count: rx.Var[int]


def sidebar(
    items: Rows,
    more: BooleanVar,
    current: StringVar[str],
    name: StringVar[str],
    is_admin: BooleanVar,
    *,
    links: dict[str, str],
) -> rx.Component:
    """`links`: where new chat, a conversation (a prefix), history, settings, administration and sign-out lead."""
    items = lines(items)
    return rx.fragment(
        DrawerSwitch.create(id=DRAWER, label=t("nav.toggle")),
        rx.el.label(html_for=DRAWER, class_name="drawer-shade", aria_hidden="true"),
        rx.el.aside(
            NewChatButton.create(label=t("nav.new_chat"), to=links["new"]),
            rx.el.nav(
                SidebarPlace.create(current=current, count=items.length()),
                rx.foreach(items, lambda item: _conversation(item.to(dict[str, str]), current, links["conversation"])),
                rx.cond(more, link(t("nav.all"), to=links["history"], class_name="conversation all")),
                aria_label=t("nav.conversations"),
            ),
            rx.el.footer(
                link(t("nav.history"), to=links["history"]),
                link(t("nav.settings"), to=links["settings"]),
                rx.cond(is_admin, link(t("nav.admin"), to=links["admin"])),
                PostForm.create(rx.el.button(t("nav.sign_out"), type="submit", title=name), action=links["sign_out"]),
            ),
            class_name="sidebar",
        ),
    )


def _conversation(item: Row, current: StringVar[str], prefix: str) -> rx.Component:
    return rx.el.div(
        link(
            item["title"],
            to=prefix + item["id"],
            class_name="conversation",
            title=item["title"],
            custom_attrs={"aria-current": rx.cond(item["id"] == current, "page", "false")},
        ),
        activity(item),
        class_name="line",
        key=item["id"],
    )


def activity(item: Row) -> rx.Component:
    """What goes on in a conversation. It stands beside the link, whose name is the title alone."""
    return rx.cond(
        item["activity"],
        rx.el.span(
            role="img",
            aria_label=t("activity." + item["activity"]),
            title=t("activity." + item["activity"]),
            class_name="activity " + item["activity"],
        ),
    )


def drawer_button() -> rx.Component:
    bars = rx.el.span(class_name="bars")
    return rx.el.label(bars, html_for=DRAWER, class_name="drawer-button", title=t("nav.toggle"))
