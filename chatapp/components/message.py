"""One message of the log. Its text comes from the chat store by id, so a row is drawn again only when it changes."""

import reflex as rx
from reflex.event import passthrough_event_spec
from reflex.vars import StringVar

from chatapp.components.bridge import has_earlier, messages, oldest
from chatapp.components.props import Handler, Row
from chatapp.i18n import t

_MARKDOWN = rx.asset("markdown.jsx", shared=True).importable_path
for part in (
    *("addresses.js", "blocks.js", "bounds.js", "clipboard.js", "elements.jsx", "follow.js", "paced.js"),
    *("formula.jsx", "formulas.js", "maths.js", "pipeline.js", "typeset.js"),
):
    rx.asset(part, shared=True)


class MessageText(rx.Component):
    library = _MARKDOWN
    tag = "MessageText"
    lib_dependencies: list[str] = [
        "streamdown@2.7.1",
        "@streamdown/cjk@1.0.3",
        "remend@1.4.0",
        "katex@0.19.1",
        "react-error-boundary@6.1.6",
    ]

    message_id: rx.Var[str]
    role: rx.Var[str]
    status: rx.Var[str]


class WaitingNote(rx.Component):
    library = rx.asset("waiting.jsx", shared=True).importable_path
    tag = "WaitingNote"

    message_id: rx.Var[str]


class CopyButton(rx.Component):
    library = _MARKDOWN
    tag = "CopyButton"

    message_id: rx.Var[str]
    label: rx.Var[str]
    text: rx.Var[str]
    done_text: rx.Var[str]


class MessageLog(rx.Component):
    library = rx.asset("log.jsx", shared=True).importable_path
    tag = "MessageLog"

    conversation: rx.Var[str]
    label: rx.Var[str]
    jump_label: rx.Var[str]


@rx.memo
def message(
    row: Row,
    on_regenerate: rx.EventHandler[passthrough_event_spec(str)],
    on_continue: rx.EventHandler[passthrough_event_spec(str)],
) -> rx.Component:
    of_assistant = row["role"] == "assistant"
    return rx.el.article(
        rx.cond(row["status"] == "streaming", WaitingNote.create(message_id=row["id"])),
        MessageText.create(message_id=row["id"], role=row["role"], status=row["status"]),
        rx.cond(row["fault"], _fault(row)),
        rx.cond(row["status"] == "stopped", rx.el.p(t("message.stopped"), class_name="hint")),
        rx.cond(
            (row["status"] != "streaming") & (row["status"] != "sending"),
            rx.el.footer(
                CopyButton.create(
                    message_id=row["id"],
                    label=t("message.copy_label"),
                    text=t("message.copy"),
                    done_text=t("message.copied"),
                ),
                rx.cond(
                    row["continues"] & row["last"],
                    _action("message.continue", "message.continue_label", lambda: on_continue(row["id"])),
                ),
                rx.cond(
                    of_assistant & row["last"],
                    _action("message.regenerate", "message.regenerate_label", lambda: on_regenerate(row["id"])),
                ),
                rx.cond(of_assistant, rx.el.span(row["model"], class_name="model")),
            ),
        ),
        class_name="message",
        custom_attrs={"data-message-id": row["id"], "data-role": row["role"], "data-status": row["status"]},
    )


def _action(key: str, label: str, handler: Handler) -> rx.Component:
    return rx.el.button(t(key), type="button", class_name="quiet", aria_label=t(label), on_click=handler)


def _fault(row: Row) -> rx.Component:
    text = t("fault." + row["fault"], detail=row["detail"], context=row["detail"])
    return rx.el.p(text, role="note", class_name="fault")


def message_log(
    conversation: StringVar[str], *, on_regenerate: Handler, on_continue: Handler, on_earlier: Handler
) -> rx.Component:
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
                message(row=row, on_regenerate=on_regenerate, on_continue=on_continue), key=row["id"]
            ),
        ),
        conversation=conversation,
        label=t("log.label"),
        jump_label=t("log.jump"),
    )
