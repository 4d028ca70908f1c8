"""What a socket may call and what our states may hold: a reviewed list. Whoever adds a handler adds a line here."""

import json
from typing import Any

from tests.contract.conftest import Site
from tests.contract.registry import example
from tests.support.reflex_socket import ROOT, connect, handler

ADMIN = ("admin", "admin_state")
BRANCHES = ("branches", "branch_state")
CHAT = ("chat", "chat_state")
DEVICES = ("devices", "device_state")
DRAFTS = ("drafts", "draft_state")
INSTRUCTIONS = ("instructions", "instructions_state")
ENDPOINTS = ("endpoints", "endpoint_state")
LIST = ("conversations", "conversation_state")
MODELS = ("models", "model_state")
NOTICES = ("notices", "notice_state")
SEARCH = ("search", "search_state")
SESSION = ("session", "session_state")
SETUP = ("setup", "setup_state")
STREAM = ("stream", "stream")
TAGS = ("tags", "tag_state")
TRASH = ("trash", "trash_state")
TEMPORARY = ("temporary", "temporary_state")
USAGE = ("usage", "usage_state")
LOADING = f"{ROOT}.reflex___state____on_load_internal_state"

CALLABLE = {
    handler(*ADMIN, "ask_delete"): "user_id: int, name: str ≤ 200",
    handler(*ADMIN, "ask_reset"): "user_id: int, name: str ≤ 200",
    handler(*ADMIN, "cancel"): "",
    handler(*ADMIN, "choose_registration"): "mode: str ≤ 64",
    handler(*ADMIN, "create"): "name: str ≤ 200",
    handler(*ADMIN, "delete"): "user_id: int",
    handler(*ADMIN, "disable"): "user_id: int",
    handler(*ADMIN, "enable"): "user_id: int",
    handler(*ADMIN, "forget_link"): "",
    handler(*ADMIN, "invite"): "note: str ≤ 200",
    handler(*ADMIN, "load"): "",
    handler(*ADMIN, "make_admin"): "user_id: int",
    handler(*ADMIN, "reset_password"): "user_id: int",
    handler(*ADMIN, "revoke"): "invitation_id: int",
    handler(*ADMIN, "search"): "text: str ≤ 200",
    handler(*ADMIN, "show_more_entries"): "",
    handler(*ADMIN, "show_more_people"): "",
    handler(*ADMIN, "take_admin"): "user_id: int",
    handler(*BRANCHES, "ask_delete"): "message_id: str ≤ 36",
    handler(*BRANCHES, "cancel_delete"): "",
    handler(*BRANCHES, "choose"): "message_id: str ≤ 36",
    handler(*BRANCHES, "delete"): "",
    handler(*BRANCHES, "edit_answer"): "message_id: str ≤ 36, text: str, client_id: str ≤ 64",
    handler(*BRANCHES, "fork"): "message_id: str ≤ 36",
    handler(*BRANCHES, "look"): "message_id: str ≤ 36",
    handler(*BRANCHES, "open_version"): "message_id: str ≤ 36",
    handler(*BRANCHES, "show_later"): "after_id: str ≤ 36, head_id: str ≤ 36",
    handler(*BRANCHES, "show_map"): "conversation_id: str ≤ 36",
    handler(*CHAT, "continue_answer"): "message_id: str ≤ 36",
    handler(*CHAT, "edit"): "message_id: str ≤ 36, text: str, client_id: str ≤ 64",
    handler(*CHAT, "open"): "",
    handler(*CHAT, "refuse_length"): "length: int",
    handler(*CHAT, "regenerate"): "message_id: str ≤ 36, model: str ≤ 240",
    handler(*CHAT, "send"): "text: str, client_id: str ≤ 64, conversation_id: str ≤ 36",
    handler(*CHAT, "show_earlier"): "conversation_id: str ≤ 36, before: str ≤ 36",
    handler(*CHAT, "stop"): "conversation_id: str ≤ 36",
    handler(*CHAT, "stop_answer"): "message_id: str ≤ 36",
    handler(*DEVICES, "load"): "",
    handler(*DEVICES, "sign_out"): "session_id: int",
    handler(*DEVICES, "sign_out_others"): "",
    handler(*DRAFTS, "keep"): "conversation_id: str ≤ 36, text: str, number: int",
    handler(*INSTRUCTIONS, "keep"): "text: str, number: int",
    handler(*INSTRUCTIONS, "keep_for_all"): "text: str, number: int",
    handler(*INSTRUCTIONS, "load"): "",
    handler(*INSTRUCTIONS, "load_for_all"): "",
    handler(*ENDPOINTS, "choose_default"): "model: str ≤ 240",
    handler(*ENDPOINTS, "hide"): "model: str ≤ 240",
    handler(*ENDPOINTS, "load"): "",
    handler(*ENDPOINTS, "look_around"): "",
    handler(*ENDPOINTS, "remove"): "endpoint_id: str ≤ 36",
    handler(*ENDPOINTS, "rename"): "model: str ≤ 240, name: str ≤ 200",
    handler(*ENDPOINTS, "show"): "model: str ≤ 240",
    handler(*ENDPOINTS, "test"): "endpoint_id: str ≤ 36",
    handler(*LIST, "archive"): "ids: list[str ≤ 36] ≤ 500",
    handler(*LIST, "load"): "",
    handler(*LIST, "look"): "shelf: str ≤ 64, sort: str ≤ 64, tag: str ≤ 36, after: str ≤ 200, after_id: str ≤ 36",
    handler(*LIST, "move_pin"): "conversation_id: str ≤ 36, down: int",
    handler(*LIST, "pin"): "conversation_id: str ≤ 36",
    handler(*LIST, "rename"): "conversation_id: str ≤ 36, title: str",
    handler(*LIST, "search"): "text: str ≤ 200",
    handler(*LIST, "show_more"): "updated: str ≤ 64, conversation_id: str ≤ 36",
    handler(*LIST, "unarchive"): "ids: list[str ≤ 36] ≤ 500",
    handler(*LIST, "unpin"): "conversation_id: str ≤ 36",
    handler(*MODELS, "add_favourite"): "model: str ≤ 240",
    handler(*MODELS, "choose"): "model: str ≤ 240",
    handler(*MODELS, "choose_default"): "model: str ≤ 240",
    handler(*MODELS, "compare"): "beside: list[str ≤ 240] ≤ 3",
    handler(*MODELS, "load"): "",
    handler(*MODELS, "remove_favourite"): "model: str ≤ 240",
    handler(*NOTICES, "dismiss"): "",
    handler(*NOTICES, "show"): "key: str ≤ 64, arguments: dict[str, str ≤ 300] ≤ 8",
    handler(*SEARCH, "find"): "text: str ≤ 200, zone: str ≤ 64",
    handler(*SEARCH, "find_more"): "text: str ≤ 200, zone: str ≤ 64, place: int",
    handler(*SEARCH, "look_within"): "conversation_id: str ≤ 36, text: str ≤ 200, zone: str ≤ 64",
    handler(*SEARCH, "peek"): "text: str ≤ 200, zone: str ≤ 64",
    handler(*SESSION, "choose_locale"): "locale: str ≤ 64",
    handler(*SESSION, "choose_theme"): "theme: str ≤ 64",
    handler(*SESSION, "load"): "",
    handler(*SETUP, "load"): "",
    handler(*SETUP, "look"): "conversation_id: str ≤ 36, text: str, number: int",
    handler(*SETUP, "save"): (
        "conversation_id: str ≤ 36, instructions: str, parameters: dict[str, str ≤ 5000] ≤ 10, number: int"
    ),
    handler(*SETUP, "switch"): "message_id: str ≤ 36, off: int",
    handler(*STREAM, "follow"): "conversation_id: str ≤ 36, have: dict[str, tuple[int, int]] ≤ 2000",
    handler(*TAGS, "change"): "tag_id: str ≤ 36, name: str ≤ 200, colour: str ≤ 64",
    handler(*TAGS, "delete"): "tag_id: str ≤ 36",
    handler(*TAGS, "load"): "",
    handler(*TAGS, "put_new_on"): "name: str ≤ 200, colour: str ≤ 64, ids: list[str ≤ 36] ≤ 500",
    handler(*TAGS, "put_on"): "tag_id: str ≤ 36, ids: list[str ≤ 36] ≤ 500",
    handler(*TAGS, "take_off"): "tag_id: str ≤ 36, ids: list[str ≤ 36] ≤ 500",
    handler(*TRASH, "destroy"): "ids: list[str ≤ 36] ≤ 500",
    handler(*TRASH, "empty"): "",
    handler(*TRASH, "put"): "ids: list[str ≤ 36] ≤ 500",
    handler(*TRASH, "restore"): "ids: list[str ≤ 36] ≤ 500",
    handler(*TEMPORARY, "begin"): "",
    handler(*TEMPORARY, "end"): "conversation_id: str ≤ 36",
    handler(*TEMPORARY, "keep"): "conversation_id: str ≤ 36",
    handler(*USAGE, "look"): "days: int, zone: str ≤ 64, whose: str ≤ 64",
    # Reflex's own, called by its page. What else a visitor's page needs, the server calls by itself.
    f"{ROOT}.hydrate_and_load": "hashes: list[str]",
    f"{LOADING}.on_load_internal": "",
    f"{ROOT}.reflex___state____frontend_event_exception_state.handle_frontend_exception": (
        "info: str, component_stack: str"
    ),
}
OPEN = {f"{ROOT}.hydrate_and_load", f"{LOADING}.on_load_internal"}

