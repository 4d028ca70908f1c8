"""Text as it is searched: its case and width folded, cut into words; Chinese, Japanese and Korean, which don't part
their words, into pairs of neighbouring characters, traditional ones as simplified.

The index holds the tokens of a text, each once. What has all tokens of a query may still not have its words side by
side, so the text itself has the last word (`Part.pattern`).
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from chatapp.simplified import simplified, traditional

_UNPARTED = (
    "\u3005-\u3007\u3021-\u3029\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\u3400-\u4dbf"
    "\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff"
)
_LETTER = f"[^\\W_{_UNPARTED}]"
_UNPARTED_RUN = re.compile(f"[{_UNPARTED}]+")
_WORD = re.compile(f"{_LETTER}+")
_RUN = re.compile(f"{_UNPARTED_RUN.pattern}|{_WORD.pattern}")
_FIRST_UNPARTED = re.compile(f"[{_UNPARTED}]")
# Markdown in the midst of what is read as one word: Chinese puts no spaces about what is bold.
_MARKUP = "[*_`~]"
_MOST_MARKUP = 3
_IN_MIDST = re.compile(f"(?<=[{_UNPARTED}]){_MARKUP}{{1,{_MOST_MARKUP}}}(?=[{_UNPARTED}])")
_MAY_BE_IN_MIDST = f"{_MARKUP}{{0,{_MOST_MARKUP}}}"
# Between the words of a phrase.
_BETWEEN = r"[\W_]{0,20}"
_WRITTEN_LETTER = f"(?:(?![{_UNPARTED}])[\\p{{L}}\\p{{N}}])"
_WRITTEN_BETWEEN = r"[^\p{L}\p{N}]{0,20}"
_LONGEST = 40  # a word is known by so much of it
# Of one text; what a PostgreSQL tsvector takes, which no text that people read comes near.
_MOST_BYTES = 700_000
# What normalizing would make of them. It passes over a text that has nothing to change, twenty times as fast.
_OFTEN_WIDE = {wide: unicodedata.normalize("NFKC", wide) for wide in "，：；！？（）～…\u3000\xa0"}
_VOICED = "\uff9e\uff9f"  # marks of half-width katakana, which belong to the letter before


@dataclass(frozen=True)
class Token:
    text: str
    prefix: bool = False  # any token that begins like this


@dataclass(frozen=True)
class Part:
    """A word or phrase that is looked for."""

    tokens: Sequence[Token]
    pattern: re.Pattern[str]  # of folded text
    written: str  # a pattern of ECMAScript, flags i and u, of text as it was written


def fold(text: str) -> str:
    if text.isascii():
        return text.lower()
    for wide, narrow in _OFTEN_WIDE.items():
        text = text.replace(wide, narrow)
    return unicodedata.normalize("NFKC", text).casefold()


def is_unparted(token: str) -> bool:
    return bool(_UNPARTED_RUN.match(token))


def tokens(text: str) -> set[str]:
    """Of a text that is stored."""
    folded = fold(text)
    # The last character of a run stands alone, so that every one begins a token, and is found by it.
    runs = _UNPARTED_RUN.findall(_IN_MIDST.sub("", simplified(folded)))
    pairs = [run[at : at + 2] for run in runs for at in range(len(run))]
    found = {*pairs, *[word[:_LONGEST] for word in _WORD.findall(folded)]}
    return found if len(folded) * 8 < _MOST_BYTES else set(_fitting(found))


def part(text: str, *, typing: bool = False) -> Part | None:
    """`typing`: its last word may go on. None for nothing but spaces."""
    folded = fold(text).strip()
    if not folded:
        return None
    runs = _RUN.findall(simplified(folded))
    if not runs:
        return Part((), re.compile(re.escape(folded)), _written_signs(folded))
    ends = [typing and number == len(runs) for number, _ in enumerate(runs, 1)]
    wanted = dict.fromkeys(token for run, open_ in zip(runs, ends, strict=True) for token in _of_wanted(run, open_))
    pattern = _BETWEEN.join(_pattern(run, open_) for run, open_ in zip(runs, ends, strict=True))
    written = _WRITTEN_BETWEEN.join(_written(run, open_) for run, open_ in zip(runs, ends, strict=True))
    return Part(tuple(wanted), re.compile(pattern), written)


def spans(text: str, parts: Sequence[Part]) -> list[tuple[int, int]]:
    """Where `text`, not folded, has any of them: in order, none touching another."""
    folded, place = _placed(text)
    found = sorted(match.span() for each in parts for match in each.pattern.finditer(folded))
    merged: list[tuple[int, int]] = []
    for start, end in found:
        here = (place[start], place[end - 1] + 1) if place else (start, end)
        if merged and here[0] <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(here[1], merged[-1][1]))
        else:
            merged.append(here)
    return merged


def _fitting(found: Iterable[str]) -> Iterator[str]:
    room = _MOST_BYTES
    for token in sorted(found):
        room -= len(token.encode()) + 12
        if room < 0:
            return
        yield token


def _of_wanted(run: str, open_: bool) -> Iterator[Token]:
    if not _FIRST_UNPARTED.match(run):
        yield Token(run[:_LONGEST], prefix=open_)
    elif len(run) == 1:
        yield Token(run, prefix=True)
    else:
        yield from (Token(first + second) for first, second in pairwise(run))


def _pattern(run: str, open_: bool) -> str:
    if _FIRST_UNPARTED.match(run):
        return _MAY_BE_IN_MIDST.join(_any_of(one + traditional(one)) for one in run)
    return _alone(re.escape(run), _LETTER, open_)


def _written(run: str, open_: bool) -> str:
    said = [_any_of(one + traditional(one) + _wide().get(one, "")) for one in run]
    if _FIRST_UNPARTED.match(run):
        return _MAY_BE_IN_MIDST.join(said)
    return _alone("".join(said), _WRITTEN_LETTER, open_)


def _written_signs(folded: str) -> str:
    return r"\s+".join(re.sub(r"[\^$\\.*+?()[\]{}|/]", r"\\\g<0>", signs) for signs in folded.split())


def _any_of(characters: str) -> str:
    return f"[{characters}]" if len(characters) > 1 else characters


def _alone(word: str, letter: str, open_: bool) -> str:
    return f"(?<!{letter}){word}" + ("" if open_ else f"(?!{letter})")


@cache
def _wide() -> Mapping[str, str]:
    """Of letters the forms of another width."""
    found: defaultdict[str, str] = defaultdict(str)
    for form in map(chr, range(0xFF10, 0xFFDD)):
        found[fold(form)] += form
    return found


def _placed(text: str) -> tuple[str, Sequence[int]]:
    """Folded, and for each character of that the place it came from; nothing, where all stayed in their places."""
    folded = fold(text)
    if len(folded) == len(text):
        return folded, ()
    pieces: list[str] = []
    places: list[int] = []
    for start, cluster in _clusters(text):
        piece = fold(cluster)
        pieces.append(piece)
        places.extend([start + min(n, len(cluster) - 1) for n in range(len(piece))])
    return "".join(pieces), places


def _clusters(text: str) -> Iterator[tuple[int, str]]:
    """What is folded together: a letter with the marks upon it."""
    start = 0
    for end in range(1, len(text) + 1):
        if end < len(text) and (unicodedata.combining(text[end]) or text[end] in _VOICED):
            continue
        yield start, text[start:end]
        start = end
