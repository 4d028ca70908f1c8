"""Everybody can use every page: axe-core finds nothing serious, an answer is announced, keys reach everything."""

import json
import os
import re
import secrets
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import Chat, enter
from tests.e2e.test_accounts import sign_out
from tests.e2e.test_sides import column, compare
from tests.support.patience import PATIENCE_S
from tests.support.scripted_provider import ScriptedProvider
from tests.support.server import PROJECT, Server, register, sign_in

AXE = Path(__file__).with_name("axe")
INSTALL = [PROJECT / ".venv" / "bin" / "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"]
WITH_NODE = {**os.environ, "PATH": f"{PROJECT / '.venv' / 'bin'}{os.pathsep}{os.environ['PATH']}"}
LOOKS = [(language, theme) for language in ("en", "zh") for theme in ("light", "dark")]
DRAWN = "\\(x^2\\) and\n\n```python\nprint(1)\n```\n\n```mermaid\nflowchart LR\n  A --> B\n```"
DRESS = """([language, theme]) => {
    dispatchEvent(new StorageEvent("storage", { key: "chatapp_locale", newValue: language }));
    document.documentElement.classList.remove("light", "dark");
    document.documentElement.classList.add(theme);
}"""
RUN = """async () => (await axe.run({ resultTypes: ["violations"] })).violations
    .filter(({ impact }) => ["serious", "critical"].includes(impact))
    .flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => [id, target.join(" "), failureSummary]))"""


