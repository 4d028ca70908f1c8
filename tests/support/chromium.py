"""The one way in which tests and benchmarks open a browser."""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

# Without these Chromium looks for hosts of its own, in a place where there are none.
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
QUIET += ["--disable-component-update", "--disable-sync"]


@contextmanager
def chromium(args: Sequence[str] = ()) -> Iterator[Browser]:
    """The system's, else Playwright's own; `args` beside the quiet ones."""
    with sync_playwright() as playwright:
        found = shutil.which("chromium") or playwright.chromium.executable_path
        opened = playwright.chromium.launch(executable_path=found, args=[*QUIET, *args])
        yield opened
        opened.close()
