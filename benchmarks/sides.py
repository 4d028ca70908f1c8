"""Four models side by side, 100 tokens of Markdown a second each: from a key to what it paints meanwhile, and whether
all answers come to their end.

    python -m benchmarks.sides
"""

from collections.abc import Iterator

from playwright.sync_api import Page, expect

from benchmarks.keystrokes import KEYS, METER, MOST_MS, RATE, keys
from benchmarks.rig import Rig, rig
from benchmarks.table import Row, run
from tests.e2e.conftest import Chat, enter
from tests.e2e.test_sides import column, compare
from tests.support.chromium import chromium

TOKENS = RATE * 60
MODELS = [f"markdown:{TOKENS + number}@{RATE}" for number in range(4)]  # four names
END_MS = 120_000


def measure(quick: bool) -> Iterator[Row]:
    with rig(also=MODELS) as site:
        cookies = site.people(1 if quick else 3)
        with chromium() as browser:
            for cookie in cookies:
                context = browser.new_context(base_url=site.url, locale="en-GB", bypass_csp=True)
                enter(context, site.url, cookie)
                yield from _compared(context.new_page(), site)
                context.close()


def _compared(page: Page, site: Rig) -> Iterator[Row]:
    chat = Chat(page, site.server).open().choose(MODELS[0])
    compare(page, *MODELS[1:])
    page.evaluate(METER)
    before = keys(chat)
    chat.send("which?")
    columns = [column(page, model) for model in MODELS]
    states = [each.get_by_role("status").first for each in columns]
    for each in columns:
        expect(each.locator(".markdown")).to_contain_text("a")
    meanwhile = keys(chat)
    for state in states:
        expect(state).to_have_text("being written")  # or it was not written all the while
    yield Row(
        f"{KEYS} keys while {len(MODELS)} models write side by side, {RATE} tokens/s each: key to paint",
        f"≤ {MOST_MS} ms",
        f"{meanwhile.shown()}; before: {before.shown()}",
        max(meanwhile.painted) <= MOST_MS,
    )
    for state in states:
        expect(state).to_have_text("done", timeout=END_MS)
    texts = {each.locator(".markdown").inner_text()[:2_000] for each in columns}
    yield Row(
        f"of {len(MODELS)} answers of {TOKENS} tokens complete", str(len(MODELS)), str(len(states)), len(texts) == 1
    )


if __name__ == "__main__":
    raise SystemExit(run(measure))
