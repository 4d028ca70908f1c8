"""What every response tells the browser: what a page may load, who may frame it, whom it tells where one was.

Scripts run when they are files of ours or one of those that the build writes into its pages. Reflex and React Router
write them, so their hashes are read out of the build, never kept by hand.
"""

import base64
import hashlib
import logging
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chatapp.settings import PROJECT, current

PAGES = PROJECT / ".web" / "build" / "client"
_INLINE_SCRIPT = re.compile(rb"<script(?![^>]*\ssrc=)[^>]*>(.+?)</script>", re.DOTALL)

_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
}
# A diagram's source is a model's: what draws it runs in a frame of no origin, which even we can't reach into.
_FRAME = "/diagram.html"
_IN_FRAME = re.compile(r"/diagram\.js|/diagram_frame\.css|/assets/mermaid\.min-[\w-]+\.js")
_OF_FRAME = {
    "Content-Security-Policy": "; ".join(
        [
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self' 'unsafe-inline'",
            "form-action 'none'",
            "base-uri 'none'",
            "frame-ancestors 'self'",
            "sandbox allow-scripts",
        ]
    ),
    "X-Frame-Options": "SAMEORIGIN",
}
_ON_TLS = {"Strict-Transport-Security": "max-age=31536000"}

log = logging.getLogger(__name__)


class Completed:
    """Around all that answers, Reflex's own pages for errors included: completes the headers of every response."""

    def __init__(self, app: ASGIApp, pages: Path = PAGES) -> None:
        """Reads the pages as they are built now."""
        self._app = app
        self._headers = {"Content-Security-Policy": content_policy(pages), **_ALWAYS}
        if current().is_tls:
            self._headers |= _ON_TLS

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            send = self._completed(send, _special(scope["path"]))
        elif scope["type"] == "websocket":
            send = _told(scope, self._completed(send))
        await self._app(scope, receive, send)

    def _completed(self, send: Send, special: Mapping[str, str] = MappingProxyType({})) -> Send:
        async def send_completed(message: Message) -> None:
            if message["type"] in ("http.response.start", "websocket.accept", "websocket.http.response.start"):
                message.setdefault("headers", [])
                MutableHeaders(scope=message).update({**self._headers, **special})
            await send(message)

        return send_completed


def _special(path: str) -> Mapping[str, str]:
    """A frame of no origin is a stranger to us: what it loads of ours has to allow that."""
    if path == _FRAME:
        return _OF_FRAME
    return {"Cross-Origin-Resource-Policy": "cross-origin"} if _IN_FRAME.fullmatch(path) else {}


def content_policy(pages: Path) -> str:
    """One for the whole site. `wss:` is not needed: 'self' stands for the page's own socket, too."""
    scripts = sorted({f"'sha256-{_sha256(script)}'" for script in _inline_scripts(pages)})
    return "; ".join(
        [
            "default-src 'none'",
            " ".join(["script-src 'self'", *scripts]),
            "style-src 'self'",
            "img-src 'self' data:",
            "font-src 'self'",
            "manifest-src 'self'",
            "connect-src 'self'",
            "frame-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "object-src 'none'",
            "frame-ancestors 'none'",
        ]
    )


def _inline_scripts(pages: Path) -> Iterator[bytes]:
    for page in pages.rglob("*.html"):
        yield from _INLINE_SCRIPT.findall(page.read_bytes())


def _sha256(script: bytes) -> str:
    return base64.b64encode(hashlib.sha256(script).digest()).decode()


def _told(scope: Scope, send: Send) -> Send:
    """A handshake that is refused becomes a response with headers, where the server can send one."""
    can_tell = "websocket.http.response" in scope.get("extensions", {})
    accepted = False

    async def send_told(message: Message) -> None:
        nonlocal accepted
        accepted = accepted or message["type"] == "websocket.accept"
        if accepted or message["type"] != "websocket.close":
            return await send(message)
        log.warning("socket.denied", extra={"reason": (message.get("reason") or "")[:200]})
        if not can_tell:
            return await send(message)
        await send({"type": "websocket.http.response.start", "status": 403})
        await send({"type": "websocket.http.response.body", "body": b"forbidden"})

    return send_told
