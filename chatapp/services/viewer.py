"""Who asks. The first argument of every service, made from a session and never from what a page says."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Viewer:
    user_id: int
    name: str
    role: str
    locale: str  # empty: follow the browser
    theme: str
    session_id: int


@dataclass(frozen=True)
class Actor:
    """Who acts on other people's accounts, and from which address."""

    id: int | None  # None: the command line
    name: str
    ip: str


COMMAND_LINE = Actor(None, "", "")
