"""What was written is found on the history page, and opened where it stands."""

from playwright.sync_api import Locator, expect

from tests.e2e.conftest import Chat, wait_until
from tests.e2e.test_history import converse, open_history, rows

MARKED = "[...CSS.highlights.get('search') ?? []].map(String).join(' ')"


def box(chat: Chat) -> Locator:
    return chat.page.get_by_role("searchbox", name="Search history")


def ask_in_two_ways(chat: Chat, first: str, then: str) -> None:
    """The second is open."""
    chat.open().send(first).expect_end()
    chat.page.locator('[data-role="user"]').hover()
    chat.page.get_by_role("button", name="Edit message").click()
    edited = chat.page.get_by_role("textbox", name="Change the message")
    edited.fill(then)
    edited.press("Enter")
    expect(chat.prompts).to_have_text(then)
    chat.expect_end()


def open_the_only_message(chat: Chat, typed: str) -> None:
    open_history(chat)
    box(chat).fill(typed)
    rows(chat).filter(has=chat.page.locator(".preview")).get_by_role("link").click()


def test_a_word_of_two_characters_is_found_and_opened_where_it_stands(chat: Chat) -> None:
    converse(chat, "先说量子计算的历史", "something else")
    open_history(chat)
    box(chat).fill("量子")
    expect(rows(chat).locator("mark").first).to_have_text("量子")
    rows(chat).filter(has=chat.page.locator(".preview")).first.get_by_role("link").click()
    hits = chat.page.get_by_role("group", name="Search hits")
    expect(hits.get_by_role("status")).to_have_text("Message 2 of 2")  # the answer, which is newer than the prompt
    hits.get_by_role("button", name="Next hit").click()
    expect(hits.get_by_role("status")).to_have_text("Message 1 of 2")
    chat.page.keyboard.press("Shift+N")
    expect(hits.get_by_role("status")).to_have_text("Message 2 of 2")
    hits.get_by_role("button", name="End search").click()
    expect(hits).to_have_count(0)
    expect(chat.box).to_be_focused()


def test_phrases_and_filters_narrow_what_is_shown(chat: Chat) -> None:
    converse(chat, "red apple pie", "apple red")
    open_history(chat)
    box(chat).fill('"red apple"')
    expect(rows(chat)).to_have_count(3)  # a title, a prompt, an answer
    chat.page.get_by_role("button", name="My messages").click()
    expect(box(chat)).to_have_value('role:user "red apple"')
    expect(rows(chat)).to_have_count(1)
    box(chat).fill("no such thing")
    expect(chat.page.get_by_text("Nothing found.")).to_be_visible()
    box(chat).fill("")
    expect(rows(chat)).to_have_count(2)


def test_a_hit_in_a_branch_that_is_not_open_is_shown_and_what_is_open_stays(chat: Chat) -> None:
    ask_in_two_ways(chat, "ask about kingfishers", "ask about herons")
    open_the_only_message(chat, "role:user kingfish")
    expect(chat.prompts).to_have_text("ask about kingfishers")
    expect(chat.page.get_by_role("group", name="Search hits").get_by_role("status")).to_have_text("Message 1 of 1")
    chat.page.goto(chat.page.url.split("?")[0])
    expect(chat.prompts).to_have_text("ask about herons")


def test_what_is_asked_beside_a_hit_is_asked_in_its_branch(chat: Chat) -> None:
    ask_in_two_ways(chat, "ask about gannets", "ask about curlews")
    open_the_only_message(chat, "role:user gannets")
    expect(chat.prompts).to_have_text("ask about gannets")
    chat.send("and how many of them")
    expect(chat.prompts).to_have_text(["ask about gannets", "and how many of them"])
    chat.expect_end()
    chat.page.reload()
    expect(chat.prompts).to_have_text(["ask about gannets", "and how many of them"])


def test_traditional_and_simplified_characters_find_each_other_and_are_marked(chat: Chat) -> None:
    converse(chat, "說說**經濟**發展的歷史")
    open_history(chat)
    box(chat).fill("经济 发展")
    expect(rows(chat).locator("mark")).to_contain_text(["經濟", "發展"])
    rows(chat).filter(has=chat.page.locator(".preview")).first.get_by_role("link").click()
    expect(chat.page.get_by_role("group", name="Search hits").get_by_role("status")).to_have_text("Message 2 of 2")
    wait_until(chat.page, f"{MARKED} === '經濟 發展 經濟 發展'")


def test_a_tag_is_a_filter_at_a_click(chat: Chat) -> None:
    open_history(converse(chat, "oysters of home", "oysters of work"))
    rows(chat).first.get_by_role("button", name="Tags", exact=True).click()
    tags = chat.page.get_by_role("dialog", name="Tags")
    tags.get_by_role("textbox", name="New tag").fill("at work")
    tags.get_by_role("button", name="Add").click()
    expect(tags.get_by_role("checkbox", name="at work")).to_be_checked()
    tags.get_by_role("button", name="Done").click()
    expect(tags).to_have_count(0)
    box(chat).fill("oysters")
    chat.page.get_by_role("button", name="at work", exact=True).click()
    expect(box(chat)).to_have_value('tag:"at work" oysters')
    expect(rows(chat).filter(has_text="oysters of home")).to_have_count(0)
    expect(rows(chat).first).to_contain_text("oysters of work")
    chat.page.get_by_role("button", name="at work", exact=True).click()
    expect(box(chat)).to_have_value("oysters")


def test_the_palette_finds_what_was_said(chat: Chat) -> None:
    converse(chat, "a trip\n\nwith pelicans 鹈鹕")
    chat.open()
    chat.page.keyboard.press("ControlOrMeta+K")
    chat.page.get_by_role("dialog", name="Search and commands").get_by_role("combobox").fill("鹈鹕")
    said = chat.page.get_by_role("group", name="Messages", exact=True).get_by_role("option")
    expect(said).to_have_count(2)
    said.last.click()
    expect(chat.page.get_by_role("group", name="Search hits").get_by_role("status")).to_have_text("Message 1 of 2")
    expect(chat.prompts).to_contain_text("with pelicans")
