"""The history page in order: trash and undo, archive, tags, many at a time."""

import re

from playwright.sync_api import Locator, expect

from tests.e2e.conftest import Chat
from tests.e2e.test_history import converse, open_history, rows


def titles(chat: Chat) -> Locator:
    return rows(chat).locator(".title")


def show(chat: Chat, shelf: str) -> None:
    chat.page.get_by_role("combobox", name="Show").select_option(shelf)


def row(chat: Chat, title: str) -> Locator:
    return rows(chat).filter(has_text=title)


def selection(chat: Chat) -> Locator:
    return chat.page.get_by_role("group", name="Selection")


def test_what_was_deleted_comes_back_by_undo_or_from_the_trash_and_goes_for_good_when_asked(chat: Chat) -> None:
    open_history(converse(chat, "stays", "leaves"))
    row(chat, "leaves").get_by_role("button", name="Delete").click()
    undo = chat.page.get_by_role("button", name="Undo")
    undo.focus()  # it waits
    expect(titles(chat)).to_have_text(["stays"])
    undo.click()
    expect(titles(chat)).to_have_text(["leaves", "stays"])
    for way_back in ("Restore", "Delete for good"):
        show(chat, "Conversations")
        row(chat, "leaves").get_by_role("button", name="Delete").click()
        show(chat, "Trash")
        expect(titles(chat)).to_have_text(["leaves"])
        row(chat, "leaves").get_by_role("button", name=way_back).click()
        if way_back == "Delete for good":
            chat.page.get_by_role("dialog").get_by_role("button", name=way_back).click()
        expect(chat.page.get_by_text("The trash is empty.")).to_be_visible()
    show(chat, "Conversations")
    expect(titles(chat)).to_have_text(["stays"])
    chat.page.reload()
    expect(titles(chat)).to_have_text(["stays"])


def test_many_are_chosen_with_shift_and_deleted_and_had_back_at_once(chat: Chat) -> None:
    open_history(converse(chat, "one", "two", "three", "four"))
    boxes = chat.page.get_by_role("checkbox", name=re.compile("^Select: "))
    boxes.nth(0).focus()
    chat.page.keyboard.press("Space")
    boxes.nth(3).click(modifiers=["Shift"])
    expect(selection(chat)).to_contain_text("4 selected")
    boxes.nth(0).focus()
    chat.page.keyboard.press("Space")
    boxes.nth(3).focus()
    chat.page.keyboard.press("Shift+Space")  # as many are let go
    expect(boxes.nth(1)).not_to_be_checked()
    boxes.nth(0).check()
    boxes.nth(2).click(modifiers=["Shift"])
    expect(selection(chat)).to_contain_text("3 selected")
    selection(chat).get_by_role("button", name="Delete").click()
    dialog = chat.page.get_by_role("dialog", name="Delete conversations")
    expect(dialog).to_contain_text("3")
    dialog.get_by_role("button", name="Delete").click()
    undo = chat.page.get_by_role("button", name="Undo")
    undo.focus()
    expect(titles(chat)).to_have_text(["one"])
    undo.click()
    expect(titles(chat)).to_have_text(["four", "three", "two", "one"])
    chat.page.get_by_role("checkbox", name="Select all").check()
    expect(selection(chat)).to_contain_text("4 selected")
    chat.page.keyboard.press("Escape")
    expect(boxes.first).not_to_be_checked()


def test_what_is_archived_is_out_of_sight_until_it_is_written_in(chat: Chat) -> None:
    sidebar = chat.page.get_by_role("navigation", name="Conversations")
    open_history(converse(chat, "put aside"))
    row(chat, "put aside").get_by_role("button", name="Archive").click()
    expect(rows(chat)).to_have_count(0)
    expect(sidebar.get_by_role("link")).to_have_count(0)
    show(chat, "Archive")
    expect(row(chat, "put aside")).to_contain_text("Archived")
    row(chat, "put aside").get_by_role("link", name="Open").click()
    chat.send("and again")
    expect(sidebar.get_by_role("link", name="put aside")).to_be_visible()
    chat.expect_end()


def test_tags_are_put_on_filtered_by_renamed_and_deleted(chat: Chat) -> None:
    open_history(converse(chat, "tagged", "plain"))
    elsewhere = Chat(chat.page.context.new_page(), chat.server)
    elsewhere.page.goto("/history")
    expect(titles(elsewhere)).to_have_count(2)
    row(chat, "tagged").get_by_role("button", name="Tags").click()
    dialog = chat.page.get_by_role("dialog", name="Tags")
    dialog.get_by_role("textbox", name="New tag").fill("工作")
    dialog.get_by_role("combobox", name="Colour").select_option("Teal")
    dialog.get_by_role("button", name="Add").click()
    expect(dialog.get_by_role("checkbox", name="工作")).to_be_checked()
    dialog.get_by_role("button", name="Done").click()
    expect(row(chat, "tagged").locator(".tag")).to_have_text("工作")
    expect(row(elsewhere, "tagged").locator(".tag")).to_have_text("工作")
    chat.page.get_by_role("combobox", name="Filter by tag").select_option("工作")
    expect(titles(chat)).to_have_text(["tagged"])
    chat.page.get_by_role("button", name="Manage tags").click()
    tags = chat.page.get_by_role("dialog", name="Manage tags")
    tags.get_by_role("textbox", name="Name of the tag").fill("Work")
    tags.get_by_role("button", name="Save").click()
    tags.get_by_role("button", name="Done").click()
    expect(row(chat, "tagged").locator(".tag")).to_have_text("Work")
    chat.page.get_by_role("combobox", name="Sort by").select_option("Title")
    chat.page.get_by_role("button", name="Manage tags").click()
    tags.get_by_role("button", name="Delete tag: Work").click()
    tags.get_by_role("button", name="Delete tag: Work").click()
    tags.get_by_role("button", name="Done").click()
    expect(titles(chat)).to_have_text(["plain", "tagged"])
