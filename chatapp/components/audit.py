"""What administrators did, newest first."""

from collections.abc import Mapping
from typing import Any

import reflex as rx
from reflex.vars import BooleanVar, ObjectVar

from chatapp.components.admin import more_button, part
from chatapp.components.props import Handler, Rows
from chatapp.i18n import moment, t


def audit_part(entries: Rows, more: BooleanVar, *, on_more: Handler) -> rx.Component:
    return part(
        t("admin.log"),
        rx.el.ul(
            rx.foreach(entries, lambda item: rx.fragment(entry(item=item.to(dict[str, Any])), key=item.id.to(str))),
            aria_label=t("admin.log"),
            class_name="rows",
        ),
        more_button(more, on_more),
    )


@rx.memo
def entry(item: ObjectVar[Mapping[str, Any]]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.p(t("audit." + item["action"].to(str), subject=item["subject"])),
            rx.el.p(
                rx.cond(item["actor"], item["actor"], t("admin.command_line")),
                rx.cond(item["ip"], " · " + item["ip"].to(str), ""),
                " · ",
                moment(item["at"]),
                class_name="meta",
            ),
        ),
    )
