"""Which model answers: the picker, by mouse and by keys, what is liked and used, and what is wrong with a server."""

import secrets
from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.conftest import Chat, enter
from tests.support.scenarios import words
from tests.support.scripted_provider import ScriptedProvider, in_thread
from tests.support.server import Server, sign_in

DEAD = "http://127.0.0.1:9/v1"


@pytest.fixture
def admin(person: BrowserContext, server: Server) -> Iterator[Page]:
    """The page for administrators; what is added on it is removed in the end."""
    enter(person, server.url, sign_in(server.url, "admin"))
    page = person.new_page()
    page.goto("/admin")
    yield page
    page.goto("/admin")
    servers = page.get_by_role("list", name="Model servers")
    expect(servers.get_by_role("listitem").first).to_be_visible()
    while (remove := servers.get_by_role("button", name="Remove")).count():
        before = remove.count()
        remove.first.click()
        page.get_by_role("dialog").get_by_role("button", name="Remove").click()
        expect(remove).to_have_count(before - 1)


@pytest.fixture
def silent() -> Iterator[ScriptedProvider]:
    """A model server that lists nothing."""
    with in_thread() as running:
        running.names.clear()
        yield running


def add(page: Page, name: str, address: str, key: str = "", models: str = "") -> None:
    page.get_by_role("button", name="Add a model server").click()
    dialog = page.get_by_role("dialog", name="Model server")
    dialog.get_by_role("textbox", name="Name", exact=True).fill(name)
    dialog.get_by_role("textbox", name="Address").fill(address)
    dialog.get_by_label("API key").fill(key)
    if models:
        dialog.get_by_text("More", exact=True).click()
        dialog.get_by_role("textbox", name="Models that it does not list").fill(models)
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_have_count(0)


def test_an_administrator_adds_tries_and_talks_to_a_server(
    admin: Page, server: Server, provider: ScriptedProvider
) -> None:
    name, canary = f"Lab {secrets.token_hex(4)}", f"sk-{secrets.token_hex(16)}"
    frames: list[str] = []
    admin.on(
        "websocket",
        lambda socket: [
            socket.on(way, lambda payload: frames.append(str(payload))) for way in ("framesent", "framereceived")
        ],
    )
    admin.reload()
    admin.get_by_role("button", name="Add a model server").click()
    dialog = admin.get_by_role("dialog", name="Model server")
    dialog.get_by_role("combobox", name="Fill in for").select_option("DeepSeek")
    expect(dialog.get_by_role("textbox", name="Address")).to_have_value("https://api.deepseek.com/v1")
    dialog.get_by_role("textbox", name="Address").fill("http://169.254.169.254/v1")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.get_by_role("alert")).to_contain_text("not one of a model server")
    dialog.get_by_role("button", name="Cancel").click()
    add(admin, name, provider.base_url, canary)
    add(admin, "Dead", DEAD)
    admin.get_by_role("button", name=f"Test {name}").click()
    expect(admin.get_by_role("listitem").filter(has_text=name)).to_contain_text("First token of echo after")
    admin.get_by_role("button", name="Test Dead").click()
    expect(admin.get_by_role("listitem").filter(has_text="Dead").first).to_contain_text("Can’t reach the model server")
    admin.get_by_role("button", name=f"Change {name}").click()
    expect(admin.get_by_label("API key")).to_have_value("")
    assert frames
    assert canary not in "".join(frames)

    chat = Chat(admin, server).open()
    box = admin.get_by_role("combobox", name="Model")
    box.click()
    expect(admin.get_by_role("status", name="Model servers with a fault")).to_contain_text("Dead")
    admin.get_by_role("group", name=name).get_by_role("option", name="echo", exact=True).click()
    expect(box).to_have_value("echo")
    chat.send("over there").expect_end()
    assert provider.requests[-1].headers["authorization"] == f"Bearer {canary}"
    chat.open(f"/chat/{admin.url.rpartition('/chat/')[2]}")
    chat.send("once more").expect_end()
    assert provider.requests[-1].headers["authorization"] == f"Bearer {canary}"

    address = admin.url
    admin.goto("/admin")
    admin.get_by_role("button", name=f"Remove {name}").click()
    admin.get_by_role("dialog").get_by_role("button", name="Remove").click()
    expect(admin.get_by_text(name, exact=True)).to_have_count(0)
    admin.goto(address)
    expect(chat.answers).to_have_count(2)
    expect(admin.get_by_role("note")).to_contain_text("no longer available")
    chat.send("still there?")
    expect(admin.get_by_role("alert")).to_contain_text("no longer available")
    expect(chat.box).to_have_value("still there?")
    chat.choose("echo").box.press("Enter")
    expect(chat.answers).to_have_count(3)
    chat.expect_end()


