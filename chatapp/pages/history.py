"""One's own conversations, newest first."""

import reflex as rx

from chatapp import routes
from chatapp.components.history import results
from chatapp.components.lists import more_lines
from chatapp.components.page import heading
from chatapp.components.search import search_history
from chatapp.i18n import t
from chatapp.pages.shell import shell
from chatapp.state.conversations import ConversationState
from chatapp.state.search import SearchState


def history() -> rx.Component:
    handlers = {
        "on_rename": ConversationState.rename,
        "on_start_rename": ConversationState.start_rename,
        "on_cancel_rename": ConversationState.cancel_rename,
        "on_pin": ConversationState.pin,
        "on_unpin": ConversationState.unpin,
        "on_ask_delete": ConversationState.ask_delete,
    }
    return shell(
        heading(t("nav.history")),
        rx.el.section(
            search_history(
                rx.cond(
                    ConversationState.opened > 0,
                    results(
                        ConversationState.items,
                        ConversationState.more,
                        ConversationState.renaming,
                        prefix=routes.conversation(""),
                        begin=routes.CHAT,
                        on=handlers,
                    ),
                ),
                more_lines(ConversationState.items, ConversationState.more, on_more=ConversationState.show_more),
                found=SearchState.found,
                found_for=SearchState.found_for,
                more=SearchState.more,
                place=routes.conversation(""),
                on_search=SearchState.find,
                on_more=SearchState.find_more,
            ),
            class_name="history",
        ),
    )
