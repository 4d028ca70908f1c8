"""The list of accounts, with what an administrator can do to each."""

from collections.abc import Mapping
from typing import Any

import reflex as rx
from reflex.event import passthrough_event_spec
from reflex.vars import BooleanVar, NumberVar, ObjectVar, StringVar

from chatapp.components.admin import LineForm, SearchBox, action, more_button, part
from chatapp.components.page import asked_first, delete_button
from chatapp.components.props import Handler, Rows
from chatapp.i18n import t, when

Person = ObjectVar[Mapping[str, Any]]


def people_part(
    people: Rows,
    more: BooleanVar,
    total: NumberVar[int],
    made: NumberVar[int],
    *,
    on_search: Handler,
    on_more: Handler,
    on_create: Handler,
    on: Mapping[str, Handler],
) -> rx.Component:
    """`made`: changes when an account was created; `on`: the handlers that `person` names."""
    return part(
        t("admin.people"),
        rx.el.p(t("admin.people_hint", total=total), class_name="hint"),
        LineForm.create(
            label=t("admin.new_name"), submit=t("admin.create"), most=64, required=True, done=made, on_save=on_create
        ),
        SearchBox.create(label=t("admin.search"), on_search=on_search),
        rx.cond(
            people.length() > 0,
            rx.el.ul(
                rx.foreach(
                    people,
                    lambda item: rx.fragment(person(item=item.to(dict[str, Any]), **on), key=item.id.to(str)),
                ),
                aria_label=t("admin.people"),
                class_name="rows",
            ),
            rx.el.p(t("admin.nobody"), class_name="hint"),
        ),
        more_button(more, on_more),
    )


@rx.memo
def person(
    item: Person,
    on_disable: rx.EventHandler[passthrough_event_spec(int)],
    on_enable: rx.EventHandler[passthrough_event_spec(int)],
    on_make_admin: rx.EventHandler[passthrough_event_spec(int)],
    on_take_admin: rx.EventHandler[passthrough_event_spec(int)],
    on_ask_reset: rx.EventHandler[passthrough_event_spec(int, str)],
    on_ask_delete: rx.EventHandler[passthrough_event_spec(int, str)],
) -> rx.Component:
    return rx.el.li(
        _who(item),
        rx.el.div(
            rx.cond(
                item["admin"],
                action(t("admin.take_admin"), lambda: on_take_admin(item["id"])),
                action(t("admin.make_admin"), lambda: on_make_admin(item["id"])),
            ),
            rx.cond(
                ~item["me"].bool(),
                rx.fragment(
                    action(t("admin.reset"), lambda: on_ask_reset(item["id"], item["name"])),
                    rx.cond(
                        item["disabled"],
                        action(t("admin.enable"), lambda: on_enable(item["id"])),
                        action(t("admin.disable"), lambda: on_disable(item["id"])),
                    ),
                    action(t("history.delete"), lambda: on_ask_delete(item["id"], item["name"])),
                ),
            ),
            class_name="actions",
        ),
    )


def _who(item: Person) -> rx.Component:
    return rx.el.div(
        rx.el.p(
            rx.el.span(item["name"], class_name="name"),
            _badge(item["me"], t("admin.you")),
            _badge(item["admin"], t("admin.administrator")),
            _badge(item["disabled"], t("admin.disabled")),
        ),
        rx.el.p(
            t("admin.created", when=when(item["created"])),
            " · ",
            rx.cond(item["seen"], t("admin.seen", when=when(item["seen"])), t("admin.not_seen")),
            class_name="meta",
        ),
    )


def _badge(is_so: rx.Var[Any], text: rx.Var[str]) -> rx.Component:
    return rx.cond(is_so, rx.el.span(text, class_name="badge"))


def question(
    asked: StringVar[str], name: StringVar[str], *, on_reset: Handler, on_delete: Handler, on_cancel: Handler
) -> rx.Component:
    """`asked`: reset, delete, or nothing."""
    act = rx.cond(
        asked == "delete",
        delete_button(on_delete),
        rx.el.button(t("admin.reset"), type="button", class_name="primary", on_click=on_reset),
    )
    return asked_first(
        asked != "", t("question_title." + asked), t("question." + asked, name=name), act, on_cancel=on_cancel
    )
