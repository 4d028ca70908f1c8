"""The session cookie is found among whatever else a browser keeps for this host."""

import pytest

from chatapp.services import cookies
from chatapp.settings import Settings

TOKEN = "t" * 43


@pytest.mark.parametrize(
    "header",
    [
        f"chatapp_session={TOKEN}",
        f'chatapp_session={TOKEN}; a={{"x":1}}',
        f'a={{"x":1}}; chatapp_session={TOKEN}',
        f"a=b c; chatapp_session={TOKEN}",
        f"user@host=1; x[y]=2; lonely; chatapp_session={TOKEN}",
        f'a="open; chatapp_session={TOKEN}',
        f"a=\xfc; chatapp_session={TOKEN}",
        f";;= ;chatapp_session={TOKEN};",
    ],
)
def test_a_neighbours_cookie_hides_nothing(header: str) -> None:
    assert cookies.token_of(header) == TOKEN


@pytest.mark.parametrize("header", ["", "a=b", "chatapp_session", "xchatapp_session=t", "chatapp_session2=t", ";;;"])
def test_without_a_session_there_is_no_token(header: str) -> None:
    assert cookies.token_of(header) == ""


def test_over_tls_only_the_cookie_that_is_bound_to_it_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cookies, "current", lambda: Settings(public_url="https://chat.example"))
    assert cookies.token_of("chatapp_session=a; __Host-chatapp_session=b") == "b"
    assert cookies.token_of("chatapp_session=a") == ""


def test_without_tls_a_browser_keeps_no_cookie_that_is_bound_to_it() -> None:
    assert cookies.token_of("chatapp_session=a; __Host-chatapp_session=b") == "a"
