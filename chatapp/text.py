"""Text as every database, socket and model server can take it.

JSON can carry half of a character (a lone surrogate) and NUL. Reflex's socket closes on the first for good,
PostgreSQL and the next request to a model refuse both.
"""

import unicodedata


def clean(text: str) -> str:
    """Paired surrogates are joined, lone ones become U+FFFD, NUL goes."""
    if text.isascii() and "\0" not in text:
        return text
    return text.replace("\0", "").encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def one_line(text: str) -> str:
    """Without line breaks and other controls, which would let a name reach into what stands around it."""
    return "".join(" " if unicodedata.category(c) == "Cc" else c for c in text).strip()


def name_key(name: str) -> str:
    """What makes two names the same one. Not SQL's lower(): on SQLite that folds ASCII only."""
    return unicodedata.normalize("NFKC", name).strip().casefold()
