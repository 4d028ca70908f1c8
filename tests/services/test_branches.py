"""Branches that can't break: whatever is done in whatever order in two tabs, nothing is lost that was not deleted, what
is open is a chain, and both tabs show it, as a page does that opens it anew. `python -m benchmarks.branches` does it a
thousand times."""

import asyncio
import shutil
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from hypothesis import HealthCheck
from hypothesis import settings as trial
from hypothesis.stateful import run_state_machine_as_test

from chatapp import runtime as running
from chatapp.settings import Settings
from tests.services.two_tabs import TwoTabs
from tests.support.scripted_provider import in_thread


@contextmanager
def played(data_dir: Path) -> Generator[None]:
    """With a running process on the database there."""
    with in_thread() as provider, asyncio.Runner() as runner:
        settings = Settings(
            data_dir=data_dir,
            builtin_model="off",
            openai_base_url=provider.base_url,
            model="echo",
            drain_s=0,
            journal_flush_ms=5,
            max_prompts_per_minute=100_000,
            max_running=1_000,
            max_running_per_user=1_000,
        )
        parts = running.running(settings)
        runner.run(parts.__aenter__())
        TwoTabs.runner = runner
        try:
            yield
        finally:
            runner.run(parts.__aexit__(None, None, None))


def play(sequences: int) -> None:
    slow = [HealthCheck.too_slow, HealthCheck.data_too_large]
    run_state_machine_as_test(
        TwoTabs,
        settings=trial(
            max_examples=sequences, stateful_step_count=10, deadline=None, database=None, suppress_health_check=slow
        ),
    )


def test_nothing_is_lost_and_what_is_open_is_a_chain(sqlite_template: Path, tmp_path: Path) -> None:
    shutil.copy(sqlite_template, tmp_path)
    with played(tmp_path):
        play(sequences=8)
