import pytest

from chatapp.state.user_agent import names

MOZILLA = "Mozilla/5.0"
WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("user_agent", "known"),
    [
        (f"{MOZILLA} (X11; Linux x86_64) {WEBKIT} Chrome/143.0.0.0 Safari/537.36", ("Chrome", "Linux")),
        (f"{MOZILLA} (Windows NT 10.0; Win64; x64) {WEBKIT} Chrome/143.0 Safari/537.36 Edg/143.0", ("Edge", "Windows")),
        (f"{MOZILLA} (Linux; Android 16; Pixel 9) {WEBKIT} Chrome/143.0 Mobile Safari/537.36", ("Chrome", "Android")),
        (f"{MOZILLA} (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605 Version/26 Safari/605", ("Safari", "macOS")),
        (f"{MOZILLA} (iPhone; CPU iPhone OS 26_0 like Mac OS X) Version/26 Safari/604", ("Safari", "iPhone")),
        (f"{MOZILLA} (iPad; CPU OS 18_0 like Mac OS X) CriOS/143.0 Mobile Safari/604", ("Chrome", "iPad")),
        (f"{MOZILLA} (X11; Ubuntu; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0", ("Firefox", "Linux")),
        (f"{MOZILLA} (Linux; Android 14; V) {WEBKIT} Chrome/130 Safari/537 MicroMessenger/8.0", ("WeChat", "Android")),
        ("curl/8.5.0", ("", "")),
        ("", ("", "")),
    ],
)
def test_browser_and_system_are_called_what_people_call_them(user_agent: str, known: tuple[str, str]) -> None:
    assert names(user_agent) == known
