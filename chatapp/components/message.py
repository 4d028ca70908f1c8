"""One message of the log. Its text comes from the chat store by id, so a row is drawn again only when it changes."""

from typing import Any

import reflex as rx
from reflex.event import passthrough_event_spec
from reflex.vars import StringVar

from chatapp.components.branches import More, Regenerate
from chatapp.components.bridge import has_earlier, messages, oldest
from chatapp.components.props import Handler, Row
from chatapp.i18n import t

_MARKDOWN = rx.asset("markdown.jsx", shared=True).importable_path
for part in (
    *("addresses", "blocks", "bounds", "clipboard", "colours", "follow", "formulas"),
    *("highlight", "maths", "near", "paced", "pipeline", "rich", "typeset"),
):
    rx.asset(f"{part}.js", shared=True)
for part in ("code", "diagram", "elements", "formula"):
    rx.asset(f"{part}.jsx", shared=True)


class MessageText(rx.Component):
    library = _MARKDOWN
    tag = "MessageText"
    lib_dependencies: list[str] = [
        "streamdown@2.7.1",
        "@streamdown/cjk@1.0.3",
        "remend@1.4.0",
        "lowlight@3.3.0",
        "highlight.js@11.11.1",
        "katex@0.19.1",
        "react-error-boundary@6.1.6",
        "mermaid@12.3.0",
    ]

    message_id: rx.Var[str]
    role: rx.Var[str]
    status: rx.Var[str]
    thought_seconds: rx.Var[Any]  # none while it thinks, and where nobody counted
    last: rx.Var[Any]
    on_edit: rx.EventHandler[passthrough_event_spec(str, str, str)]
    on_edit_answer: rx.EventHandler[passthrough_event_spec(str, str, str)]


_WAITING = rx.asset("waiting.jsx", shared=True).importable_path


class WaitingNote(rx.Component):
    library = _WAITING
    tag = "WaitingNote"

    message_id: rx.Var[str]


class SendingNote(rx.Component):
    """Of a prompt that has to wait for the connection."""

    library = _WAITING
    tag = "SendingNote"


class CopyButton(rx.Component):
    library = _MARKDOWN
    tag = "CopyButton"

    message_id: rx.Var[str]
    label: rx.Var[str]
    text: rx.Var[str]
    done_text: rx.Var[str]


class EditButton(rx.Component):
    library = rx.asset("prompt.jsx", shared=True).importable_path
    tag = "EditButton"

    message_id: rx.Var[str]
    label: rx.Var[str]
    text: rx.Var[str]


class Versions(rx.Component):
    library = rx.asset("versions.jsx", shared=True).importable_path
    tag = "Versions"

    message_id: rx.Var[str]
    version: rx.Var[Any]
    count: rx.Var[Any]
    previous: rx.Var[str]
    next: rx.Var[str]
    on_open: rx.EventHandler[passthrough_event_spec(str)]


class Numbers(rx.Component):
    library = rx.asset("numbers.jsx", shared=True).importable_path
    tag = "Numbers"

    model: rx.Var[str]
    numbers: rx.Var[Any]
    text: rx.Var[str]
    label: rx.Var[str]


class MessageLog(rx.Component):
    library = rx.asset("log.jsx", shared=True).importable_path
    tag = "MessageLog"

    conversation: rx.Var[str]
    label: rx.Var[str]
    jump_label: rx.Var[str]
    on_later: rx.EventHandler[passthrough_event_spec(str, str)]


