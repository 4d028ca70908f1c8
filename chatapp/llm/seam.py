"""Where an answer that was cut off goes on. A model that is not simply made to go on from its last letter begins
with what it had said at the end, or with the word it was in: said twice, that is dropped."""

import re

LONGEST_REPEAT = 200
# What may stand twice for good is short, or no word: "ha ha", a table's rule, closing brackets.
CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
HAS_A_WORD = re.compile(rf"[^\W\d_]\w{{3,}}|{CJK.pattern}{{2,}}")


class Seam:
    """`feed` and `flush` give a new text in pieces, without what it repeats of the end of `before`."""

    def __init__(self, before: str) -> None:
        self._before = before[-LONGEST_REPEAT:]
        self._held = ""
        self._open = bool(before)

    def feed(self, piece: str) -> str:
        if not self._open:
            return piece
        self._held += piece
        if self._may_repeat_more():
            return ""
        return self.flush()

    def flush(self) -> str:
        held, self._held, self._open = self._held, "", False
        return held[self._repeated(held) :]

    def _may_repeat_more(self) -> bool:
        """Whether all of it is found near the end, so that what comes next may be, too."""
        return any(self._before.startswith(self._held, at) for at in range(len(self._before) - len(self._held) + 1))

    def _repeated(self, held: str) -> int:
        lengths = range(min(len(held), len(self._before)), 0, -1)
        return next((n for n in lengths if self._before.endswith(held[:n]) and self._counts(held, n)), 0)

    def _counts(self, held: str, length: int) -> bool:
        if not self._begins_a_word(length):
            return False
        # No space in between: " an" goes on with " answer", but nothing goes on from "an" with "answer".
        in_a_word = length > 1 and held[0].isalpha() and held[length - 1 : length + 1].isalpha() and len(held) > length
        return in_a_word or HAS_A_WORD.search(held[:length]) is not None

    def _begins_a_word(self, length: int) -> bool:
        around = self._before[-length - 1 : len(self._before) - length + 1]
        return len(around) < 2 or not around.isalnum() or CJK.search(around) is not None
