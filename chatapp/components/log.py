"""The open path of a conversation, message by message; at its end several answers may stand side by side."""

import reflex as rx
from reflex.event import passthrough_event_spec
from reflex.vars import StringVar

from chatapp.components.bridge import has_earlier, messages, oldest, sides
from chatapp.components.message import message
from chatapp.components.props import Handler
from chatapp.components.sides import Side, Sides
from chatapp.i18n import t


class MessageLog(rx.Component):
    library = rx.asset("log.jsx", shared=True).importable_path
    tag = "MessageLog"

    conversation: rx.Var[str]
    label: rx.Var[str]
    jump_label: rx.Var[str]
    on_later: rx.EventHandler[passthrough_event_spec(str, str)]


def _sides(on_choose: Handler, on_stop: Handler, **on_message: Handler) -> rx.Component:
    return Sides.create(
        rx.foreach(
            sides(),
            lambda row: Side.create(
                message(row=row, **on_message),
                message_id=row["id"],
                reference=row["reference"],
                model=row["model"],
                status=row["status"],
                open=row["open"],
                on_choose=on_choose,
                on_stop=on_stop,
                key=row["id"],
            ),
        )
    )


def message_log(
    conversation: StringVar[str],
    *,
    on_earlier: Handler,
    on_later: Handler,
    on_choose: Handler,
    on_stop: Handler,
    **on_message: Handler,
) -> rx.Component:
    """`on_choose`, `on_stop`: of answers side by side; `on_message`: what can be done with a single one, as `message`
    names it."""
    return MessageLog.create(
        rx.cond(
            has_earlier(),
            rx.el.button(
                t("log.earlier"),
                type="button",
                class_name="quiet earlier",
                on_click=lambda: on_earlier(conversation, oldest()),
            ),
        ),
        rx.foreach(
            messages(),
            lambda row: rx.fragment(
                rx.cond(row["sides"], _sides(on_choose, on_stop, **on_message), message(row=row, **on_message)),
                key=row["id"],
            ),
        ),
        conversation=conversation,
        on_later=on_later,
        label=t("log.label"),
        jump_label=t("log.jump"),
    )
