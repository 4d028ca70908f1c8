"""The time zone of a reader, which only their browser knows."""

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_NO_ZONE = "UTC"


def known(name: str) -> ZoneInfo:
    """UTC for one that is not known here."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # OSError: a directory, a name that no file can have
        return ZoneInfo(_NO_ZONE)