@rx.memo
def message(
    row: Row,
    on_regenerate: rx.EventHandler[passthrough_event_spec(str, str)],
    on_continue: rx.EventHandler[passthrough_event_spec(str)],
    on_edit: rx.EventHandler[passthrough_event_spec(str, str, str)],
    on_edit_answer: rx.EventHandler[passthrough_event_spec(str, str, str)],
    on_version: rx.EventHandler[passthrough_event_spec(str)],
) -> rx.Component:
    return rx.el.article(
        # Heard before each message, to go from one to the next; seen in print.
        rx.el.h2(rx.cond(row["role"] == "user", t("message.you"), t("message.assistant")), class_name="author"),
        rx.cond(row["status"] == "streaming", WaitingNote.create(message_id=row["id"])),
        MessageText.create(
            message_id=row["id"],
            role=row["role"],
            status=row["status"],
            thought_seconds=row["thought_s"],
            last=row["last"],
            on_edit=on_edit,
            on_edit_answer=on_edit_answer,
        ),
        rx.cond(row["status"] == "sending", SendingNote.create()),
        rx.cond(row["fault"], _fault(row)),
        rx.cond(row["status"] == "stopped", rx.el.p(t("message.stopped"), class_name="hint")),
        rx.cond(row["left_out"], rx.el.p(t("numbers.left_out", count=row["left_out"]), class_name="hint")),
        rx.cond(row["dropped"], rx.el.p(t("numbers.dropped", names=row["dropped"]), class_name="hint")),
        rx.cond(row["switched_off"], rx.el.p(t("setup.not_sent"), class_name="hint")),
        rx.cond(
            (row["status"] != "streaming") & (row["status"] != "sending"),
            rx.el.footer(
                rx.cond(row["versions"], _versions(row, on_version)),
                _copy_button(row),
                rx.cond(row["role"] == "user", _edit_button(row), _of_answer(row, on_regenerate, on_continue)),
                More.create(message_id=row["id"], role=row["role"]),
                rx.cond(row["role"] != "user", _label(row)),
            ),
        ),
        class_name="message",
        custom_attrs={"data-message-id": row["id"], "data-role": row["role"], "data-status": row["status"]},
    )


def _versions(row: Row, on_version: Handler) -> rx.Component:
    return Versions.create(
        message_id=row["id"],
        version=row["version"],
        count=row["versions"],
        previous=row["previous"],
        next=row["next"],
        on_open=on_version,
    )


def _copy_button(row: Row) -> rx.Component:
    return CopyButton.create(
        message_id=row["id"],
        label=t("message.copy_label"),
        text=t("message.copy"),
        done_text=t("message.copied"),
    )


def _edit_button(row: Row) -> rx.Component:
    return EditButton.create(message_id=row["id"], label=t("message.edit_label"), text=t("message.edit"))


def _of_answer(row: Row, on_regenerate: Handler, on_continue: Handler) -> rx.Component:
    return rx.fragment(
        rx.cond(
            row["continues"] & row["last"],
            _action("message.continue", "message.continue_label", lambda: on_continue(row["id"])),
        ),
        Regenerate.create(
            message_id=row["id"], model=row["reference"], status=row["status"], on_regenerate=on_regenerate
        ),
    )


def _label(row: Row) -> rx.Component:
    return rx.fragment(
        rx.el.span(row["model"], class_name="model"),
        rx.cond(row["edited"], rx.el.span(t("branch.edited"), class_name="edited")),
        rx.cond(
            row["numbers"],
            Numbers.create(
                model=row["model"],
                numbers=row["numbers"],
                text=t("numbers.show"),
                label=t("numbers.show_label"),
            ),
        ),
    )


def _action(key: str, label: str, handler: Handler) -> rx.Component:
    return rx.el.button(t(key), type="button", class_name="quiet", aria_label=t(label), on_click=handler)


def _fault(row: Row) -> rx.Component:
    text = t("fault." + row["fault"], detail=row["detail"], context=row["detail"])
    return rx.el.p(text, role="note", class_name="fault")


def message_log(
    conversation: StringVar[str], *, on_earlier: Handler, on_later: Handler, **on_message: Handler
) -> rx.Component:
    """`on_message`: what can be done with a single one, as `message` names it."""
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
            lambda row: rx.fragment(message(row=row, **on_message), key=row["id"]),
        ),
        conversation=conversation,
        on_later=on_later,
        label=t("log.label"),
        jump_label=t("log.jump"),
    )
