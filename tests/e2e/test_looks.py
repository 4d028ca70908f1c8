"""How the page looks before it is alive, on a home screen and on paper."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import Chat
from tests.support.server import Server

LIGHT, DARK = "rgb(251, 251, 250)", "rgb(25, 27, 26)"
BACKGROUND = "getComputedStyle(document.body).backgroundColor"


@pytest.fixture
def lifeless(browser: Browser, server: Server) -> Iterator[Callable[[str, str], Page]]:
    """The sign-in page as it is first painted: none of the scripts that make it alive has come. In a browser whose
    system is set to the first argument, and where the second one was chosen."""
    context = browser.new_context(base_url=server.url, locale="en-GB")
    context.route("**/assets/*.js", lambda route: route.abort())

    def opened(system: str, chosen: str) -> Page:
        page = context.new_page()
        page.emulate_media(color_scheme=system)  # pyright: ignore[reportArgumentType]
        page.add_init_script(f"localStorage.setItem('theme', '{chosen}')")
        page.goto("/login/")
        return page

    yield opened
    context.close()


@pytest.mark.parametrize(
    ("system", "chosen", "background"),
    [("light", "dark", DARK), ("dark", "system", DARK), ("dark", "light", LIGHT), ("light", "system", LIGHT)],
)
def test_the_first_paint_has_the_theme(
    lifeless: Callable[[str, str], Page], system: str, chosen: str, background: str
) -> None:
    page = lifeless(system, chosen)
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    assert page.evaluate(BACKGROUND) == background


def test_the_page_can_be_installed(chat: Chat) -> None:
    chat.open()
    devtools = chat.page.context.new_cdp_session(chat.page)
    manifest = devtools.send("Page.getAppManifest")
    assert manifest["url"] == f"{chat.server.url}/manifest.webmanifest"
    assert manifest["errors"] == []
    errors = devtools.send("Page.getInstallabilityErrors")["installabilityErrors"]
    assert [error for error in errors if error["errorId"] != "in-incognito"] == []  # as each test's browser is


def test_paper_shows_all_of_a_conversation_and_who_said_what(chat: Chat) -> None:
    chat.open().choose("words:4000").send("a long answer, please").expect_end()
    chat.page.evaluate("document.documentElement.classList.add('dark')")
    chat.page.emulate_media(media="print")
    for name in ("New chat", "Send message", "Copy message"):
        expect(chat.page.get_by_role("button", name=name)).to_be_hidden()
    author = chat.page.locator(".author").last
    expect(author).to_have_text("Answer")
    assert author.evaluate("(element) => element.getBoundingClientRect().width > 10")
    assert chat.page.evaluate(BACKGROUND) == "rgb(255, 255, 255)"
    sheets = re.findall(rb"/Type /Page\b", chat.page.pdf())
    assert len(sheets) > 5  # 4,000 words; what can be seen at once would be one
