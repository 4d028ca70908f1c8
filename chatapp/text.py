"""Text as every database, socket and model server can take it.

JSON can carry half of a character (a lone surrogate) and NUL. Reflex's socket closes on the first for good,
PostgreSQL and the next request to a model refuse both.
"""


def clean(text: str) -> str:
    """Paired surrogates are joined, lone ones become U+FFFD, NUL goes."""
    if text.isascii() and "\0" not in text:
        return text
    return text.replace("\0", "").encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
