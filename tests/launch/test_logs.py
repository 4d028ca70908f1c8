"""A log line can be read by people and cut by programs."""

import io
import logging
from collections.abc import Iterator

import pytest

from chatapp.launch.logs import LineFormatter


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(LineFormatter())
    logger = logging.getLogger("tests.logs")
    logger.addHandler(handler)
    logger.setLevel("INFO")
    yield stream
    logger.removeHandler(handler)


log = logging.getLogger("tests.logs")


def test_an_event_is_one_line_with_what_belongs_to_it(written: io.StringIO) -> None:
    log.info("reply.stopped", extra={"user_id": 3, "reason": "by hand"})
    assert written.getvalue().endswith('INFO tests.logs reply.stopped user_id=3 reason="by hand"\n')
    assert written.getvalue().count("\n") == 1


def test_nobody_can_forge_a_line(written: io.StringIO) -> None:
    log.info("signed.in\n2026 INFO forged", extra={"agent": "x\n2026 INFO forged"})
    assert written.getvalue().count("\n") == 1


def test_a_traceback_follows_indented(written: io.StringIO) -> None:
    try:
        raise ValueError("broken")
    except ValueError:
        log.exception("reply.failed")
    first, *others = written.getvalue().splitlines()
    assert "ERROR tests.logs reply.failed" in first
    assert others[-1] == "    ValueError: broken"
    assert all(line.startswith("    ") for line in others)