@pytest.fixture(scope="session")
def axe() -> str:
    """The script; it is fetched once, by the hash in its lock, and never leaves the tests."""
    script, kept = AXE / "node_modules" / "axe-core" / "axe.min.js", AXE / "node_modules" / ".package-lock.json"
    locked = json.loads((AXE / "package-lock.json").read_text())["packages"]["node_modules/axe-core"]
    if not kept.exists() or json.loads(kept.read_text())["packages"]["node_modules/axe-core"] != locked:
        done = subprocess.run(INSTALL, cwd=AXE, env=WITH_NODE, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
    return script.read_text()


Way = Callable[[Page, Server], Iterator[str]]
"""Through states of the page, each named when it is there."""


def entering(page: Page, _: Server) -> Iterator[str]:
    page.goto("/login/?error=error.sign_in_failed&username=somebody")
    expect(page.get_by_role("alert")).to_be_visible()
    yield "sign in"
    page.goto("/register/?first=1")
    expect(page.get_by_label("Confirm password")).to_be_visible()
    yield "register"
    page.goto("/reset/?token=over")
    expect(page.get_by_role("alert")).to_be_visible()
    yield "reset"
    page.goto("/nowhere")
    expect(page.get_by_role("link")).to_be_visible()
    yield "not found"


def chatting(page: Page, server: Server) -> Iterator[str]:
    chat = Chat(page, server).open()
    yield "empty chat"
    page.get_by_role("combobox", name="Model").fill("e")
    expect(page.get_by_role("listbox")).to_be_visible()
    yield "picker"
    chat.choose("markdown").send("hello").expect_end()
    yield "rich answer"
    page.get_by_role("button", name="Details of the answer").click()
    yield "details of an answer"
    chat.choose("echo").send(DRAWN).expect_end()
    expect(page.get_by_title("Diagram", exact=True)).to_be_visible()
    expect(chat.answer.locator(".katex")).to_be_visible()
    yield "formula, code and diagram"
    chat.box.press("ArrowUp")
    yield "changing a prompt"
    page.get_by_role("textbox", name="Change the message").press("Enter")
    expect(page.locator(".versions")).to_be_visible()
    chat.expect_end()
    yield "versions"
    chat.choose("reasoning").send("think").expect_end()
    page.get_by_text("Thought").click()
    yield "reasoning"
    chat.choose("prv-07").send("hello").expect_end("failed")
    yield "failed answer"
    chat.choose("slow").send("hello").box.fill("next")
    expect(chat.stop_button).to_be_visible()
    yield "answer being written"
    chat.box.press("Enter")
    expect(page.get_by_role("list", name="Queued messages")).to_be_visible()
    chat.box.fill("字" * 50_001)
    yield "a queued prompt, and one that is too long"
    chat.box.fill("")
    chat.stop_button.click()
    chat.expect_end("stopped")
    sign_out(page.context, server)
    expect(page.get_by_role("dialog", name="Sign in again")).to_be_visible()
    yield "sign in again"


def keeping(page: Page, server: Server) -> Iterator[str]:
    page.goto("/history")
    expect(page.get_by_text("Nothing here yet")).to_be_visible()
    yield "no history"
    Chat(page, server).open().send("hello").expect_end()
    page.keyboard.press("Control+k")
    page.get_by_role("dialog").get_by_role("combobox").fill("hel")
    yield "palette"
    page.keyboard.press("Escape")
    page.get_by_role("button", name="More: hello").click()
    yield "menu of a conversation"
    page.keyboard.press("Escape")
    page.get_by_role("link", name="History").click()
    yield "history"
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    yield "shortcuts"
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Rename").click()
    yield "renaming"
    page.get_by_role("button", name="Cancel").click()
    page.get_by_role("checkbox", name="Select: hello").check()
    page.get_by_role("group", name="Selection").get_by_role("button", name="Tags").click()
    for name, colour in (("Work", "Blue"), ("家庭", "Red")):
        page.get_by_role("textbox", name="New tag").fill(name)
        page.get_by_role("combobox", name="Colour").select_option(colour)
        page.get_by_role("button", name="Add").click()
        expect(page.get_by_role("checkbox", name=name)).to_be_checked()
    yield "tagging"
    page.get_by_role("button", name="Done").click()
    yield "tagged and selected"
    page.get_by_role("button", name="Manage tags").click()
    yield "tags"
    page.get_by_role("button", name="Done").click()
    page.get_by_role("group", name="Selection").get_by_role("button", name="Delete").click()
    yield "deleting"
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(page.get_by_role("button", name="Undo")).to_be_visible()
    yield "undo"
    page.get_by_role("combobox", name="Show").select_option("Trash")
    expect(page.get_by_role("button", name="Restore")).to_be_visible()
    yield "trash"
    page.get_by_role("button", name="New temporary chat").click()
    expect(page.get_by_role("region", name="Temporary chat")).to_be_visible()
    Chat(page, server).send("hello")
    expect(page.get_by_role("button", name="Keep this chat")).to_be_visible()
    yield "temporary chat"
    page.goto("/usage")
    page.get_by_text("As a table").first.click()
    expect(page.get_by_role("table")).to_be_visible()
    yield "usage"


def setting(page: Page, _: Server) -> Iterator[str]:
    page.goto("/settings/?done=done.password_changed")
    expect(page.get_by_role("list", name="Signed-in devices").get_by_role("listitem")).to_have_count(1)
    yield "settings"
    for dialog in ("Change password", "Delete account"):
        page.get_by_role("button", name=dialog).click()
        yield dialog
        page.get_by_role("button", name="Cancel").click()


def administering(page: Page, server: Server) -> Iterator[str]:
    enter(page.context, server.url, sign_in(server.url, "admin"))
    page.goto("/admin")
    page.get_by_role("searchbox", name="Search by name").fill(secrets.token_hex(8))
    expect(page.get_by_text("No username matches")).to_be_visible()
    yield "nobody found"
    page.get_by_role("textbox", name="Who the invitation is for").fill("axe")
    page.get_by_role("button", name="Invite").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    yield "link"
    page.get_by_role("button", name="Done").click()
    expect(page.get_by_role("dialog")).to_have_count(0)  # below it nothing can be typed
    page.get_by_role("searchbox", name="Search by name").fill("admin")
    expect(page.get_by_role("button", name="Remove as administrator")).to_be_visible()
    yield "administration"
    page.get_by_role("button", name="Add a model server").click()
    page.get_by_text("More", exact=True).click()
    yield "model server"
    page.get_by_role("button", name="Cancel").click()
    page.get_by_role("button", name="Rename echo", exact=True).click()
    yield "renaming a model"
    page.get_by_role("button", name="Cancel").click()
    register(server.url, name := secrets.token_hex(8))
    page.get_by_role("searchbox", name="Search by name").fill(name)
    for asked in ("Reset password", "Delete"):
        page.get_by_role("listitem").filter(has_text=name).get_by_role("button", name=asked).click()
        yield asked
        page.get_by_role("button", name="Cancel").click()


def on_a_phone(page: Page, server: Server) -> Iterator[str]:
    page.set_viewport_size({"width": 390, "height": 844})
    chat = Chat(page, server).open()
    yield "empty chat on a phone"
    chat.choose("markdown").send("hello").expect_end()
    yield "answer on a phone"
    page.locator(".drawer-button").click()
    expect(page.get_by_role("link", name="Settings")).to_be_in_viewport()
    yield "drawer"


def comparing(page: Page, server: Server) -> Iterator[str]:
    chat = Chat(page, server).open()
    page.get_by_role("button", name="Compare with other models").click()
    yield "models to compare with"
    page.keyboard.press("Escape")
    compare(page, "prv-07", "markdown")
    yield "models that are asked together"
    chat.send("hello")
    for model, state in (("echo", "done"), ("prv-07", "failed"), ("markdown", "done")):
        expect(column(page, model).get_by_role("status")).to_have_text(state)
    yield "answers side by side"
    page.set_viewport_size({"width": 390, "height": 844})
    expect(column(page, "markdown")).to_have_count(0)
    page.get_by_role("group", name="Which answer is shown").get_by_role("button", name="markdown").click()
    expect(column(page, "markdown")).to_be_visible()
    yield "answers side by side on a phone"


def setting_up(page: Page, server: Server) -> Iterator[str]:
    chat = Chat(page, server).open().send("hello").expect_end()
    chat.box.fill("next")
    page.get_by_role("button", name="Conversation settings").click()
    expect(page.get_by_role("textbox", name="Instructions for this conversation")).to_be_visible()
    page.get_by_text("All that the model is told").click()
    yield "instructions"
    page.get_by_role("tab", name="Parameters").click()
    page.get_by_role("textbox", name="Temperature").fill("hot")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("dialog").get_by_role("alert")).to_be_visible()
    yield "parameters"
    page.get_by_role("tab", name="What will be sent").click()
    page.get_by_role("checkbox").first.uncheck()
    expect(page.get_by_text("without its prompt")).to_be_visible()
    yield "what will be sent"


