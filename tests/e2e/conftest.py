"""One production build, one browser and one scripted provider for all browser tests of a session."""

import re
import secrets
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect

from tests.e2e import payloads
from tests.support.chromium import SHELL_FIRST, chromium
from tests.support.patience import PATIENCE_S
from tests.support.picker import choose
from tests.support.scripted_provider import ScriptedProvider, in_thread
from tests.support.server import Server, register

expect.set_options(timeout=1000 * PATIENCE_S)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium(programs=SHELL_FIRST) as opened:
        yield opened


@pytest.fixture(scope="session")
def provider() -> Iterator[ScriptedProvider]:
    with in_thread() as running:
        running.names += [
            *(f"gated:{name}" for name in GATES),
            "busy-once:details",
            "busy-for-seconds:en",
            "busy-for-seconds:zh",
            "held",
            "line:1000",
        ]
        running.names += [f"echo:{payload}" for payload in payloads.SHORT]
        yield running


@pytest.fixture(scope="session")
def server(provider: ScriptedProvider, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    environment = {
        "OPENAI_BASE_URL": provider.base_url,
        "CHATAPP_MODEL": "echo",
        "CHATAPP_MAX_PROMPTS_PER_MINUTE": "1000",
        "CHATAPP_MAX_REGISTRATIONS_PER_MINUTE": "1000",
    }
    running = Server(tmp_path_factory.mktemp("server") / "data", environment).start()
    register(running.url, "admin")
    yield running
    assert running.stop() == 0


GATES = ["reload", "stop", "tabs", "scroll", "busy", "busier", "full", "fuller", "halt", "far", "pair", "left", "right"]
GATES += ["on", "heard", "queue", "held-queue", "shared", "newborn", "shortcut", "pageup", "arrow", "space", "word"]
GATES += ["top", "lines", "kept", "columns", "rows"]

# Told in words of our own: they name the place, the browser's say only what.
TELL_VIOLATIONS = """addEventListener("securitypolicyviolation", (event) => console.error(
    "Content Security Policy", event.violatedDirective, event.blockedURI, event.sourceFile, event.lineNumber,
));"""


def _is_violation(said: ConsoleMessage) -> bool:
    """Mermaid tries a handler of its own when it draws: the policy of its frame refuses that."""
    where = f"{said.text} {said.location['url']}"
    return "Content Security Policy" in said.text and "/assets/mermaid.min-" not in where


def watch(context: BrowserContext) -> list[str]:
    """What goes wrong in its pages from now on: errors, and what the content policy had to stop."""
    faults: list[str] = []
    context.add_init_script(TELL_VIOLATIONS)
    context.on("weberror", lambda error: faults.append(str(error.error)))
    context.on("console", lambda said: faults.append(said.text) if _is_violation(said) else None)
    return faults


def wait_until(page: Page, condition: str) -> None:
    """As Playwright's `wait_for_function`, which evaluates text in the page: our content policy forbids that."""
    page.evaluate(
        f"""() => new Promise((resolve, reject) => {{
            const latest = performance.now() + {1000 * PATIENCE_S};
            const look = () => {{
                if ({condition}) resolve();
                else if (performance.now() > latest) reject(new Error("waited in vain"));
                else requestAnimationFrame(look);
            }};
            look();
        }})"""
    )


class Chat:
    """The chat page, in a reader's words."""

    def __init__(self, page: Page, server: Server) -> None:
        self.page, self.server = page, server
        self.box = page.get_by_role("textbox", name="Message")
        self.send_button = page.get_by_role("button", name="Send message")
        self.stop_button = page.get_by_role("button", name="Stop generating")
        self.messages = page.locator("[data-role]")
        self.answers = page.locator('[data-role="assistant"]')
        self.prompts = page.locator('[data-role="user"] .prompt')
        self.answer = self.answers.last

    def open(self, path: str = "/") -> "Chat":
        self.page.goto(f"{self.server.url}{path}")
        expect(self.page.get_by_role("status", name="Connection")).to_have_text("Connected")
        expect(self.page.get_by_role("combobox", name="Model")).to_have_value(re.compile("."))
        return self

    def choose(self, model: str) -> "Chat":
        choose(self.page.get_by_role("combobox", name="Model"), model)
        return self

    def send(self, text: str) -> "Chat":
        self.box.fill(text)
        self.box.press("Enter")
        return self

    def expect_end(self, status: str = "complete") -> "Chat":
        expect(self.messages.last).to_have_attribute("data-role", "assistant")  # not the end of the one before
        expect(self.answer).to_have_attribute("data-status", status)
        expect(self.page).to_have_url(re.compile("/chat/"))  # a busy browser is late to follow
        return self


def enter(context: BrowserContext, url: str, cookie: str) -> None:
    """Signs a browser in with the Cookie header of a session."""
    name, _, value = cookie.partition("=")
    context.add_cookies([{"name": name, "value": value, "url": url, "httpOnly": True}])


@pytest.fixture
def person(server: Server, browser: Browser) -> Iterator[BrowserContext]:
    """A signed-in browser with an account of its own; what goes wrong in its pages fails the test."""
    name = secrets.token_hex(8)
    context = browser.new_context(base_url=server.url, locale="en-GB")
    context.set_default_timeout(1000 * PATIENCE_S)
    enter(context, server.url, register(server.url, name))
    faults = watch(context)
    yield context
    context.close()
    assert faults == []


@pytest.fixture
def chat(person: BrowserContext, server: Server) -> Chat:
    return Chat(person.new_page(), server)