def test_models_named_by_hand_are_tried_picked_and_answer(
    admin: Page, server: Server, silent: ScriptedProvider
) -> None:
    name = f"Quiet {secrets.token_hex(4)}"
    add(admin, name, silent.base_url)
    row = admin.get_by_role("listitem").filter(has_text=name).first
    row.get_by_role("button", name="Test").click()
    expect(row).to_contain_text("Models: 0")
    expect(row).to_contain_text("No token was tried")
    row.get_by_role("button", name="Change").click()
    dialog = admin.get_by_role("dialog", name="Model server")
    dialog.get_by_text("More", exact=True).click()
    dialog.get_by_role("textbox", name="Models that it does not list").fill("words:5")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_have_count(0)
    row.get_by_role("button", name="Test").click()
    expect(row).to_contain_text("First token of words:5 after")

    chat = Chat(admin, server).open()
    box = admin.get_by_role("combobox", name="Model")
    box.click()
    admin.get_by_role("group", name=name).get_by_role("option", name="words:5", exact=True).click()
    expect(box).to_have_value("words:5")
    chat.send("five, please").expect_end()
    expect(chat.answer.locator(".markdown")).to_have_text(words(5).strip())
    box.click()
    box.fill("words:6")  # named by nobody yet
    admin.get_by_role("group", name=name).get_by_role("option", name="words:6").click()
    chat.send("six, please")
    expect(chat.answers).to_have_count(2)
    expect(chat.expect_end().answer.locator(".markdown")).to_have_text(words(6).strip())
    expect(chat.answer.locator(".model")).to_have_text("words:6")


def test_the_name_that_an_administrator_gave_a_model_is_what_people_read(
    admin: Page, chat: Chat, provider: ScriptedProvider
) -> None:
    name, given = f"Lab {secrets.token_hex(4)}", f"Seven words {secrets.token_hex(4)}"
    add(admin, name, provider.base_url, models="words:7")
    admin.get_by_role("searchbox", name="Search models").fill("words:7")
    admin.get_by_role("button", name="Rename words:7").click()
    admin.get_by_role("textbox", name="Name shown for words:7").fill(given)
    admin.get_by_role("textbox", name="Name shown for words:7").press("Enter")
    expect(admin.get_by_role("list", name="Models", exact=True)).to_contain_text(given)

    page = chat.open().page
    box = page.get_by_role("combobox", name="Model")
    box.click()
    box.fill(given)
    page.get_by_role("group", name=name).get_by_role("option", name=given, exact=True).click()
    expect(box).to_have_value(given)
    chat.send("seven, please").expect_end()
    expect(chat.answer.locator(".model")).to_have_text(given)
    page.reload()
    expect(chat.answer.locator(".model")).to_have_text(given)
    expect(box).to_have_value(given)
    assert provider.requests[-1].model == "words:7"


def test_the_picker_is_searched_and_walked_by_keys(chat: Chat) -> None:
    page = chat.open().page
    box = page.get_by_role("combobox", name="Model")
    chosen = page.locator('.picker [aria-selected="true"]')
    box.focus()
    box.press("ArrowDown")
    expect(chosen).to_have_text("echo")
    box.press("ArrowDown")
    expect(chosen).to_have_text("words:200")
    box.press("End")
    box.press("ArrowDown")
    expect(chosen).to_have_text("echo")
    box.press("Escape")
    expect(page.get_by_role("listbox")).to_have_count(0)
    expect(box).to_have_value("echo")
    box.press_sequentially("200 WORDS")
    expect(page.get_by_role("option")).to_have_text(["words:200"])
    box.press("Enter")
    expect(box).to_have_value("words:200")
    box.fill("no such model")
    expect(page.get_by_text("No model matches.")).to_be_visible()
    box.press("Enter")
    box.press("Tab")
    expect(box).to_have_value("words:200")


def test_what_one_likes_and_uses_comes_first_and_a_new_chat_begins_with_ones_own(chat: Chat) -> None:
    page = chat.open().page
    box, star = page.get_by_role("combobox", name="Model"), page.get_by_role("button", name="Favourite")
    chat.choose("markdown").send("hello").expect_end()
    expect(chat.answer.locator(".model")).to_have_text("markdown")
    chat.choose("prompt").open()
    star.click()
    expect(star).to_have_attribute("aria-pressed", "true")
    chat.open()
    box.click()
    expect(page.get_by_role("group", name="Favourites").get_by_role("option")).to_have_text(["prompt"])
    expect(page.get_by_role("group", name="Last used").get_by_role("option")).to_have_text(["markdown"])
    box.press("Escape")
    page.get_by_role("link", name="Settings").click()
    page.get_by_role("combobox", name="Model for new chats").select_option("thinking")
    page.get_by_role("navigation", name="Conversations").get_by_role("link", name="hello").click()
    expect(box).to_have_value("markdown")
    page.get_by_role("button", name="New chat").click()
    expect(box).to_have_value("thinking")
