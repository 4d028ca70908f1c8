"""What an answer costs the browser: how late its words are seen, and how long the main thread is busy with them.

    python -m benchmarks.browser [SCENARIO ...]

One server, one scripted provider, one headless Chromium on the same clock. A model's name is its scenario.
"""

import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, CDPSession, Page

from tests.support import scenarios
from tests.support.chromium import chromium
from tests.support.picker import choose
from tests.support.scripted_provider import in_thread
from tests.support.server import Server, register

SCENARIOS = ("markdown:1000@100", "markdown:4000@100", "markdown:4000", "words:4000@100", "words:4000", "code:1000@25")
TIMEOUT_S = 200
SECONDS = {"busy", "cpu", "script", "layout", "style"}

# Watches a page from a click on: when the first text below `root` and when its last words are painted and can be seen,
# in milliseconds since the epoch. The frame after a change is the one that shows it.
WATCH = """([root, first, last]) => {
  const watch = (window.watched = { longest: 0, long: 0, first: 0, painted: 0, visible: 0 });
  const now = () => performance.timeOrigin + performance.now();
  new PerformanceObserver((list) => list.getEntries().forEach(({ duration }) => {
    watch.longest = Math.max(watch.longest, duration);
    watch.long += 1;
  })).observe({ entryTypes: ["longtask"] });
  const tail = (node, words) => {
    let left = 60;
    for (let at = node; at && left--; ) {
      if (at.nodeType === 3 && at.data.slice(-200).includes(words)) return at;
      if (at.lastChild) at = at.lastChild;
      else {
        while (at && at !== node && !at.previousSibling) at = at.parentNode;
        at = at === node ? null : at?.previousSibling;
      }
    }
  };
  const seen = (text) => {
    const range = document.createRange();
    range.setStart(text, Math.max(0, text.data.trimEnd().length - 1));
    range.setEnd(text, text.data.trimEnd().length);
    const { x, y, width, height } = range.getBoundingClientRect();
    const there = document.elementFromPoint(x + width / 2, y + height / 2);
    return !!there && there.contains(text);
  };
  const look = () => {
    asked = false;
    if (watch.visible) return;
    const nodes = document.querySelectorAll(root);
    const node = nodes[nodes.length - 1];
    if (!node) return;
    if (!watch.first && new RegExp(first).test(node.textContent)) watch.first = now();
    const text = watch.first && tail(node, last);
    if (!text) return;
    watch.painted ||= now();
    if (seen(text)) { watch.visible = now(); observer.disconnect(); }
    else ask();
  };
  let asked = false;
  const ask = () => { if (!asked) { asked = true; requestAnimationFrame(() => setTimeout(look)); } };
  const observer = new MutationObserver(ask);
  observer.observe(document.body, { childList: true, subtree: true, characterData: true });
}"""


@dataclass
class Figures:
    """Times in milliseconds, `busy` and its parts in seconds of the page's main thread, from the click on.

    `cpu` is what of `busy` the processor worked: on a loaded machine a thread also waits for its turn.
    """

    first: float
    painted: float
    visible: float
    busy: float
    cpu: float
    script: float
    layout: float
    style: float
    longest_task: float
    long_tasks: int


@dataclass
class Chat:
    """How a page is asked: `ask` sends one prompt to the model whose name it is given. `root` selects the answers."""

    page: Page
    ask: Callable[[str], None]
    root: str = '[data-role="assistant"] .markdown'


def measure(chat: Chat, model: str, last_sent: Callable[[], float]) -> Figures:
    """One answer. `last_sent`: when the provider sent the last token of the newest one, in seconds since the epoch."""
    page = chat.page
    devtools = page.context.new_cdp_session(page)
    devtools.send("Performance.enable")
    page.evaluate(WATCH, [chat.root, r"\S", last_words(model)])
    before, clicked = costs(devtools), time.time()
    chat.ask(model)
    page.wait_for_function("watched.visible", timeout=TIMEOUT_S * 1000, polling=250)
    page.wait_for_timeout(500)  # what comes after the end belongs to the answer too
    after, watched = costs(devtools), page.evaluate("watched")
    devtools.detach()
    sent = last_sent()
    return Figures(
        first=watched["first"] - clicked * 1000,
        painted=watched["painted"] - sent * 1000,
        visible=watched["visible"] - sent * 1000,
        busy=after["TaskDuration"] - before["TaskDuration"],
        cpu=after["ThreadTime"] - before["ThreadTime"],
        script=after["ScriptDuration"] - before["ScriptDuration"],
        layout=after["LayoutDuration"] - before["LayoutDuration"],
        style=after["RecalcStyleDuration"] - before["RecalcStyleDuration"],
        longest_task=watched["longest"],
        long_tasks=watched["long"],
    )


def costs(devtools: CDPSession) -> dict[str, float]:
    """Counters of the main thread since the page began; durations in seconds."""
    metrics: list[dict[str, Any]] = devtools.send("Performance.getMetrics")["metrics"]
    return {metric["name"]: metric["value"] for metric in metrics}


def last_words(model: str) -> str:
    kind, _, rest = model.partition(":")
    return f"w{int(rest.partition('@')[0]):05d}" if kind == "words" else scenarios.END


def open_chat(opened: Browser, server: Server, model: str) -> Chat:
    """A new account's empty page that is ready to ask `model`."""
    context = opened.new_context(base_url=server.url, locale="en-GB", bypass_csp=True)
    name, _, value = register(server.url, f"reader{time.time_ns()}").partition("=")
    context.add_cookies([{"name": name, "value": value, "url": server.url}])
    page = context.new_page()
    page.goto(server.url)
    choose(page.get_by_role("combobox", name="Model"), model)
    box = page.get_by_role("textbox", name="Message")
    box.fill("go")
    return Chat(page, lambda _: box.press("Enter"))


def main(models: tuple[str, ...]) -> None:
    print(f"| scenario | {' | '.join(field.name for field in fields(Figures))} |")
    print("|---|" + "--:|" * len(fields(Figures)))
    with in_thread() as provider, tempfile.TemporaryDirectory() as folder, chromium() as opened:
        provider.names += models
        environment = {"OPENAI_BASE_URL": provider.base_url, "CHATAPP_MODEL": "echo"}
        server = Server(Path(folder) / "data", environment).start()
        try:
            for model in models:
                chat = open_chat(opened, server, model)
                figures = measure(chat, model, lambda: provider.requests[-1].last_said or 0.0)
                shown = (f"{value:.{3 if name in SECONDS else 0}f}" for name, value in vars(figures).items())
                print(f"| {model} | {' | '.join(shown)} |", flush=True)
                chat.page.context.close()
        finally:
            server.stop()


if __name__ == "__main__":
    main(tuple(sys.argv[1:]) or SCENARIOS)
