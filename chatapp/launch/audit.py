"""`python -m chatapp.launch.audit requirements.lock`: known faults of what is installed, as PyPI knows them.

Asks the index itself for each pinned version, as pip-audit does, and so needs nothing but Python. Ends with 1 when a
fault is known, with 2 when not every package could be asked for.
"""

import json
import re
import sys
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

from chatapp.launch.steps import complain, say

INDEX = "https://pypi.org/pypi"
PATIENCE_S = 20
_PINNED = re.compile(r"^([\w.-]+)==([\w.]+)", re.MULTILINE)


def audit(lock: str, index: str = INDEX) -> int:
    """Says what is known, one line for a fault; the exit code."""
    pinned: list[tuple[str, str]] = _PINNED.findall(lock)
    with ThreadPoolExecutor(8) as pool:
        answers = [*pool.map(partial(_faults, index), *zip(*pinned, strict=True))]
    unasked = [name for (name, _), faults in zip(pinned, answers, strict=True) if faults is None]
    known = [line for faults in answers for line in faults or []]
    for line in known:
        say(line)
    if unasked:
        complain(f"{index} gave no answer for {len(unasked)} of {len(pinned)} packages: {', '.join(unasked[:5])} ...")
        complain("Whether they have known faults is not known. Try again when you are online.")
    say(f"{len(pinned) - len(unasked)} Python packages were looked at, {len(known)} faults are known.")
    return 1 if known else 2 if unasked else 0


def _faults(index: str, name: str, version: str) -> list[str] | None:
    """None when the index can't be asked."""
    try:
        with urllib.request.urlopen(f"{index}/{name}/{version}/json", timeout=PATIENCE_S) as answer:  # noqa: S310
            found = json.load(answer)["vulnerabilities"]
    except (OSError, ValueError, LookupError):
        return None
    return [f"{name} {version}: {line}" for line in _lines(found)]


def _lines(vulnerabilities: list[dict[str, Any]]) -> Iterator[str]:
    for each in vulnerabilities:
        if not each.get("withdrawn"):
            fixed = ", ".join(each.get("fixed_in") or []) or "no version"
            yield f"{each['id']}, fixed in {fixed}. {each.get('summary') or each.get('link') or ''}".strip()


if __name__ == "__main__":
    sys.exit(audit(Path(sys.argv[1]).read_text()))
