"""The combobox of models, as somebody who knows the name uses it."""

from playwright.sync_api import Locator, expect


def choose(box: Locator, model: str) -> None:
    box.click()
    box.fill(model)
    expect(box.page.locator('.picker [aria-selected="true"]')).to_have_attribute("data-model", model)
    box.press("Enter")
    expect(box).to_have_value(" ".join(model.splitlines()))
