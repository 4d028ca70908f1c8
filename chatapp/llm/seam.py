"""Where an answer that was cut off goes on. A model that is not simply made to go on from its last letter likes to
begin with the last things it said: said twice, they are dropped. Only a long repeat is: a short one may be meant."""

import re

LONGEST_REPEAT = 200
LEAST_REPEAT = 16  # letters and digits; a character of Chinese, Japanese or Korean counts as two
CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


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
        repeat = held[:length]
        said = sum(map(str.isalnum, repeat)) + len(CJK.findall(repeat))
        return said >= LEAST_REPEAT and self._begins_a_word(length)

    def _begins_a_word(self, length: int) -> bool:
        around = self._before[-length - 1 : len(self._before) - length + 1]
        return len(around) < 2 or not around.isalnum() or CJK.search(around) is not None
