"""Where a model server is and how it is spoken to."""

from dataclasses import dataclass, field
from uuid import UUID

from chatapp.errors import ChatError


@dataclass(frozen=True, slots=True)
class Endpoint:
    """`id` is None for the environment's. `flaw`: why it can't be asked at all."""

    id: UUID | None
    name: str
    base_url: str
    key: str = field(default="", repr=False)
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    flaw: ChatError | None = field(default=None, compare=False)
