"""The list of conversations beside every page: by day, as long as it may be, put in order in its place."""

import asyncio
import json
import os
import re
import subprocess
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Locator, expect
from sqlmodel import col, select

from chatapp.db import Database, address
from chatapp.models import Conversation, User, now
from chatapp.services.conversations import PAGE
from chatapp.settings import Settings
from tests.e2e.conftest import Chat, wait_until
from tests.support.server import PROJECT

OLDER = PAGE + 20


async def _add_older(url: str, count: int) -> None:
    database = Database(address(Settings(database_url=url)))
    async with database.write() as session:
        newest = (await session.exec(select(User).order_by(col(User.id).desc()).limit(1))).one()
        for days in range(1, count + 1):
            at = now() - timedelta(days=days)
            session.add(Conversation(user_id=newest.id or 0, title=f"{days} days ago", created_at=at, updated_at=at))
    await database.aclose()


def add_older(chat: Chat, count: int = OLDER) -> None:
    """One conversation for each of the last days, of whoever came last."""
    url = f"sqlite:///{chat.server.data_dir / 'chatapp.db'}"
    with ThreadPoolExecutor() as threads:  # Playwright keeps a loop of its own in this one
        threads.submit(asyncio.run, _add_older(url, count)).result()


def listed(chat: Chat) -> Locator:
    return chat.page.get_by_role("navigation", name="Conversations")


def choose(chat: Chat, title: str, command: str) -> None:
    listed(chat).get_by_role("listitem").filter(has_text=title).hover()
    listed(chat).get_by_role("button", name=f"More: {title}").click()
    chat.page.get_by_role("menuitem", name=command, exact=True).click()


def test_it_goes_by_day_and_grows_as_its_end_comes_near(chat: Chat, person: BrowserContext) -> None:
    add_older(chat)
    chat.open().send("of this moment").expect_end()
    headings = listed(chat).get_by_role("heading")
    expect(headings.nth(3)).to_have_text("Previous 30 days")
    expect(headings).to_contain_text(["Today", "Yesterday", "Previous 7 days", "Previous 30 days"])
    expect(listed(chat).get_by_role("list", name="Today")).to_have_text("of this moment")
    expect(listed(chat).get_by_role("list", name="Yesterday")).to_have_text("1 days ago")
    at_end = "document.querySelector('.sidebar nav').scrollTo(0, 1e6)"
    wait_until(chat.page, f"({at_end}, document.querySelectorAll('.sidebar .line').length > {OLDER})")
    expect(listed(chat).get_by_role("link")).to_have_count(OLDER + 1)
    expect(listed(chat).get_by_role("button", name="Show more")).to_have_count(0)
    chat.page.get_by_role("link", name="History").click()  # what was asked for stays on the way to another page
    expect(chat.page.get_by_role("list", name="Results").get_by_role("listitem")).to_have_count(OLDER + 1)


def test_a_title_is_changed_in_its_place_by_keys_alone(chat: Chat) -> None:
    chat.open().send("old name").expect_end()
    chat.page.reload()  # the page of a conversation that has just begun is still loading, which ends a renaming
    chat.expect_end()
    line = listed(chat).get_by_role("listitem")
    line.get_by_role("link").focus()
    chat.page.keyboard.press("Tab")
    chat.page.keyboard.press("Enter")
    expect(chat.page.get_by_role("menuitem", name="Rename")).to_be_focused()
    chat.page.keyboard.press("ArrowUp")
    expect(chat.page.get_by_role("menuitem", name="Delete")).to_be_focused()
    chat.page.keyboard.press("Home")
    chat.page.keyboard.press("Enter")
    title = line.get_by_role("textbox", name="New title")
    expect(title).to_be_focused()
    # Of a composition Enter and Escape are the input method's.
    for key, code in (("Enter", 229), ("Escape", 229)):
        title.dispatch_event("keydown", {"key": key, "keyCode": code, "bubbles": True, "cancelable": True})
    expect(title).to_be_focused()
    title.fill("名字")
    title.press("Escape")
    expect(line.get_by_role("link")).to_have_text("old name")
    expect(line.get_by_role("button")).to_be_focused()
    choose(chat, "old name", "Rename")
    title.fill("新名字")
    title.press("Enter")
    expect(line.get_by_role("link")).to_have_text("新名字")
    chat.page.reload()
    expect(line.get_by_role("link")).to_have_text("新名字")


