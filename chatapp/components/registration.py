"""Who may create an account, and the invitations that are out."""

from collections.abc import Mapping
from typing import Any

import reflex as rx
from reflex.event import passthrough_event_spec
from reflex.vars import BooleanVar, NumberVar, ObjectVar, StringVar

from chatapp.components.admin import LineForm, action, part
from chatapp.components.props import Handler, Rows
from chatapp.i18n import moment, t

MODES = ("open", "invite", "closed")


def registration_part(
    mode: StringVar[str],
    is_set: BooleanVar,
    invitations: Rows,
    made: NumberVar[int],
    *,
    on_choose: Handler,
    on_invite: Handler,
    on_revoke: Handler,
) -> rx.Component:
    """`is_set`: the settings decide; `made`: changes when an invitation was made."""
    return part(
        t("admin.registration"),
        rx.cond(
            is_set,
            rx.el.p(t("admin.mode_set", mode=t("mode." + mode)), class_name="hint"),
            rx.el.select(
                *[rx.el.option(t(f"mode.{choice}"), value=choice) for choice in MODES],
                value=mode,
                on_change=on_choose,
                aria_label=t("admin.registration"),
            ),
        ),
        rx.cond(
            mode != "closed",
            LineForm.create(
                label=t("admin.note"), submit=t("admin.invite"), most=100, required=False, done=made, on_save=on_invite
            ),
        ),
        _invitations(invitations, on_revoke),
    )


def _invitations(invitations: Rows, on_revoke: Handler) -> rx.Component:
    return rx.cond(
        invitations.length() > 0,
        rx.el.ul(
            rx.foreach(
                invitations,
                lambda item: rx.fragment(
                    invitation(item=item.to(dict[str, Any]), on_revoke=on_revoke), key=item.id.to(str)
                ),
            ),
            aria_label=t("admin.invitations"),
            class_name="rows",
        ),
    )


@rx.memo
def invitation(
    item: ObjectVar[Mapping[str, Any]], on_revoke: rx.EventHandler[passthrough_event_spec(int)]
) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.p(rx.cond(item["note"], item["note"], t("admin.no_note")), class_name="name"),
            rx.el.p(t("admin.expires", when=moment(item["expires"])), class_name="meta"),
        ),
        rx.el.div(action(t("admin.revoke"), lambda: on_revoke(item["id"])), class_name="actions"),
    )
