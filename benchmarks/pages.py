"""Reloads and dropped connections in the middle of an answer of 2,000 words, in two tabs of Chromium.

    python -m benchmarks.pages

`benchmarks.drops` with real pages, and so fewer of them. They reach the server through a proxy; a drop resets all
connections of both tabs. What is compared is what stands on the page.
"""

import random
import re
from collections.abc import Iterator

from playwright.sync_api import Browser, Locator, Page, expect

from benchmarks.proxy import Proxy, proxy
from benchmarks.rig import Rig, rig
from benchmarks.table import Row, run
from tests.e2e.conftest import Chat
from tests.support.chromium import chromium
from tests.support.scenarios import words
from tests.support.server import register

WORDS, RATE = 2000, 100
LATEST_S = 12.0  # of twenty: a busy browser needs the rest to open two pages
LONGEST_MS = 60_000


def measure(quick: bool) -> Iterator[Row]:
    times = 1 if quick else 3
    with rig() as site, proxy(site.server.port) as between, chromium() as browser:
        for incident in ("reload", "drop"):
            same = sum(_two_tabs(browser, site, between, incident, number) for number in range(times))
            yield Row(
                f"{incident} at {times} random moments of {WORDS:,} words, two tabs of Chromium: both texts the same",
                f"{times}/{times}",
                f"{same}/{times}",
                same == times,
            )


def _two_tabs(browser: Browser, site: Rig, between: Proxy, incident: str, number: int) -> bool:
    context = browser.new_context(base_url=between.url, locale="en-GB", bypass_csp=True)
    key, _, value = register(between.url, f"{incident}{number}").partition("=")
    context.add_cookies([{"name": key, "value": value, "url": between.url}])
    first, second = context.new_page(), context.new_page()
    Chat(first, between).open().send(f"words:{WORDS}@{RATE}")
    expect(first).to_have_url(re.compile("/chat/"))
    second.goto(first.url)
    first.wait_for_timeout(1000 * random.uniform(0, LATEST_S))
    expect(_answer(first)).to_have_attribute("data-status", "streaming")
    if incident == "drop":
        between.cut()
    else:
        first.reload()
        second.reload()
    same = [_text(page) == words(WORDS).split() for page in (first, second)]
    context.close()
    return all(same)


def _answer(page: Page) -> Locator:
    return page.locator('[data-role="assistant"]').last


def _text(page: Page) -> list[str]:
    """The words of the answer, when it has ended."""
    answer = _answer(page)
    expect(answer).to_have_attribute("data-status", "complete", timeout=LONGEST_MS)
    return answer.locator(".markdown").inner_text().split()


if __name__ == "__main__":
    raise SystemExit(run(measure))
