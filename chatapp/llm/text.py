"""Answers in pieces that a model server cut anywhere: through a character, or through a `<think>` mark."""

from chatapp.text import clean

OPEN, CLOSE = "<think>", "</think>"


class Cleaner:
    """`clean` for text in pieces."""

    def __init__(self) -> None:
        self._half = ""

    def feed(self, piece: str) -> str:
        text = self._half + piece
        self._half = ""
        if "\ud800" <= text[-1:] <= "\udbff":
            text, self._half = text[:-1], text[-1]
        return clean(text)

    def flush(self) -> str:
        half, self._half = self._half, ""
        return clean(half)


class ThoughtSplitter:
    """Parts an answer that opens with `<think>` into thought and text: pairs of (is a thought, text)."""

    def __init__(self) -> None:
        self._feed = self._at_start
        self._held = ""

    def feed(self, piece: str) -> list[tuple[bool, str]]:
        return [(thought, text) for thought, text in self._feed(piece) if text]

    def flush(self) -> list[tuple[bool, str]]:
        held, self._held = self._held, ""
        return [(self._feed == self._in_thought, held)] if held else []

    def _at_start(self, piece: str) -> list[tuple[bool, str]]:
        self._held += piece
        opening = self._held.lstrip()
        if len(opening) < len(OPEN) and OPEN.startswith(opening):
            return []
        held, self._held = self._held, ""
        if opening.startswith(OPEN):
            self._feed = self._in_thought
            return self._in_thought(opening.removeprefix(OPEN))
        self._feed = self._in_text
        return [(False, held)]

    def _in_thought(self, piece: str) -> list[tuple[bool, str]]:
        thought, closed, text = (self._held + piece).partition(CLOSE)
        self._held = ""
        if closed:
            self._feed = self._after_thought
            return [(True, thought), *self._after_thought(text)]
        kept = next((n for n in range(len(CLOSE) - 1, 0, -1) if thought.endswith(CLOSE[:n])), 0)
        self._held = thought[len(thought) - kept :]
        return [(True, thought[: len(thought) - kept])]

    def _after_thought(self, piece: str) -> list[tuple[bool, str]]:
        text = piece.lstrip()
        if text:
            self._feed = self._in_text
        return [(False, text)]

    def _in_text(self, piece: str) -> list[tuple[bool, str]]:
        return [(False, piece)]
