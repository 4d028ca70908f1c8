"""How a person uses each app: open it, wait until it is ready, type, send."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page, expect

from tests.support.picker import choose

READY_S = 60
PASSWORD = "correct horse battery"


@dataclass(frozen=True)
class Look:
    """`ready` waits on a page that is open; `box` and `button` are CSS selectors, without a button Enter sends."""

    box: str
    button: str = ""
    ready: str = ""

    def enter(self, page: Page) -> None:
        """What comes once, before the chat: nothing, without accounts."""

    def open(self, page: Page) -> None:
        page.goto("/")
        page.locator(self.ready or self.box).first.wait_for(timeout=READY_S * 1000)

    def send(self, page: Page, model: str, about_to_send: Callable[[], object] = lambda: None) -> None:
        box = page.locator(self.box)
        box.fill(model)
        about_to_send()
        if self.button:
            page.locator(self.button).click()
        else:
            box.press("Enter")


class Ours(Look):
    def enter(self, page: Page) -> None:
        page.goto("/register")
        expect(page.get_by_label("Confirm password")).to_be_visible()
        page.get_by_role("textbox", name="Username").fill(secrets.token_hex(8))
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_label("Confirm password").fill(PASSWORD)
        page.get_by_role("button", name="Create account").click()
        expect(page.get_by_role("textbox", name="Message")).to_be_visible(timeout=READY_S * 1000)

    def open(self, page: Page) -> None:
        super().open(page)
        expect(page.get_by_role("status", name="Connection")).to_have_text("Connected", timeout=READY_S * 1000)

    def send(self, page: Page, model: str, about_to_send: Callable[[], object] = lambda: None) -> None:
        choose(page.get_by_role("combobox", name="Model"), model)
        super().send(page, model, about_to_send)


LOOKS: dict[str, Look] = {
    "channels": Look("input[name=message]", "button", "body[data-ready]"),
    "naive_reflex": Look("#question", "button[type=submit]"),
    "chainlit": Look("#chat-input", "#chat-submit"),
    "gradio": Look("textarea", "button.submit-button"),
    "nicegui": Look("input[placeholder=message]"),
    "floor": Look("input[name=prompt]", "button", "body[data-ready]"),
    "chatapp": Ours("textarea[aria-label=Message]", "button[aria-label='Send message']"),
}