def test_what_is_pinned_comes_first_on_every_page_of_theirs(chat: Chat, person: BrowserContext) -> None:
    chat.open().send("kept at hand").expect_end()
    chat.open().send("later").expect_end()
    other = Chat(person.new_page(), chat.server)
    other.page.goto(f"{chat.server.url}/history/")
    choose(chat, "kept at hand", "Pin")
    for each in (chat, other):
        expect(listed(each).get_by_role("list", name="Pinned")).to_have_text("kept at hand")
        expect(listed(each).get_by_role("link")).to_have_text(["kept at hand", "later"])
    results = other.page.get_by_role("list", name="Results").get_by_role("listitem")
    expect(results.locator(".title")).to_have_text(["kept at hand", "later"])
    results.first.get_by_role("button", name="Unpin").click()
    for each in (chat, other):
        expect(listed(each).get_by_role("link")).to_have_text(["later", "kept at hand"])


def test_deleting_the_open_conversation_asks_first_and_leaves_its_page(chat: Chat) -> None:
    chat.open().send("throw me away").expect_end()
    choose(chat, "throw me away", "Delete")
    dialog = chat.page.get_by_role("dialog", name="Delete conversation")
    dialog.get_by_role("button", name="Delete").click()
    expect(listed(chat).get_by_role("link")).to_have_count(0)
    expect(chat.page).to_have_url(re.compile(r"/$"))


# Shanghai is eight hours ahead of UTC all year; in Berlin clocks went back in the night before this noon.
SUNDAY = "2026-10-25T11:00:00+00:00"


@pytest.mark.usefixtures("server")  # has built the front end
class TestDays:
    def parts(self, tmp_path: Path, zone: str, lines: list[str], at: str = SUNDAY) -> Any:
        given = tmp_path / "lines.json"
        shown = [{"id": updated, "updated": updated, "pinned": ""} for updated in lines]
        given.write_text(json.dumps({"now": at, "lines": shown}))
        script = Path(__file__).with_name("days.mjs")
        node = [PROJECT / ".venv" / "bin" / "node", script, given]
        done = subprocess.run(node, env={**os.environ, "TZ": zone}, capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def test_days_are_those_of_the_reader(self, tmp_path: Path) -> None:
        lines = ["2026-10-25T00:30:00+00:00", "2026-10-24T17:30:00+00:00", "2026-10-24T15:30:00+00:00"]
        shanghai = self.parts(tmp_path, "Asia/Shanghai", lines)
        assert shanghai == {"parts": [["today", lines[:2]], ["yesterday", lines[2:]]], "left": 5 * 60}
        honolulu = self.parts(tmp_path, "Pacific/Honolulu", lines)
        assert honolulu["parts"] == [["yesterday", lines]]

    def test_a_day_of_25_hours_is_one_day(self, tmp_path: Path) -> None:
        lines = ["2026-10-24T22:30:00+00:00", "2026-10-24T21:30:00+00:00", "2026-10-17T23:00:00+00:00"]
        parts = self.parts(tmp_path, "Europe/Berlin", lines, "2026-10-25T22:30:00+00:00")["parts"]
        assert parts == [["today", lines[:1]], ["yesterday", lines[1:2]], ["week", lines[2:]]]

    def test_what_is_older_than_30_days_goes_by_months(self, tmp_path: Path) -> None:
        lines = ["2026-09-26T12:00:00+00:00", "2026-09-24T12:00:00+00:00", "2026-09-01T12:00:00+00:00"]
        parts = self.parts(tmp_path, "UTC", [*lines, "2025-12-31T23:59:59+00:00"])["parts"]
        assert [part for part, _ in parts] == ["month", "2026-09-01T00:00:00.000Z", "2025-12-01T00:00:00.000Z"]
