"""A text that only grows, addressed in UTF-16 units, as the browser counts.

Adding a piece and reading what is new cost the same however long the text already is. Pieces are
well-formed text: lone halves of a surrogate pair are joined or replaced in `llm`, before they get here.
"""

from bisect import bisect_right

SEGMENT_CHARS = 4096  # bounds the search for a character inside one large piece


class Transcript:
    def __init__(self, text: str = "") -> None:
        self.length = 0  # UTF-16 units
        self._segments: list[str] = []
        self._starts: list[int] = []
        self.append(text)

    @property
    def text(self) -> str:
        return "".join(self._segments)

    def append(self, piece: str) -> None:
        for at in range(0, len(piece), SEGMENT_CHARS):
            segment = piece[at : at + SEGMENT_CHARS]
            self._segments.append(segment)
            self._starts.append(self.length)
            self.length += utf16_length(segment)

    def since(self, offset: int) -> str:
        """What lies behind `boundary(offset)`."""
        if not 0 <= offset < self.length:
            return "" if offset > 0 else self.text
        number, index = self._find(offset)
        return "".join([self._segments[number][index:], *self._segments[number + 1 :]])

    def boundary(self, offset: int) -> int:
        """The nearest place at or before `offset` where a character starts; the end, if that comes first."""
        if not 0 <= offset < self.length:
            return min(max(offset, 0), self.length)
        number, index = self._find(offset)
        return self._starts[number] + utf16_length(self._segments[number][:index])

    def _find(self, offset: int) -> tuple[int, int]:
        """The segment that holds `offset`, and the index of the character there."""
        number = bisect_right(self._starts, offset) - 1
        ahead = self._segments[number].encode("utf-16-le", "surrogatepass")[: 2 * (offset - self._starts[number])]
        return number, len(ahead.decode("utf-16-le", "ignore"))  # "ignore" drops the half of a cut pair


def utf16_length(text: str) -> int:
    # "surrogatepass": counting must not fail on text that a provider let through malformed.
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
