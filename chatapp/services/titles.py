"""A conversation's first title: the first words of its first prompt, at once and without a model."""

import re

_MAX_CHARS = 60  # about one line of the sidebar, twice
_MARKS = re.compile(r"[#*_`>~\[\]]+")


def title_of(prompt: str) -> str:
    line = next((line for line in prompt.splitlines() if line.strip(" #*_`>~-")), prompt)
    words = " ".join(_MARKS.sub(" ", line).split())
    if len(words) <= _MAX_CHARS:
        return words or prompt.strip()[:_MAX_CHARS]
    cut = words[:_MAX_CHARS]
    # Chinese and Japanese have no spaces to cut at; other scripts keep their last word whole.
    head, _, tail = cut.rpartition(" ")
    return f"{head if head and len(tail) < 20 else cut}…"
