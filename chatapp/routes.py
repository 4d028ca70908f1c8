"""Path patterns beside the functions that build links to them."""

import uuid

CHAT = "/"
CONVERSATION = "/chat/[cid]"
HISTORY = "/history"
SETTINGS = "/settings"
ADMIN = "/admin"
LOGIN = "/login"
REGISTER = "/register"
RESET = "/reset"

SIGN_IN = "/auth/sign-in"
SIGN_UP = "/auth/register"
SIGN_OUT = "/auth/sign-out"
NEW_PASSWORD = "/auth/reset"  # noqa: S105 (a path)
RESET_LINK = "/auth/reset-link"
REGISTRATION = "/auth/registration"
CHANGE_PASSWORD = "/auth/password"  # noqa: S105 (a path)
DELETE_ACCOUNT = "/auth/delete-account"
ENDPOINT = "/auth/endpoint"
HEALTH = "/health"
# What is answered without Reflex.
PLAIN = (
    *(SIGN_IN, SIGN_UP, SIGN_OUT, NEW_PASSWORD, RESET_LINK, REGISTRATION, CHANGE_PASSWORD, DELETE_ACCOUNT, ENDPOINT),
    HEALTH,
)

_CONVERSATION_PREFIX = "/chat/"


def conversation(conversation_id: uuid.UUID | str) -> str:
    return f"{_CONVERSATION_PREFIX}{conversation_id}"


def register_with(invitation: str) -> str:
    return f"{REGISTER}/?invite={invitation}"


def reset_with(token: str) -> str:
    return f"{RESET}/?token={token}"


def conversation_id_of(path: str) -> str:
    """The id in a conversation's path as the browser gave it, or "" on any other page."""
    tail = path.removeprefix(_CONVERSATION_PREFIX)
    return "" if tail == path else tail.strip("/")


def is_new_chat(path: str) -> bool:
    return not path.strip("/")


def is_private_page(path: str) -> bool:
    plain = path.rstrip("/") or CHAT
    return plain in (CHAT, HISTORY, SETTINGS, ADMIN) or plain.startswith(_CONVERSATION_PREFIX)


def is_local(path: str) -> bool:
    """Whether `path` may be redirected to: on this host, whatever a browser makes of slashes and backslashes."""
    return path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable() and "\\" not in path
