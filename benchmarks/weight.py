"""What a page weighs, and when one can use it: the chat and the sign-in, in Chromium, from the production build.

    python -m benchmarks.weight

Each first visit is that of a new browser, with nothing in its cache; the second one is the same browser's. JavaScript:
the bytes of all scripts that the page has asked for when it is at rest, as they come (gzip). Usable: a letter put into
the box frees the button that sends it, and the models have come, through the socket that a prompt goes through. Pages
are built in English: who reads Chinese sees nothing until the texts are there.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from playwright.sync_api import Browser, Page

from benchmarks.rig import Rig, rig
from benchmarks.table import Row, percentile, run
from tests.support.chromium import chromium

KB = 1000
CHAT_KB, SIGN_IN_KB = 450, 260
PAINT_MS, USABLE_MS, AGAIN_MS = 1000, 2000, 1000
LONGEST_MS = 30_000
# In every frame a letter is typed, until it has an effect.
TRY = """
(() => {
  const tried = () => {
    const box = document.querySelector(".composer textarea");
    if (!box) return requestAnimationFrame(tried);
    if (!box.value) box.value = "a";
    box.dispatchEvent(new InputEvent("input", { bubbles: true }));
    const heard = document.querySelector(".composer [type=submit]:enabled");
    if (heard && document.querySelector(".model-select").value) globalThis.usable = performance.now();
    else requestAnimationFrame(tried);
  };
  requestAnimationFrame(tried);
})();
"""
SCRIPTS = """() => performance.getEntriesByType("resource").filter(({ name }) => /\\.js(\\?|$)/.test(name))
    .map(({ name, encodedBodySize }) => [name.split("/").at(-1), encodedBodySize])"""
PAINTED = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime"


@dataclass(frozen=True)
class Visit:
    painted_ms: float
    usable_ms: float
    scripts: dict[str, int]


def measure(quick: bool) -> Iterator[Row]:
    with rig() as site, chromium() as browser:
        visits = [_visits(browser, site, cookie) for cookie in site.people(3 if quick else 7)]
        chinese = [_visits(browser, site, cookie, "zh-CN")[0] for cookie in site.people(3 if quick else 7)]
        first, second = ([pair[place] for pair in visits] for place in (0, 1))
        yield _weight("chat", CHAT_KB, first[0].scripts)
        yield _weight("sign-in", SIGN_IN_KB, _sign_in(browser, site))
        yield _time("first contentful paint of `/`", PAINT_MS, [visit.painted_ms for visit in first])
        yield _time("the same in Chinese", PAINT_MS, [visit.painted_ms for visit in chinese])
        yield _time("`/` usable", USABLE_MS, [visit.usable_ms for visit in first])
        yield _time("`/` usable, second visit", AGAIN_MS, [visit.usable_ms for visit in second])


def _weight(page: str, most_kb: int, scripts: dict[str, int]) -> Row:
    total = sum(scripts.values()) / KB
    heaviest = sorted(scripts, key=lambda name: -scripts[name])[:4]
    parts = ", ".join(f"{name} {scripts[name] / KB:.0f}" for name in heaviest)
    return Row(f"JavaScript of the {page}, gzip", f"≤ {most_kb} KB", f"{total:.0f} KB ({parts})", total <= most_kb)


def _time(figure: str, most_ms: int, times: list[float]) -> Row:
    middle = percentile(times, 0.5)
    result = f"p50 {middle:.0f} ms, longest of {len(times)} {max(times):.0f} ms"
    return Row(figure, f"≤ {most_ms / 1000:.1f} s", result, middle <= most_ms)


def _visits(browser: Browser, site: Rig, cookie: str, locale: str = "en-GB") -> tuple[Visit, Visit]:
    context = browser.new_context(base_url=site.url, locale=locale, bypass_csp=True)
    name, _, value = cookie.partition("=")
    context.add_cookies([{"name": name, "value": value, "url": site.url}])
    context.add_init_script(TRY)
    page = context.new_page()
    visits = _visit(page), _visit(page)
    context.close()
    return visits


def _visit(page: Page) -> Visit:
    page.goto("/")
    page.wait_for_function("globalThis.usable", timeout=LONGEST_MS)
    page.wait_for_load_state("networkidle")
    return Visit(page.evaluate(PAINTED), page.evaluate("usable"), dict(page.evaluate(SCRIPTS)))


def _sign_in(browser: Browser, site: Rig) -> dict[str, int]:
    context = browser.new_context(base_url=site.url, locale="en-GB")
    page = context.new_page()
    page.goto("/login/")
    page.wait_for_load_state("networkidle")
    scripts = dict(page.evaluate(SCRIPTS))
    context.close()
    return scripts


if __name__ == "__main__":
    raise SystemExit(run(measure))
