"""The figures of a run as a Markdown table: a row per figure, a column per app, what failed in footnotes."""

from dataclasses import dataclass
from typing import Any

Results = dict[str, dict[str, Any]]
"""By app, then by figure: a number, or {"fails": why}."""


@dataclass(frozen=True)
class Figure:
    name: str
    title: str
    bar: str
    digits: int = 0


FIGURES = [
    Figure("first_ms", "click → first token painted, ms beyond the provider's own delay", "≤ 50"),
    Figure("asked_ms", "… of which until the provider was asked", ""),
    Figure("last_1000_ms", "last token sent → painted, 1,000 at 100/s, ms", "≤ 100"),
    Figure("last_4000_s", "the same, 4,000 at full speed, s", "≤ 2.0", 2),
    Figure("last_paced_4000_ms", "the same, 4,000 at 100/s, ms", ""),
    Figure("busy_s", "main thread busy, 4,000 at 100/s (40 s), s", "≤ 16", 1),
    Figure("longest_ms", "longest main-thread task, 4,000 tokens, ms (0: none over 50)", "≤ 100"),
    Figure("payload", "payload bytes to the page per answer byte, 1,000 at 100/s", "≤ 4", 2),
    Figure("wire", "bytes on the wire per answer byte, 1,000 at 100/s", "≤ 1.2", 2),
    Figure("wire_at_once", "the same, 4,000 at full speed", "≤ 0.8", 2),
    Figure("payload_exponent", "growth with the length at 100/s, payload: exponent", "≤ 1.05", 2),
    Figure("wire_exponent", "the same, on the wire", "≤ 1.05", 2),
    Figure("memory_mb", "server memory at rest, MB (without a model)", "≤ 200"),
    Figure("noise", "noise of the machine before it: p95 / p50 of the same 5 ms of work", "", 2),
    Figure("load", "load average before it", "", 2),
]


def markdown(results: Results) -> str:
    notes: list[str] = []
    lines = [_line(["figure", *results, "bar"]), _line(["---"] * (len(results) + 2))]
    for figure in FIGURES:
        if any(figure.name in of_one for of_one in results.values()):
            cells = [_cell(of_one.get(figure.name), figure, peer, notes) for peer, of_one in results.items()]
            lines.append(_line([figure.title, *cells, figure.bar]))
    return "\n".join([*lines, "", *(f"{number}. {note}" for number, note in enumerate(notes, 1))])


def _cell(value: Any, figure: Figure, peer: str, notes: list[str]) -> str:
    if value is None:
        return "–"
    if not isinstance(value, dict):
        return f"{value:,.{figure.digits}f}"
    note = f"{peer}: {value['fails']}"
    if note not in notes:
        notes.append(note)
    return f"fails ({notes.index(note) + 1})"


def _line(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"