WAYS: list[Way] = [entering, chatting, keeping, setting, administering, on_a_phone, setting_up, comparing]


@pytest.fixture
def judged(server: Server, browser: Browser, axe: str) -> Iterator[Page]:
    """A page that knows how to judge itself, which our content policy would not let it."""
    context = browser.new_context(base_url=server.url, locale="en-GB", bypass_csp=True, reduced_motion="reduce")
    context.set_default_timeout(1000 * PATIENCE_S)
    context.add_init_script(axe)
    yield context.new_page()
    context.close()


def faults(page: Page) -> list[tuple[str, ...]]:
    """What axe has against the page in each of the looks: which rule, where, why."""
    found = []
    for look in LOOKS:
        dress(page, *look)
        found += [(" ".join(look), *fault) for fault in page.evaluate(RUN)]
    dress(page, *LOOKS[0])
    return found


def dress(page: Page, language: str, theme: str) -> None:
    """In place: to load each page anew in each look would take minutes."""
    page.evaluate(DRESS, [language, theme])
    expect(page.locator("html")).to_have_attribute("lang", re.compile(language))


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_axe_finds_nothing_serious(judged: Page, server: Server, way: Way) -> None:
    if way is not entering:
        enter(judged.context, server.url, register(server.url, secrets.token_hex(8)))
    assert [(state, *fault) for state in way(judged, server) for fault in faults(judged)] == []


HEAR = """(element) => {
    window.heard = [];
    const hear = () => element.textContent && window.heard.push(element.textContent);
    new MutationObserver(hear).observe(element, { childList: true, characterData: true, subtree: true });
}"""


