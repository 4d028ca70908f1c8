"""How the page says that the server is out of reach: not at once, quietly, and not when it is back."""

from playwright.sync_api import expect

from tests.e2e.conftest import Chat


def test_a_break_of_a_moment_is_not_shown_and_a_longer_one_is_counted(chat: Chat) -> None:
    chat.open().page.clock.install()
    status, outage = chat.page.get_by_role("status", name="Connection"), chat.page.locator(".outage")
    chat.page.context.set_offline(True)
    expect(status).to_have_text("Offline")
    chat.page.clock.run_for(2500)
    expect(outage).to_be_empty()
    chat.page.clock.run_for(1000)
    expect(outage).to_contain_text("Offline. What you send waits")
    expect(chat.page.get_by_role("dialog")).to_have_count(0)
    chat.box.fill("written meanwhile")
    chat.page.context.set_offline(False)
    expect(outage).to_be_empty()
    expect(chat.box).to_have_value("written meanwhile")
