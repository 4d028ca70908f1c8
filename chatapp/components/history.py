"""The list of one's conversations on the history page, with what can be done to each."""

from collections.abc import Mapping

import reflex as rx
from reflex.event import no_args_event_spec, passthrough_event_spec
from reflex.vars import BooleanVar, StringVar

from chatapp.components.bridge import lines
from chatapp.components.lists import Activity, TitleForm
from chatapp.components.page import asked_first, delete_button
from chatapp.components.props import Handler, Row, Rows
from chatapp.components.sidebar import link
from chatapp.i18n import t, when


def results(
    items: Rows, more: BooleanVar, renaming: StringVar[str], *, prefix: str, begin: str, on: Mapping[str, Handler]
) -> rx.Component:
    """`prefix`: of a conversation's link; `begin`: where one writes the first; `on`: the handlers that `row` names."""
    items = lines(items, more)
    return rx.cond(
        items.length() > 0,
        rx.el.ul(
            rx.foreach(
                items,
                lambda item: rx.fragment(
                    row(item=item.to(dict[str, str]), renamed=renaming == item.id, prefix=prefix, **on), key=item.id
                ),
            ),
            aria_label=t("history.results"),
        ),
        rx.el.div(rx.el.p(t("history.empty")), link(t("history.begin"), to=begin), class_name="empty"),
    )


@rx.memo
def row(
    item: Row,
    renamed: BooleanVar,
    prefix: StringVar[str],
    on_rename: rx.EventHandler[passthrough_event_spec(str, str)],
    on_start_rename: rx.EventHandler[passthrough_event_spec(str)],
    on_cancel_rename: rx.EventHandler[no_args_event_spec],
    on_pin: rx.EventHandler[passthrough_event_spec(str)],
    on_unpin: rx.EventHandler[passthrough_event_spec(str)],
    on_ask_delete: rx.EventHandler[passthrough_event_spec(str, str)],
) -> rx.Component:
    address = prefix + item["id"]
    return rx.el.li(
        rx.cond(
            renamed,
            _rename_form(item, on_rename, on_cancel_rename),
            rx.el.div(
                link(item["title"], to=address, class_name="title"),
                Activity.create(of=item["activity"]),
                rx.el.p(item["preview"], class_name="preview"),
                rx.el.p(when(item["updated"]), rx.cond(item["model"], _model(item["model"])), class_name="meta"),
            ),
        ),
        rx.cond(
            ~renamed,
            rx.el.div(
                link(t("history.open"), to=address, class_name="quiet"),
                _action("history.rename", lambda: on_start_rename(item["id"])),
                rx.cond(
                    item["pinned"],
                    _action("history.unpin", lambda: on_unpin(item["id"])),
                    _action("history.pin", lambda: on_pin(item["id"])),
                ),
                _action("history.delete", lambda: on_ask_delete(item["id"], item["title"])),
                class_name="actions",
            ),
        ),
    )


def _model(name: rx.Var[str]) -> rx.Component:
    return rx.fragment(" · ", rx.el.bdi(name))


def _action(key: str, handler: Handler) -> rx.Component:
    return rx.el.button(t(key), type="button", class_name="quiet", on_click=handler)


def _rename_form(item: Row, on_rename: Handler, on_cancel: Handler) -> rx.Component:
    labels = {"title": t("history.new_title"), "save": t("history.save"), "cancel": t("history.cancel")}
    return TitleForm.create(
        title=item["title"],
        labels=labels,
        on_save=lambda title: on_rename(item["id"], title),
        on_cancel=lambda: on_cancel(),
    )


def delete_dialog(open_: BooleanVar, title: StringVar[str], *, on_delete: Handler, on_cancel: Handler) -> rx.Component:
    question = t("history.delete_question", title=title)
    return asked_first(open_, t("history.delete_title"), question, delete_button(on_delete), on_cancel=on_cancel)
