"""Secrets that the server hands out, in cookies and in links: 256 random bits. The database holds their hashes."""

import hashlib
import secrets

CHARS = 43
_BYTES = 32


def new() -> str:
    return secrets.token_urlsafe(_BYTES)


def digest(token: str) -> str:
    """Hex sha-256: what is random needs no slow hash."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
