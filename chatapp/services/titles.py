"""A conversation's first title: the first words of its first prompt, at once and without a model."""

import re
import unicodedata

_MAX_CHARS = 60  # about one line of the sidebar, twice
_LONGEST_WORD = 20  # Chinese and Japanese have no spaces to cut at; other scripts keep their last word whole
_BULLET = re.compile(r"^\s*(?:[#>]+|[-*+]|\d+[.)])\s+")
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_MARKS = re.compile(r"\*\*|~~|`+")
_JOINER = "\u200d"


def title_of(prompt: str) -> str:
    words = next((words for line in prompt.splitlines() if (words := _words(line))), "")
    if not words:
        return " ".join(prompt.split())[:_MAX_CHARS]
    if len(words) <= _MAX_CHARS:
        return words
    cut = _cut(words)
    head, _, tail = cut.rpartition(" ")
    return f"{head if head and len(tail) < _LONGEST_WORD else cut}…"


def read_of(text: str) -> str:
    """All of it in one line, as it reads without Markdown."""
    return " ".join(words for line in text.splitlines() if (words := _words(line))) or " ".join(text.split())


def _words(line: str) -> str:
    """The line as it reads without Markdown; "" for a fence, a rule and the like."""
    if line.lstrip().startswith(("```", "~~~")):
        return ""
    plain = _MARKS.sub("", _LINK.sub(r"\1", _BULLET.sub("", line)))
    return " ".join(plain.split()) if any(c.isalnum() or unicodedata.category(c) == "So" for c in plain) else ""


def _cut(words: str) -> str:
    """At most so many characters, and no half of one that is written with several (accents, emoji)."""
    end = _MAX_CHARS
    while end > 1 and (words[end] == _JOINER or words[end - 1] == _JOINER or _belongs_to_previous(words[end])):
        end -= 1
    return words[:end]


def _belongs_to_previous(character: str) -> bool:
    return unicodedata.category(character) in ("Mn", "Mc", "Me") or "\U0001f3fb" <= character <= "\U0001f3ff"
