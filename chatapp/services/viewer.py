"""Who asks. The first argument of every service."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Viewer:
    user_id: int
    name: str
    role: str
    locale: str
    theme: str
    session_id: int
