"""Log lines for people and for grep: time, level, logger, event, then `name=value` of what was passed as `extra`."""

import json
import logging
from typing import Any

_STANDARD = set(vars(logging.makeLogRecord({}))) | {"message", "asctime", "color_message", "taskName"}


class LineFormatter(logging.Formatter):
    """One line for an event; a traceback follows indented."""

    def format(self, record: logging.LogRecord) -> str:
        extras = {name: value for name, value in vars(record).items() if name not in _STANDARD}
        named = "".join(f" {name}={_shown(value)}" for name, value in extras.items())
        event = " ".join(record.getMessage().split())
        line = f"{self.formatTime(record)} {record.levelname} {record.name} {event}{named}"
        return line + "".join(f"\n    {text}" for text in self._traceback(record).splitlines())

    def _traceback(self, record: logging.LogRecord) -> str:
        return self.formatException(record.exc_info) if record.exc_info else ""


def _shown(value: object) -> str:
    text = str(value)
    return text if text.isprintable() and " " not in text else json.dumps(text, ensure_ascii=False)


CONFIG: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": LineFormatter}},
    "handlers": {"terminal": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"level": "WARNING", "handlers": ["terminal"]},
    "loggers": {"chatapp": {"level": "INFO"}},
}
