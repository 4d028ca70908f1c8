"""The one way in which tests and benchmarks open a browser."""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

# Without these Chromium looks for hosts of its own, in a place where there are none.
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
QUIET += ["--disable-component-update", "--disable-sync"]


# The shell draws the same without windows of its own: tests with it take little more than half the time, for Chromium
# holds up what happens in a tab behind another one.
WHOLE_FIRST = ("chromium", "chromium-headless-shell")
SHELL_FIRST = ("chromium-headless-shell", "chromium")


@contextmanager
def chromium(args: Sequence[str] = (), programs: Sequence[str] = WHOLE_FIRST) -> Iterator[Browser]:
    """The first of `programs` on this machine, else Playwright's own; `args` beside the quiet ones."""
    found = next(filter(None, map(shutil.which, programs)), None)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=found, args=[*QUIET, *args])
        yield opened
        opened.close()
