"""Numbers at an answer, instructions and parameters of a conversation, and a look at what will be sent."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import Chat, enter
from tests.support.scripted_provider import ScriptedProvider
from tests.support.server import Server, sign_in


def panel(page: Page, tab: str) -> Locator:
    page.get_by_role("button", name="Conversation settings").click()
    dialog = page.get_by_role("dialog", name="Conversation settings")
    dialog.get_by_role("tab", name=tab).click()
    return dialog


def save(dialog: Locator) -> None:
    dialog.get_by_role("button", name="Save").click()


def test_an_answer_tells_its_numbers_when_asked(chat: Chat) -> None:
    chat.open().choose("busy-once:details").send("hello").expect_end()
    button = chat.answer.get_by_role("button", name="Details of the answer")
    button.focus()
    button.press("Enter")
    expect(button).to_have_attribute("aria-expanded", "true")
    numbers = chat.answer.locator("dl.numbers")
    for line in ("Modelbusy-once:details", "Tokens sent7", "Tokens written11", "Endedby the model", "Retries1"):
        expect(numbers).to_contain_text(line)
    expect(numbers).to_contain_text(re.compile(r"Time to first token[\d.]+ s"))
    expect(numbers).not_to_contain_text("cached")
    button.press("Enter")
    expect(numbers).to_have_count(0)


def test_what_is_set_before_the_first_prompt_goes_with_it(chat: Chat, provider: ScriptedProvider) -> None:
    chat.open()
    dialog = panel(chat.page, "Instructions")
    dialog.get_by_role("textbox", name="Instructions for this conversation").fill("Be brief, of the new chat.")
    dialog.get_by_role("tab", name="Parameters").click()
    dialog.get_by_role("textbox", name="Temperature").fill("0.5")
    dialog.get_by_role("textbox", name="Seed").fill("seven")
    save(dialog)
    expect(dialog.get_by_role("alert")).to_have_text("The seed is a whole number, 0 or more.")
    chat.page.keyboard.press("Escape")
    dialog = panel(chat.page, "Parameters")
    expect(dialog.get_by_role("textbox", name="Temperature")).to_have_value("0.5")  # nothing typed is lost
    dialog.get_by_role("textbox", name="Seed").fill("7")
    save(dialog)
    expect(dialog.get_by_role("status")).to_have_text("Saved")
    dialog.get_by_role("button", name="Close").click()
    expect(chat.page.get_by_role("button", name="Conversation settings, 3 changed")).to_be_visible()
    chat.choose("prv-refuses-seed").send("hello").expect_end()
    expect(chat.answer).to_contain_text("Answered without what this model refuses: seed.")
    (request,) = [
        each for each in provider.requests[-3:] if "Be brief, of the new chat." in str(each.body["messages"])
    ][-1:]
    assert request.body["temperature"] == 0.5
    chat.page.reload()
    expect(chat.page.get_by_role("button", name="Conversation settings, 3 changed")).to_be_visible()


def test_what_a_model_refused_is_said_beside_the_parameter_before_the_next_prompt(chat: Chat) -> None:
    chat.open().choose("prv-refuses-seed")
    dialog = panel(chat.page, "Parameters")
    dialog.get_by_role("textbox", name="Temperature").fill("0.25")
    dialog.get_by_role("textbox", name="Seed").fill("77")
    save(dialog)
    expect(dialog.get_by_role("status")).to_have_text("Saved")
    expect(dialog.get_by_role("note")).to_have_count(0)
    chat.page.keyboard.press("Escape")
    chat.send("hello").expect_end()
    dialog = panel(chat.page, "Parameters")
    seed = dialog.locator("label").filter(has_text="Seed")
    expect(seed.get_by_role("note")).to_have_text("prv-refuses-seed does not take this: it is left out.")
    expect(dialog.get_by_role("note")).to_have_count(1)
    dialog.get_by_role("textbox", name="Seed").fill("78")
    expect(dialog.get_by_role("note")).to_have_count(0)  # another value may be right
    dialog.get_by_role("textbox", name="Seed").fill("77")
    dialog.get_by_role("tab", name="What will be sent").click()
    expect(dialog.get_by_text('{"temperature": 0.25}')).to_be_visible()
    expect(dialog.get_by_role("note")).to_contain_text("prv-refuses-seed does not take is left out: seed.")
    chat.page.keyboard.press("Escape")
    dialog = panel(chat.choose("echo").page, "What will be sent")
    expect(dialog.get_by_text('{"temperature": 0.25, "seed": 77}')).to_be_visible()
    expect(dialog.get_by_role("note")).to_have_count(0)


def test_one_sees_what_will_be_sent_and_can_switch_a_turn_off(chat: Chat, provider: ScriptedProvider) -> None:
    chat.open().send("the first prompt of a look").expect_end()
    chat.box.fill("what comes next")
    dialog = panel(chat.page, "What will be sent")
    expect(dialog.get_by_role("listitem")).to_contain_text(
        ["You the first prompt of a look", "Answer the first prompt of a look", "You what comes next"]
    )
    dialog.get_by_role("checkbox").first.uncheck()
    expect(dialog.get_by_role("listitem").first).to_contain_text("switched off")
    expect(dialog.get_by_role("listitem").nth(1)).to_contain_text("without its prompt")
    chat.page.keyboard.press("Escape")
    expect(chat.page.locator('[data-role="user"]').first).to_contain_text("Switched off: models are not sent this.")
    chat.box.press("Enter")
    expect(chat.answers).to_have_count(2)
    chat.expect_end()
    assert [turn["content"] for turn in provider.requests[-1].body["messages"]] == ["what comes next"]


def test_own_instructions_and_those_of_the_app_are_kept_and_shown(chat: Chat, server: Server) -> None:
    page = chat.page
    page.goto("/settings")
    box = page.get_by_role("textbox", name="Instructions for all your conversations")
    box.fill("x" * 8001)
    form = page.locator("form").filter(has=box)
    form.get_by_role("button", name="Save").click()
    expect(form.get_by_role("alert")).to_contain_text("These instructions have 8001 characters")
    box.fill("Call me Ishmael.")
    form.get_by_role("button", name="Save").click()
    expect(form.get_by_role("status")).to_have_text("Saved")
    chat.open()
    dialog = panel(page, "Instructions")
    dialog.get_by_text("All that the model is told").click()
    expect(dialog.get_by_text("Call me Ishmael.")).to_be_visible()
    enter(page.context, server.url, sign_in(server.url, "admin"))
    page.goto("/admin")
    expect(page.get_by_role("textbox", name="Instructions for everybody")).to_have_value("")
