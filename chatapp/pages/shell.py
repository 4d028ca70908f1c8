"""What every private page has: the sidebar, the state of the connection, the notice bar, what the server sends."""

import reflex as rx
from reflex.vars import StringVar

from chatapp import routes
from chatapp.components.access import CONTENT, skip_link
from chatapp.components.bridge import ChatBridge
from chatapp.components.page import PageBoundary, SavedChoices, connection_status, notice_bar
from chatapp.components.session import sign_in_again
from chatapp.components.sidebar import drawer_button, sidebar
from chatapp.state.chat import ChatState
from chatapp.state.conversations import ConversationState
from chatapp.state.notices import NoticeState
from chatapp.state.session import SessionState
from chatapp.state.stream import Stream

LINKS = {
    "new": routes.CHAT,
    "conversation": routes.conversation(""),
    "history": routes.HISTORY,
    "settings": routes.SETTINGS,
    "admin": routes.ADMIN,
    "sign_out": routes.SIGN_OUT,
}
NONE = rx.Var.create("").to(str)


def shell(header: rx.Component, *content: rx.Component, current: StringVar[str] = NONE) -> rx.Component:
    """`current`: the conversation that the page shows, if it shows one."""
    return rx.el.div(
        skip_link(),
        sidebar(
            ConversationState.items,
            ConversationState.more,
            current,
            SessionState.name,
            SessionState.is_admin,
            links=LINKS,
        ),
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
            *content,
            id=CONTENT,
            tab_index=-1,
            class_name="page",
        ),
        class_name="shell",
    )


def page_boundary() -> rx.Component:
    return PageBoundary.create()
