"""What a person types to find something: words in any order, "phrases", -what must not be there, and filters
(`model:`, `role:`, `before:`, `after:`, `is:pinned`, `is:archived`, `is:deleted`, `tag:`). Whatever reads as nothing of
that is looked for as it stands."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from chatapp.models import Author
from chatapp.store.search import Filters
from chatapp.words import Part, part

MOST_CHARS = 200
_MOST_PARTS = 16
_QUOTES = '"“”„«»「」『』'
_PIECE = re.compile(
    rf"(?P<not>-)?(?:(?P<name>[a-zA-Z]+)[:：])?(?:[{_QUOTES}](?P<phrase>[^{_QUOTES}]*)(?:[{_QUOTES}]|$)|(?P<word>\S+))"
)
_DAY = re.compile(r"(\d{4})(?:-(\d\d?)(?:-(\d\d?))?)?")
_PLACES = ("pinned", "archived", "deleted")
_ROLES = {"user": Author.USER, "me": Author.USER, "assistant": Author.ASSISTANT, "model": Author.ASSISTANT}


@dataclass(frozen=True)
class Query:
    wanted: Sequence[Part]
    unwanted: Sequence[Part]
    filters: Filters

    @property
    def asks(self) -> bool:
        return bool(self.wanted) or self.filters != Filters()


def parse(text: str, zone: ZoneInfo) -> Query:
    """The last word may go on, unless a space is behind it. Days are those of `zone`."""
    text = text[:MOST_CHARS]
    wanted: list[Part] = []
    unwanted: list[Part] = []
    filters = Filters()
    for piece in _PIECE.finditer(text):
        name, said = (piece["name"] or "").lower(), piece["phrase"] if piece["word"] is None else piece["word"]
        narrowed = None if piece["not"] else _narrowed(filters, name, said, zone)
        if narrowed is not None:
            filters = narrowed
            continue
        typing = piece.end() == len(text) and (piece["word"] is not None or piece[0][-1] not in _QUOTES)
        literal = f"{piece['name']}:{said}" if piece["name"] else said
        if found := part(literal, typing=typing and not piece["not"]):
            (unwanted if piece["not"] else wanted).append(found)
    return Query(wanted[:_MOST_PARTS], unwanted[:_MOST_PARTS], filters)


def _narrowed(filters: Filters, name: str, said: str, zone: ZoneInfo) -> Filters | None:
    """None for what is no filter."""
    if name == "model" and said:
        return replace(filters, model=said)
    if name == "role" and (role := _ROLES.get(said.lower())):
        return replace(filters, role=role)
    if name == "is" and said.lower() in _PLACES:
        return replace(filters, **{said.lower(): True})
    if name == "tag" and said:
        return replace(filters, tag=said)
    if name in ("before", "after") and (day := _day(said, zone)):
        return replace(filters, **{name: day})
    return None


def _day(said: str, zone: ZoneInfo) -> datetime | None:
    """The beginning of a year, a month or a day."""
    if found := _DAY.fullmatch(said):
        year, month, day = (int(number or 1) for number in found.groups())
        try:
            return datetime(year, month, day, tzinfo=zone).astimezone(UTC)
        except (ValueError, OverflowError):
            return None
    return None
