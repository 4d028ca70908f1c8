"""Browser side of a conversation being followed: see chat_store.js and bridge.jsx."""

import reflex as rx
from reflex.vars import VarData
from reflex_base.utils.imports import ImportVar

STORE = rx.asset("chat_store.js", shared=True).importable_path


class ChatBridge(rx.Component):
    library = rx.asset("bridge.jsx", shared=True).importable_path
    tag = "ChatBridge"

    substate: rx.Var[str]
    conversation: rx.Var[str]
    opened: rx.Var[int]
    accepted: rx.Var[str]
    on_follow: rx.EventHandler[rx.event.passthrough_event_spec(dict)]


def _stored(hook: str, name: str, kind: type) -> rx.Var:
    data = VarData(imports={STORE: [ImportVar(tag=hook)]}, hooks={f"const {name} = {hook}();": None})
    return rx.Var(name, _var_type=kind, _var_data=data).guess_type()


def messages() -> rx.Var[list[dict[str, str]]]:
    """The open path, oldest first, straight from the chat store: it never passes through Reflex's state."""
    return _stored("useMessages", "messages", list[dict[str, str]])


def has_earlier() -> rx.Var[bool]:
    return _stored("useHasEarlier", "hasEarlier", bool)


def oldest() -> rx.Var[str]:
    return _stored("useOldest", "oldest", str)
