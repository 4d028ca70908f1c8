"""What of search crosses the wire."""

import dataclasses
from collections.abc import Sequence

from chatapp.services.search import Found, Piece


@dataclasses.dataclass(frozen=True)
class PieceItem:
    text: str
    marked: bool  # it is what was looked for


@dataclasses.dataclass(frozen=True)
class FoundItem:
    id: str
    conversation: str
    message: str  # empty: the title was found
    role: str
    model: str
    at: str
    title: list[PieceItem]
    snippet: list[PieceItem]


def found_item(found: Found) -> FoundItem:
    return FoundItem(
        id=str(found.text.key),
        conversation=str(found.text.conversation_id),
        message=str(found.text.message_id or ""),
        role=found.text.role or "",
        model=found.text.model,
        at=found.text.at.isoformat(),
        title=_pieces(found.title),
        snippet=_pieces(found.snippet),
    )


def _pieces(pieces: Sequence[Piece]) -> list[PieceItem]:
    return [PieceItem(*piece) for piece in pieces]
