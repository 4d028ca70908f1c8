"""Who asks. The first argument of every service, made from a session and never from what a page says."""

from dataclasses import dataclass

from chatapp.models import Role


@dataclass(frozen=True)
class Viewer:
    user_id: int
    name: str
    role: str
    locale: str  # empty: follow the browser
    theme: str
    session_id: int

    @property
    def is_admin(self) -> bool:
        """For what is shown. What may be done is asked of the database (services/administration.py)."""
        return self.role == Role.ADMIN


@dataclass(frozen=True)
class Actor:
    """Who acts on other people's accounts, and from which address."""

    id: int | None  # None: the command line
    name: str
    ip: str


COMMAND_LINE = Actor(None, "", "")
