"""Usage in numbers, as it crosses the wire."""

import dataclasses


@dataclasses.dataclass(frozen=True)
class PeriodItem:
    """`name`: a day as 2026-11-28, or a month as 2026-11."""

    name: str
    answers: list[int]
    tokens: list[int]


@dataclasses.dataclass(frozen=True)
class UsageItem:
    """As services/usage.py describes it; without a zone nothing has been counted yet."""

    zone: str = ""
    models: list[str] = dataclasses.field(default_factory=list[str])
    periods: list[PeriodItem] = dataclasses.field(default_factory=list[PeriodItem])
    prompts_by_hour: list[int] = dataclasses.field(default_factory=list[int])
    waits: list[int] = dataclasses.field(default_factory=list[int])
    prompts: int = 0
    answers: int = 0
    sent: int = 0
    written: int = 0
