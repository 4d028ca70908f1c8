"""One's own conversations, newest first or in another order, the archive and the trash."""

import reflex as rx

from chatapp import routes
from chatapp.components.history import History
from chatapp.components.page import heading
from chatapp.components.search import search_history
from chatapp.i18n import t
from chatapp.pages.shell import shell
from chatapp.state.conversations import ConversationState
from chatapp.state.search import SearchState
from chatapp.state.tags import TagState
from chatapp.state.trash import TrashState


def history() -> rx.Component:
    return shell(
        heading(t("nav.history")),
        rx.el.section(
            search_history(
                rx.cond(ConversationState.opened > 0, _history()),
                found=SearchState.found,
                found_for=SearchState.found_for,
                more=SearchState.more,
                place=routes.conversation(""),
                tags=TagState.tags,
                on_search=SearchState.find,
                on_more=SearchState.find_more,
            ),
            class_name="history",
        ),
    )


def _history() -> rx.Component:
    return History.create(
        items=ConversationState.items,
        more=ConversationState.more,
        tags=TagState.tags,
        place=routes.conversation(""),
        begin=routes.CHAT,
        kept_days=ConversationState.kept_days,
        trash_days=ConversationState.trash_days,
        on_more=ConversationState.show_more,
        on_look=ConversationState.look,
        on_rename=ConversationState.rename,
        on_pin=ConversationState.pin,
        on_unpin=ConversationState.unpin,
        on_move_pin=ConversationState.move_pin,
        on_archive=ConversationState.archive,
        on_unarchive=ConversationState.unarchive,
        on_delete=TrashState.put,
        on_restore=TrashState.restore,
        on_destroy=TrashState.destroy,
        on_empty=TrashState.empty,
        on_load_tags=TagState.load,
        on_put_tag=TagState.put_on,
        on_put_new_tag=TagState.put_new_on,
        on_take_tag=TagState.take_off,
        on_change_tag=TagState.change,
        on_delete_tag=TagState.delete,
    )
