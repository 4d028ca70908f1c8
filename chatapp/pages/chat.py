"""The chat: `/` for a new conversation, `/chat/<id>` for one that exists."""

import reflex as rx

from chatapp.components.access import Announcer
from chatapp.components.bridge import messages, shown
from chatapp.components.composer import composer
from chatapp.components.hits import hits
from chatapp.components.message import message_log
from chatapp.components.models import builtin_hint, model_select
from chatapp.components.welcome import welcome
from chatapp.pages.shell import shell
from chatapp.state.chat import ChatState
from chatapp.state.conversations import ConversationState
from chatapp.state.drafts import DraftState
from chatapp.state.models import ModelState
from chatapp.state.session import SessionState


def chat() -> rx.Component:
    return shell(
        model_select(ModelState.names, ModelState.chosen, ModelState.fault, on_choose=ModelState.choose),
        rx.cond(shown() != "", rx.el.h1(ChatState.title, class_name="off-screen")),
        rx.cond(
            (shown() == "") & (messages().length() == 0),
            welcome(),
            message_log(
                shown(),
                on_regenerate=ChatState.regenerate,
                on_continue=ChatState.continue_answer,
                on_edit=ChatState.edit,
                on_version=ChatState.open_version,
                on_earlier=ChatState.show_earlier,
            ),
        ),
        hits(on_version=ChatState.open_version),
        Announcer.create(),
        rx.el.div(
            composer(
                owner=SessionState.name,
                opened=ConversationState.opened,
                accepted=ChatState.accepted,
                refused=ChatState.refused,
                limit=ChatState.limit,
                most_kept=DraftState.most,
                on_send=ChatState.send,
                on_stop=ChatState.stop,
                on_too_long=ChatState.refuse_length,
                on_keep=DraftState.keep,
            ),
            builtin_hint(ModelState.builtin),
            class_name="bottom",
        ),
        current=shown(),
    )
