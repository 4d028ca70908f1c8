"""Log lines for people and for programs: UTC time, level, logger, event, then `name=value` of what belongs to it.

One line each, whatever a client sent. Of an error its types and places are told and not its words, and of what other
people's code says only where it was said: both may quote a cookie, a prompt or a whole event.
"""

import json
import logging
import sqlite3
import time
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

MOST_CHARS = 600  # of one value
MOST_A_MINUTE = 20  # lines of one kind from one address; of the rest only the number is told
MOST_KINDS = 1_000
MOST_PLACES = 8

_OURS = ("chatapp", "uvicorn")  # uvicorn says nothing that a client said, at the levels that we ask for
_QUOTABLE = (OSError, sqlite3.Error)  # what the machine says, not what a person wrote
_STANDARD = set(vars(logging.makeLogRecord({}))) | {"message", "asctime", "color_message", "taskName"}
_PACKAGES = f"{Path(logging.__file__).parents[1]}/", "/site-packages/", f"{Path(__file__).parents[2]}/"


class LineFormatter(logging.Formatter):
    converter = time.gmtime
    default_time_format = "%Y-%m-%dT%H:%M:%S"
    default_msec_format = "%s.%03dZ"

    def format(self, record: logging.LogRecord) -> str:
        extras = {name: value for name, value in vars(record).items() if name not in _STANDARD}
        if record.exc_info and record.exc_info[1]:
            extras |= _told(record.exc_info[1])
        named = "".join(f" {name}={_shown(str(value)[:MOST_CHARS])}" for name, value in extras.items())
        return f"{self.formatTime(record)} {record.levelname} {record.name} {_event(record)}{named}"


class Repeats(logging.Filter):
    """Lets a flood of lines of one kind through for a moment, so that nobody can fill the disk."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._clock = clock
        self._kinds: dict[tuple[str, ...], tuple[float, int]] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        kind, now = self._kind(record), self._clock()
        since, count = self._kinds.get(kind, (now, 0))
        if now - since >= 60:
            if count > MOST_A_MINUTE:
                record.left_out = count - MOST_A_MINUTE
            since, count = now, 0
        self._kinds[kind] = since, count + 1
        return count < MOST_A_MINUTE

    def _kind(self, record: logging.LogRecord) -> tuple[str, ...]:
        kind = (record.name, str(record.msg) if _is_ours(record) else _place(record))
        if len(self._kinds) >= MOST_KINDS:
            now = self._clock()
            self._kinds = {each: seen for each, seen in self._kinds.items() if now - seen[0] < 60}
        return kind if len(self._kinds) >= MOST_KINDS else (*kind, str(vars(record).get("ip", "")))


def _is_ours(record: logging.LogRecord) -> bool:
    return record.name.split(".")[0] in _OURS


def _event(record: logging.LogRecord) -> str:
    if not _is_ours(record):
        return _place(record)
    return "".join(c if c.isprintable() else " " for c in " ".join(record.getMessage().split()))


def _place(record: logging.LogRecord) -> str:
    return f"{_short(record.pathname)}:{record.lineno}"


def _told(error: BaseException) -> dict[str, str]:
    """The type of an error and of its causes, and the calls that the first cause came through, the last one first."""
    errors = [*_causes(error)]
    frames = traceback.extract_tb(errors[-1].__traceback__)[-MOST_PLACES:]
    places = (f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in reversed(frames))
    return {"error": " < ".join(_named(each) for each in errors), "at": " < ".join(places)}


def _causes(error: BaseException) -> Iterator[BaseException]:
    yield error
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause is not None:
        yield from _causes(cause)


def _named(error: BaseException) -> str:
    return f"{type(error).__name__} ({error})" if isinstance(error, _QUOTABLE) else type(error).__name__


def _short(path: str) -> str:
    for start in _PACKAGES:
        path = path.rpartition(start)[2]
    return path


def _shown(text: str) -> str:
    if text and text.isprintable() and not set(' "=\\') & set(text):
        return text
    return json.dumps(text, ensure_ascii=not text.isprintable())


CONFIG: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": LineFormatter}},
    "filters": {"repeats": {"()": Repeats}},
    "handlers": {"terminal": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["repeats"]}},
    "root": {"level": "WARNING", "handlers": ["terminal"]},
    # Those with a level of their own print nothing by themselves.
    "loggers": {
        "chatapp": {"level": "INFO"},
        "engineio.server": {"level": "ERROR"},
        "socketio.server": {"level": "ERROR"},
    },
}
