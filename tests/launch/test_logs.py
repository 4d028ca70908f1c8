"""A log line can be read by people and cut by programs, and says nothing that a person wrote."""

import io
import logging
import re
from collections.abc import Iterator

import pytest

from chatapp.launch.logs import MOST_A_MINUTE, MOST_KINDS, LineFormatter, Repeats

CANARY = "the canary sings"


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(LineFormatter())
    loggers = [log, others]
    for logger in loggers:
        logger.addHandler(handler)
        logger.setLevel("INFO")
    yield stream
    for logger in loggers:
        logger.removeHandler(handler)


log = logging.getLogger("chatapp.tests")
others = logging.getLogger("reflex.tests")


def test_an_event_is_one_line_with_what_belongs_to_it(written: io.StringIO) -> None:
    log.info("reply.stopped", extra={"user_id": 3, "reason": "by hand"})
    assert written.getvalue().endswith('INFO chatapp.tests reply.stopped user_id=3 reason="by hand"\n')
    assert written.getvalue().count("\n") == 1


def test_its_time_is_utc(written: io.StringIO) -> None:
    told = {"name": log.name, "created": 0.25, "msecs": 250.0, "msg": "started", "levelno": logging.INFO}
    log.handle(logging.makeLogRecord(told))
    assert written.getvalue().startswith("1970-01-01T00:00:00.250Z ")


@pytest.mark.parametrize(
    "trick", ["\n", "\r", "\x1b[31m", "\u2028", "\x85", "\u202e", "[red]", '" level="ERROR', "\x00"]
)
def test_nobody_can_forge_a_line(written: io.StringIO, trick: str) -> None:
    log.info(f"signed.in{trick}2026 INFO forged", extra={"agent": f"x{trick}2026 INFO forged"})
    assert len(written.getvalue().splitlines()) == 1
    assert written.getvalue().removesuffix("\n").isprintable()
    assert re.search(r' agent="(\\.|[^"\\])*"\n$', written.getvalue())


def test_what_is_long_is_cut(written: io.StringIO) -> None:
    log.info("signed.in", extra={"agent": "\n" * 100_000})
    assert len(written.getvalue()) < 5_000


def test_an_error_is_told_by_its_types_and_places_alone(written: io.StringIO) -> None:
    try:
        try:
            int(CANARY)
        except ValueError as error:
            raise KeyError(CANARY) from error
    except KeyError:
        log.exception("reply.failed")
    assert 'reply.failed error="KeyError < ValueError" at="' in written.getvalue()
    assert "test_logs.py:" in written.getvalue()
    assert CANARY not in written.getvalue()
    assert written.getvalue().count("\n") == 1


def test_what_the_machine_says_is_quoted(written: io.StringIO) -> None:
    try:
        raise OSError(28, "No space left on device")
    except OSError:
        log.exception("journal.append_failed")
    assert "No space left on device" in written.getvalue()


def test_of_what_others_say_only_the_place_is_told(written: io.StringIO) -> None:
    others.error(f"Received {CANARY}", exc_info=ValueError(CANARY))
    assert re.search(r"ERROR reflex\.tests tests/launch/test_logs\.py:\d+ error=ValueError", written.getvalue())
    assert CANARY not in written.getvalue()


def record(ip: str = "::1", event: str = "event.refused") -> logging.LogRecord:
    return logging.makeLogRecord({"name": "chatapp.tests", "msg": event, "ip": ip})


def test_a_flood_of_lines_is_let_through_for_a_moment_and_then_counted() -> None:
    now = 0.0
    repeats = Repeats(lambda: now)
    assert sum(repeats.filter(record()) for _ in range(5_000)) == MOST_A_MINUTE
    assert repeats.filter(record(ip="::2"))
    assert repeats.filter(record(event="socket.cut"))
    now = 61.0
    again = record()
    assert repeats.filter(again)
    assert vars(again)["left_out"] == 5_000 - MOST_A_MINUTE


def test_a_flood_from_everywhere_is_one_too() -> None:
    repeats = Repeats(lambda: 0.0)
    passed = sum(repeats.filter(record(ip=str(number))) for number in range(3 * MOST_KINDS))
    assert passed <= MOST_KINDS + MOST_A_MINUTE
