"""One prompt to several models: columns that live side by side in every tab, until one of them is gone on with."""

import re

from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.e2e.conftest import Chat
from tests.support.scripted_provider import ScriptedProvider
from tests.support.server import Server


def compare(page: Page, *models: str) -> None:
    page.get_by_role("button", name="Compare with other models").click()
    box = page.get_by_role("combobox", name="Compare with")
    for model in models:
        box.fill(model)
        option = page.locator(f'.comparer [aria-selected="true"][data-model="{model}"]')
        expect(option).to_be_visible()
        box.press("Enter")
        expect(option).to_have_attribute("data-chosen", "true")
    box.press("Escape")
    expect(box).to_have_count(0)


def column(page: Page, model: str) -> Locator:
    return page.get_by_role("region", name="Answers side by side").get_by_role("region", name=model, exact=True)


def test_two_models_answer_side_by_side_and_one_is_gone_on_with(
    chat: Chat, person: BrowserContext, server: Server, provider: ScriptedProvider
) -> None:
    page = chat.open().choose("gated:columns").page
    compare(page, "gated:rows", "prv-10")
    expect(page.get_by_role("group", name="Asked side by side")).to_contain_text("gated:rows")
    chat.send("which is better?")
    failed = column(page, "prv-10")
    expect(failed.get_by_role("status")).to_have_text("failed")
    expect(failed.get_by_role("note")).to_contain_text("does not know the model")
    provider.gate("gated:columns").release(2)
    provider.gate("gated:rows").release(1)
    expect(column(page, "gated:columns").locator(".markdown")).to_have_text(re.compile("."))
    expect(page).to_have_url(re.compile("/chat/"))
    page.reload()
    other = Chat(person.new_page(), server).open(page.url.removeprefix(server.url))
    for tab in (page, other.page):
        for model in ("gated:columns", "gated:rows"):
            expect(column(tab, model).get_by_role("status").first).to_have_text("being written")
    column(other.page, "gated:rows").get_by_role("button", name="Stop gated:rows").click()
    expect(column(page, "gated:rows").get_by_role("status").first).to_have_text("stopped")
    expect(column(page, "gated:columns").get_by_role("status").first).to_have_text("being written")
    provider.gate("gated:columns").open()
    expect(column(page, "gated:columns").get_by_role("status").first).to_have_text("done")
    expect(page.get_by_text("Your next message continues with gated:columns")).to_be_visible()
    written = column(other.page, "gated:columns").locator(".markdown").inner_text()
    expect(column(page, "gated:columns").locator(".markdown")).to_have_text(written)

    column(page, "gated:rows").get_by_role("button", name="Continue with this one").click()
    for tab in (chat, other):
        expect(tab.page.get_by_role("region", name="Answers side by side")).to_have_count(0)
        expect(tab.answer.locator(".versions")).to_contain_text("2 / 3")
    expect(page.get_by_role("combobox", name="Model")).to_have_value("gated:rows")
    expect(page.get_by_role("group", name="Asked side by side")).to_have_count(0)
    chat.choose("echo").send("and then?").expect_end()
    expect(chat.answers).to_have_count(2)
    expect(other.answers).to_have_count(2)
