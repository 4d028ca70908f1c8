"""The session cookie: one name per scheme, read the same way from a page request and from a socket's handshake."""

from http.cookies import CookieError, SimpleCookie

_PLAIN = "chatapp_session"
# The browser accepts this name only over TLS, for this host alone and with path /.
_SECURE = "__Host-chatapp_session"


def name(*, secure: bool) -> str:
    return _SECURE if secure else _PLAIN


def token_of(cookie_header: str) -> str:
    """The session token in a Cookie header, or ""."""
    try:
        jar = SimpleCookie(cookie_header)
    except CookieError:
        return ""
    morsel = jar.get(_SECURE) or jar.get(_PLAIN)
    return morsel.value if morsel else ""
