"""Taking conversations away as files, as a reader does it."""

import json
import zipfile
from pathlib import Path

from playwright.sync_api import BrowserContext, Download, expect

from tests.e2e.conftest import Chat
from tests.e2e.test_history import converse, open_history, rows
from tests.support.exported import read

PAYLOAD = "<img src=x onerror=alert(1)> ![pixel](https://evil.example/pixel.png) **bold** 中文"


def downloaded(person: BrowserContext, chat: Chat, kind: str) -> Download:
    with person.expect_event("download") as begun:
        chat.page.get_by_role("menuitem", name=kind).click()
    return begun.value


def test_a_conversation_is_taken_from_its_row_and_from_its_menu(
    chat: Chat, person: BrowserContext, tmp_path: Path
) -> None:
    converse(chat, PAYLOAD)
    chat.page.get_by_role("button", name="More: ").first.click()
    tree = downloaded(person, chat, "Export as JSON")
    assert tree.suggested_filename.endswith(".json")
    assert PAYLOAD in read(Path(tree.path()).read_text()).open_path()[0]
    open_history(chat)
    rows(chat).get_by_role("button", name="Export").click()
    page = downloaded(person, chat, "Export as a web page")
    page.save_as(tmp_path / "page.html")
    asked: list[str] = []
    reader = person.new_page()
    reader.on("request", lambda request: asked.append(request.url))
    reader.goto((tmp_path / "page.html").as_uri())
    expect(reader.locator("strong")).to_have_text("bold")
    expect(reader.locator("img, script")).to_have_count(0)
    assert len(asked) == 1


def test_everything_is_taken_from_the_settings_and_the_page_stays_connected(chat: Chat, person: BrowserContext) -> None:
    converse(chat, "to be kept for ever")
    chat.page.goto("/settings")
    expect(chat.page.get_by_role("status", name="Connection")).to_have_text("Connected")
    with person.expect_event("download") as begun:
        chat.page.get_by_role("button", name="Export everything").click()
    with zipfile.ZipFile(begun.value.path()) as archive:
        [entry] = json.loads(archive.read("manifest.json"))["conversations"]
        assert "to be kept for ever" in archive.read(entry["markdown"]).decode()
    expect(chat.page.get_by_role("status", name="Connection")).to_have_text("Connected")
