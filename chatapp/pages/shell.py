"""What every private page has: the sidebar, the state of the connection, the notice bar, what the server sends."""

import reflex as rx
from reflex.vars import StringVar

from chatapp import routes
from chatapp.components.access import CONTENT, skip_link
from chatapp.components.bridge import ChatBridge
from chatapp.components.commands import commands, search_button
from chatapp.components.lists import ConversationList, UndoNotice
from chatapp.components.page import PageBoundary, SavedChoices, connection_status, notice_bar
from chatapp.components.session import sign_in_again
from chatapp.components.sidebar import drawer_button, sidebar
from chatapp.state.chat import ChatState
from chatapp.state.conversations import ConversationState
from chatapp.state.notices import NoticeState
from chatapp.state.search import SearchState
from chatapp.state.session import SessionState
from chatapp.state.stream import Stream
from chatapp.state.temporary import TemporaryState
from chatapp.state.trash import TrashState

LINKS = {
    "new": routes.CHAT,
    "conversation": routes.conversation(""),
    "history": routes.HISTORY,
    "settings": routes.SETTINGS,
    "usage": routes.USAGE,
    "admin": routes.ADMIN,
    "sign_out": routes.SIGN_OUT,
}
NONE = rx.Var.create("").to(str)


def shell(header: rx.Component, *content: rx.Component, current: StringVar[str] = NONE) -> rx.Component:
    """`current`: the conversation that the page shows, if it shows one."""
    return rx.el.div(
        skip_link(),
        _sidebar(current),
        rx.el.main(
            rx.el.header(drawer_button(), header, class_name="top"),
            connection_status(),
            ChatBridge.create(
                substate=Stream.get_full_name(),
                conversation=ChatState.conversation_id,
                title=ChatState.title,
                opened=ConversationState.opened,
                accepted=ChatState.accepted,
                place=LINKS["conversation"],
                on_follow=Stream.follow,
            ),
            SavedChoices.create(locale=SessionState.locale, theme=SessionState.theme),
            sign_in_again(SessionState.name, action=routes.SIGN_IN, start=routes.CHAT, elsewhere=routes.LOGIN),
            notice_bar(NoticeState.notice, on_dismiss=NoticeState.dismiss),
            UndoNotice.create(
                owner=SessionState.name, on_restore=TrashState.restore, on_unarchive=ConversationState.unarchive
            ),
            *content,
            id=CONTENT,
            tab_index=-1,
            class_name="page",
        ),
        _commands(current),
        class_name="shell",
    )


def _sidebar(current: StringVar[str]) -> rx.Component:
    conversations = ConversationList.create(
        items=ConversationState.items,
        more=ConversationState.more,
        current=current,
        place=LINKS["conversation"],
        on_more=ConversationState.show_more,
        on_rename=ConversationState.rename,
        on_pin=ConversationState.pin,
        on_unpin=ConversationState.unpin,
        on_move_pin=ConversationState.move_pin,
        on_archive=ConversationState.archive,
        on_delete=TrashState.put,
    )
    return sidebar(
        search_button(),
        conversations,
        current,
        ConversationState.items.length() > 0,
        SessionState.name,
        SessionState.is_admin,
        links=LINKS,
        on_begin_temporary=TemporaryState.begin,
    )


def _commands(current: StringVar[str]) -> rx.Component:
    return commands(
        items=ConversationState.items,
        more=ConversationState.more,
        found=ConversationState.found,
        found_for=ConversationState.found_for,
        peeked=SearchState.peeked,
        peeked_for=SearchState.peeked_for,
        current=current,
        is_admin=SessionState.is_admin,
        links=LINKS,
        on_search=ConversationState.search,
        on_peek=SearchState.peek,
        on_choose_locale=SessionState.choose_locale,
        on_choose_theme=SessionState.choose_theme,
    )


def page_boundary() -> rx.Component:
    return PageBoundary.create()
