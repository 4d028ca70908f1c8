"""The chat: `/` for a new conversation, `/chat/<id>` for one that exists."""

import reflex as rx

from chatapp.components.access import Announcer
from chatapp.components.branches import MapButton, MessageMenu, Origin, delete_message_dialog
from chatapp.components.bridge import messages, shown
from chatapp.components.composer import composer
from chatapp.components.hits import hits
from chatapp.components.log import message_log
from chatapp.components.models import ModelPicker, builtin_hint
from chatapp.components.setup import SetupButton
from chatapp.components.sides import Compared, Comparer
from chatapp.components.temporary import TemporaryBanner
from chatapp.components.welcome import welcome
from chatapp.pages.shell import LINKS, shell
from chatapp.state.branches import BranchState
from chatapp.state.chat import ChatState
from chatapp.state.conversations import ConversationState
from chatapp.state.drafts import DraftState
from chatapp.state.models import ModelState
from chatapp.state.search import SearchState
from chatapp.state.session import SessionState
from chatapp.state.setup import SetupState
from chatapp.state.temporary import TemporaryState


def chat() -> rx.Component:
    return shell(
        _header(),
        Origin.create(place=LINKS["conversation"]),
        rx.cond((shown() != "") & (ChatState.title != ""), rx.el.h1(ChatState.title, class_name="off-screen")),
        TemporaryBanner.create(hours=TemporaryState.hours, on_keep=TemporaryState.keep, on_end=TemporaryState.end),
        rx.cond(
            (shown() == "") & (messages().length() == 0),
            welcome(),
            message_log(
                shown(),
                on_regenerate=ChatState.regenerate,
                on_continue=ChatState.continue_answer,
                on_edit=ChatState.edit,
                on_edit_answer=BranchState.edit_answer,
                on_version=BranchState.open_version,
                on_choose=BranchState.choose,
                on_stop=ChatState.stop_answer,
                on_earlier=ChatState.show_earlier,
                on_later=BranchState.show_later,
            ),
        ),
        _hits(),
        *_going_back(),
        Announcer.create(),
        _bottom(),
        current=shown(),
    )


def _hits() -> rx.Component:
    return hits(
        hits=SearchState.hits,
        hits_for=SearchState.hits_for,
        pattern=SearchState.pattern,
        on_open=SearchState.look_within,
        on_look=BranchState.look,
    )


def _bottom() -> rx.Component:
    return rx.el.div(
        Compared.create(chosen=ModelState.chosen, compared=ModelState.compared, on_compare=ModelState.compare),
        composer(
            owner=SessionState.name,
            opened=ConversationState.opened,
            accepted=ChatState.accepted,
            refused=ChatState.refused,
            limit=ChatState.limit,
            most_kept=DraftState.most,
            on_send=ChatState.send,
            on_stop=ChatState.stop,
            on_branch=BranchState.open_version,
            on_too_long=ChatState.refuse_length,
            on_keep=DraftState.keep,
        ),
        builtin_hint(ModelState.builtin),
        class_name="bottom",
    )


def _going_back() -> tuple[rx.Component, rx.Component]:
    """The menus of the messages, and what is asked before some go."""
    return (
        MessageMenu.create(
            groups=ModelState.groups,
            favourites=ModelState.favourites,
            recent=ModelState.recent,
            on_regenerate=ChatState.regenerate,
            on_fork=BranchState.fork,
            on_ask_delete=BranchState.ask_delete,
        ),
        delete_message_dialog(
            BranchState.deleting != "",
            BranchState.turn,
            BranchState.going,
            on_delete=BranchState.delete,
            on_cancel=BranchState.cancel_delete,
        ),
    )


def _header() -> rx.Component:
    return rx.fragment(
        _picker(),
        _comparer(),
        MapButton.create(on_show=BranchState.show_map, on_open=BranchState.open_version),
        _setup_button(),
    )


def _setup_button() -> rx.Component:
    return SetupButton.create(
        changed=SetupState.changed,
        seen=SetupState.seen,
        told=SetupState.told,
        limit=SetupState.limit,
        on_look=SetupState.look,
        on_save=SetupState.save,
        on_switch=SetupState.switch,
    )


def _comparer() -> rx.Component:
    return Comparer.create(
        groups=ModelState.groups,
        favourites=ModelState.favourites,
        recent=ModelState.recent,
        chosen=ModelState.chosen,
        compared=ModelState.compared,
        on_compare=ModelState.compare,
    )


def _picker() -> rx.Component:
    return ModelPicker.create(
        groups=ModelState.groups,
        favourites=ModelState.favourites,
        recent=ModelState.recent,
        chosen=ModelState.chosen,
        on_choose=ModelState.choose,
        on_add_favourite=ModelState.add_favourite,
        on_remove_favourite=ModelState.remove_favourite,
    )
