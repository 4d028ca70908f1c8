"""Browser side of a conversation being followed: see chat_store.js and bridge.jsx."""

from typing import Any

import reflex as rx
from reflex.event import passthrough_event_spec
from reflex.vars import ArrayVar, BooleanVar, StringVar, VarData
from reflex_base.utils.imports import ImportVar

from chatapp.components.props import Rows

STORE = rx.asset("chat_store.js", shared=True).importable_path
rx.asset("texts.js", shared=True)
LIST_STORE = rx.asset("list_store.js", shared=True).importable_path


class ChatBridge(rx.Component):
    library = rx.asset("bridge.jsx", shared=True).importable_path
    tag = "ChatBridge"

    substate: rx.Var[str]
    conversation: rx.Var[str]
    title: rx.Var[str]
    opened: rx.Var[int]
    accepted: rx.Var[str]
    place: rx.Var[str]
    on_follow: rx.EventHandler[passthrough_event_spec(str, dict)]


def _stored(hook: str, name: str) -> rx.Var[Any]:
    data = VarData(imports={STORE: [ImportVar(tag=hook)]}, hooks={f"const {name} = {hook}();": None})
    return rx.Var(name, _var_data=data)


def messages() -> ArrayVar[list[dict[str, str]]]:
    """The open path, oldest first, straight from the chat store: it never passes through Reflex's state."""
    return _stored("useMessages", "messages").to(list[dict[str, str]])


def lines(items: Rows, more: BooleanVar) -> Rows:
    """The list of conversations as it is now; `items`: its first page as it was read last, `more`: whether that is not
    all."""
    hook = f"const {{ lines }} = useList({items!s}, {more!s});"
    own = VarData(imports={LIST_STORE: [ImportVar(tag="useList")]}, hooks={hook: None})
    # The hook needs the state that they need.
    needed = [var._get_all_var_data() for var in (items, more)]  # pyright: ignore[reportPrivateUsage]
    return rx.Var("lines", _var_data=VarData.merge(*needed, own)).to(list[dict[str, str]])


def shown() -> StringVar[str]:
    """The conversation on the page, "" for none: that of its address, not the one the server last heard of."""
    return _stored("useConversation", "shown").to(str)


def has_earlier() -> BooleanVar:
    return _stored("useHasEarlier", "hasEarlier").to(bool)


def oldest() -> StringVar[str]:
    return _stored("useOldest", "oldest").to(str)
