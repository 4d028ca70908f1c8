"""The session cookie: one name per scheme, read the same way from a page request and from a socket's handshake."""

from chatapp.settings import current

_PLAIN = "chatapp_session"
# The browser accepts this name only over TLS, for this host alone and with path /.
_SECURE = "__Host-chatapp_session"


def name(*, secure: bool) -> str:
    return _SECURE if secure else _PLAIN


def token_of(cookie_header: str) -> str:
    """The session token in a Cookie header, or "". Over TLS a plain name is not looked at: a neighbouring host could
    have set it.

    Not http.cookies: it gives up at the first cookie it doesn't like, and every program on localhost, whatever its
    port, shares one jar with us.
    """
    pairs = (pair.strip().partition("=") for pair in cookie_header.split(";"))
    jar = {name: value for name, _, value in pairs}
    return jar.get(name(secure=current().is_tls), "")
