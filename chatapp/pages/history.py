"""One's own conversations, newest first."""

import reflex as rx

from chatapp import routes
from chatapp.components.history import delete_dialog, results
from chatapp.components.page import heading
from chatapp.i18n import t
from chatapp.pages.shell import shell
from chatapp.state.conversations import ConversationState


def history() -> rx.Component:
    handlers = {
        "on_rename": ConversationState.rename,
        "on_start_rename": ConversationState.start_rename,
        "on_cancel_rename": ConversationState.cancel_rename,
        "on_ask_delete": ConversationState.ask_delete,
    }
    return shell(
        heading(t("nav.history")),
        rx.el.section(
            rx.cond(
                ConversationState.opened > 0,
                results(
                    ConversationState.items,
                    ConversationState.renaming,
                    prefix=routes.conversation(""),
                    begin=routes.CHAT,
                    on=handlers,
                ),
            ),
            rx.cond(
                ConversationState.more,
                rx.el.button(
                    t("history.more"), type="button", class_name="secondary", on_click=ConversationState.show_more
                ),
            ),
            class_name="history",
        ),
        delete_dialog(
            ConversationState.deleting != "",
            ConversationState.deleting_title,
            on_delete=ConversationState.delete,
            on_cancel=ConversationState.cancel_delete,
        ),
    )
