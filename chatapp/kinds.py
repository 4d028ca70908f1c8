"""Words that columns hold, and nothing else."""

from enum import StrEnum


class Role(StrEnum):
    ADMIN = "admin"
    USER = "user"


class Author(StrEnum):
    USER = "user"
    ASSISTANT = "assistant"


class Status(StrEnum):
    """Of a message. A prompt is born complete; an answer moves from streaming to one of the rest, and back if it is
    continued."""

    STREAMING = "streaming"
    COMPLETE = "complete"
    STOPPED = "stopped"
    INTERRUPTED = "interrupted"
    FAILED = "failed"


class Purpose(StrEnum):
    """Of a link that works once."""

    INVITATION = "invitation"
    PASSWORD_RESET = "password_reset"  # noqa: S105 (a name, no secret)


class Theme(StrEnum):
    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Colour(StrEnum):
    """Of a tag: custom properties `--tag-<colour>` of assets/order.css."""

    GREY = "grey"
    RED = "red"
    ORANGE = "orange"
    GREEN = "green"
    TEAL = "teal"
    BLUE = "blue"
    VIOLET = "violet"
    PINK = "pink"
