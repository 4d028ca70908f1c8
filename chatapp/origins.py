"""Which pages may speak to us: those of one address, the public one when it is set, else the one that was asked for.

There is no list and no "everybody", so neither can be configured by mistake.
"""

from typing import Any

from chatapp.settings import current


def is_own(origin: str, scheme: str, host: str) -> bool:
    """`scheme` and `host` are those that the request was made to."""
    return origin == (current().public_url or f"{scheme}://{host}")


def may_connect(origin: str | None, environ: dict[str, Any]) -> bool:
    """Engine.io's question. A browser always says where a socket comes from: who says nothing is no page."""
    scheme = "https" if environ["asgi.scope"]["scheme"] in ("https", "wss") else "http"
    return origin is None or is_own(origin, scheme, environ.get("HTTP_HOST", ""))