PLAIN = {f"builtins.{name}" for name in ("str", "int", "bool", "float", "list", "dict")}
VIEWS = tuple(f"chatapp.state.{kind}views." for kind in ("", "search_", "setup_", "usage_"))


def test_exactly_the_reviewed_handlers_can_be_called_with_what_was_reviewed(app: dict[str, Any]) -> None:
    assert {name: ", ".join(f"{k}: {v}" for k, v in takes.items()) for name, takes in app["takes"].items()} == CALLABLE


def test_only_reflexs_own_start_up_is_open(app: dict[str, Any]) -> None:
    assert set(app["open"]) & set(CALLABLE) == OPEN
    assert not [name for name in app["open"] if "chatapp" in name]


def test_a_state_has_no_public_function_but_its_handlers(app: dict[str, Any]) -> None:
    assert app["functions"] == []


def test_states_are_flat(app: dict[str, Any]) -> None:
    assert app["shared"] == []


def test_only_plain_values_and_views_are_state(app: dict[str, Any]) -> None:
    kinds = {kind for parts in app["vars"].values() for kind in parts}
    assert {kind for kind in kinds - PLAIN if not kind.startswith(VIEWS)} == set()


async def test_a_visitor_can_call_nothing_of_ours(site: Site, app: dict[str, Any]) -> None:
    async with connect(site.url) as visitor:
        for name in set(CALLABLE) - OPEN:
            await visitor.send(name, {argument: example(kind) for argument, kind in app["takes"][name].items()})
            answer = json.dumps(await visitor.updates_until('"ended": true'))
            assert "_rx_state_" not in answer, name


async def test_nothing_else_that_reflex_registers_can_be_called(site: Site, app: dict[str, Any]) -> None:
    setters = [name for name in app["registered"] if name not in CALLABLE]
    assert len(setters) > len(app["states"])
    async with connect(site.url, cookie=site.bob) as bob:
        for name in setters:
            await bob.send(name, {"var_name": "name", "value": "admin"} if name.endswith(".setvar") else {})
            assert "error.invalid_input" in json.dumps(await bob.update())
