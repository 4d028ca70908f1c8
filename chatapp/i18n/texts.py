"""The catalogs for what is written on the server: files that people take away, answers to downloads."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from chatapp.i18n.catalog import LOCALES


@cache
def texts(locale: str) -> Mapping[str, str]:
    return json.loads((Path(__file__).parent / f"{locale}.json").read_text(encoding="utf-8"))


def locale_of(chosen: str, accepted: str) -> str:
    """As the page finds it (assets/boot.js): what a person chose, else their browser's first that there is."""
    tags = [chosen, *(tag.partition(";")[0].strip()[:2].lower() for tag in accepted.split(","))]
    return next((tag for tag in tags if tag in LOCALES), "en")