@pytest.mark.parametrize(
    ("model", "status", "end"),
    [
        ("gated:heard", "complete", "The answer is complete."),
        ("slow", "stopped", "The answer was stopped."),
        ("prv-07", "failed", "The answer failed. The model server refused the key. An administrator can check it."),
    ],
)
def test_the_beginning_and_the_end_of_an_answer_are_announced_and_nothing_between(
    chat: Chat, provider: ScriptedProvider, model: str, status: str, end: str
) -> None:
    chat.open().send("hello").expect_end()
    chat.page.reload()  # the page of a conversation that has just begun may still be drawn anew
    expect(chat.page).to_have_title("hello")
    chat.expect_end().choose(model)
    told = chat.page.locator("main > p.off-screen[role=status]")
    told.evaluate(HEAR)
    chat.send("hello again")
    expect(chat.answers).to_have_count(2)
    if status == "complete":
        provider.gate(model).open()
    elif status == "stopped":
        chat.stop_button.click()
    chat.expect_end(status)
    expect(told).to_have_text(end)
    heard = chat.page.evaluate("window.heard")
    assert heard[-1] == end
    assert set(heard[:-1]) <= {"The answer is being written."}


def test_who_opens_a_conversation_is_told_nothing_of_old_answers(chat: Chat) -> None:
    chat.open().send("hello").expect_end()
    chat.page.reload()
    chat.expect_end()
    expect(chat.page.locator("main > p.off-screen[role=status]")).to_be_empty()


def test_keys_lead_past_the_conversations_to_where_one_writes(chat: Chat) -> None:
    skip = chat.open().page.get_by_role("link", name="Skip to content")
    expect(skip).not_to_be_in_viewport()
    skip.focus()
    expect(skip).to_be_in_viewport()
    skip.press("Enter")
    expect(chat.box).to_be_focused()
    chat.page.get_by_role("link", name="Settings").click()
    expect(chat.page.get_by_role("heading", name="Settings")).to_be_visible()
    skip.press("Enter")
    expect(chat.page.get_by_role("main")).to_be_focused()


# How much one can use of the page; where the focus is, and how wide its outline.
USABLE = """() => [...document.querySelectorAll("a[href], button, select, textarea, summary, [tabindex='0']")]
    .filter((each) => each.checkVisibility() && each.matches(":enabled, a, summary, [tabindex]")).length"""
FOCUSED = """() => {
    const here = document.activeElement, outlined = here.matches("textarea") ? here.form : here;
    const { outlineStyle, outlineWidth } = getComputedStyle(outlined);
    return [here.tagName, here.textContent || here.ariaLabel, outlineStyle === "none" ? 0 : parseFloat(outlineWidth)];
}"""


def test_keys_reach_all_there_is_and_one_sees_where_they_are(chat: Chat) -> None:
    chat.open().choose("markdown").send("hello").expect_end()
    chat.page.reload()  # the page of a conversation that has just begun takes the keyboard once more
    expect(chat.page).to_have_title("hello")
    chat.expect_end()
    expect(chat.page.get_by_role("link", name="hello")).to_be_visible()
    chat.page.get_by_role("link", name="Skip to content").focus()
    usable = chat.page.evaluate(USABLE)
    seen = []
    while chat.page.evaluate("document.activeElement !== document.body"):  # from the last one on to the browser's own
        seen.append(chat.page.evaluate(FOCUSED))
        chat.page.keyboard.press("Tab")
    assert len(seen) >= usable
    assert [each for each in seen if each[2] < 1] == []


def test_a_prompt_to_begin_with_goes_into_the_box(chat: Chat) -> None:
    suggestions = chat.open().page.get_by_role("list", name="Suggestions")
    suggestions.get_by_role("button").first.click()
    expect(chat.box).to_be_focused()
    expect(chat.box).to_have_value("Explain in plain words how a language model works")
    expect(suggestions).to_be_hidden()  # it would take away what has been written since
    chat.box.press("Enter")
    expect(chat.prompts).to_have_text("Explain in plain words how a language model works")
