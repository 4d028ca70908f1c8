"""Which paths are private, which name a conversation, and which may be redirected to."""

import uuid

import pytest

from chatapp import routes

ID = "0b8f8f2e-4b0e-4f7e-9d5a-2f6f0a3c1d11"


@pytest.mark.parametrize(
    "path", ["/", "/history", "/history/", f"/chat/{ID}", f"/chat/{ID}/", "/settings?a=b#c", "/中文"]
)
def test_a_path_of_this_host_is_local(path: str) -> None:
    assert routes.is_local(path)


@pytest.mark.parametrize(
    "path",
    [
        "",
        "history",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "\\/evil.example",
        "/a\\b",
        "/\t/evil.example",
        "/\n/evil.example",
        "\t//evil.example",
        " //evil.example",
        "/a\r\nLocation: //evil.example",
        "/\x00",
        "/\u2028",
        "/\u202eevil",
        "/\ud83d",
        "http://evil.example",
        "https:evil.example",
        "javascript:alert(1)",
        "data:text/html,x",
        "@evil.example",
        ".",
        "?next=/",
    ],
)
def test_whatever_a_browser_could_take_for_another_host_is_not(path: str) -> None:
    assert not routes.is_local(path)


def test_a_link_to_a_conversation_leads_back_to_its_id() -> None:
    assert routes.conversation_id_of(routes.conversation(uuid.UUID(ID))) == ID
    assert routes.conversation_id_of(routes.conversation(ID)) == ID


@pytest.mark.parametrize("path", ["", "/", "/history", "/chat", "/chat/", f"/other/chat/{ID}", f"chat/{ID}"])
def test_another_page_names_no_conversation(path: str) -> None:
    assert routes.conversation_id_of(path) == ""


@pytest.mark.parametrize(("path", "found"), [(f"/chat/{ID}/", ID), ("/chat/x", "x"), ("/chat/a/b", "a/b")])
def test_a_conversations_page_names_it_as_the_browser_does(path: str, found: str) -> None:
    assert routes.conversation_id_of(path) == found


@pytest.mark.parametrize(
    "path", ["", "/", "//", "/history", "/history/", "/settings", "/settings/", f"/chat/{ID}", "/chat/x/"]
)
def test_a_persons_own_pages_are_private(path: str) -> None:
    assert routes.is_private_page(path)


@pytest.mark.parametrize(
    "path", ["/login", "/register/", "/health", "/icon.svg", "/assets/a.js", "/_event/", "/historyx", "/chat", "/404"]
)
def test_what_everybody_may_see_is_not_private(path: str) -> None:
    assert not routes.is_private_page(path)


@pytest.mark.parametrize(("path", "is_it"), [("/", True), ("", True), ("/chat/1", False), ("/history", False)])
def test_only_the_root_is_a_new_chat(path: str, is_it: bool) -> None:
    assert routes.is_new_chat(path) is is_it
