"""Browser side of a conversation being followed: see chat_store.js and bridge.jsx."""

from typing import Any

import reflex as rx
from reflex.event import passthrough_event_spec
from reflex.vars import ArrayVar, BooleanVar, StringVar, VarData
from reflex_base.utils.imports import ImportVar

STORE = rx.asset("chat_store.js", shared=True).importable_path
for part in ("texts", "waits", "list_store"):
    rx.asset(f"{part}.js", shared=True)


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


def sides() -> ArrayVar[list[dict[str, str]]]:
    """Answers to the last prompt that stand side by side until one is chosen."""
    return _stored("useSides", "sides").to(list[dict[str, str]])


def shown() -> StringVar[str]:
    """The conversation on the page, "" for none: that of its address, not the one the server last heard of."""
    return _stored("useConversation", "shown").to(str)


def has_earlier() -> BooleanVar:
    return _stored("useHasEarlier", "hasEarlier").to(bool)


def oldest() -> StringVar[str]:
    return _stored("useOldest", "oldest").to(str)
