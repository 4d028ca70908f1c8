"""How much was asked and answered, when and by which models: of oneself, or, for administrators, of everybody. Numbers
alone: nothing here reads a text, a title or a name of a person."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from chatapp.errors import InvalidInput
from chatapp.models import Author, now
from chatapp.runtime import current
from chatapp.services import zones
from chatapp.services.administration import looking
from chatapp.services.viewer import Actor, Viewer
from chatapp.store import usage
from chatapp.store.usage import Bucket

RANGES = (7, 30, 90, 0)  # days; 0: since the beginning
_MOST_MODELS = 6
_MOST_DAYS = 120  # beyond, months are told apart


@dataclass(frozen=True)
class Period:
    """A day, or a month; `answers` and `tokens`: by model."""

    name: str
    answers: Sequence[int]
    tokens: Sequence[int]


@dataclass(frozen=True)
class Usage:
    zone: str
    models: Sequence[str]  # the most used first; "" is all others
    periods: Sequence[Period]
    prompts_by_hour: Sequence[int]
    waits: Sequence[int]  # for the first token: how many answers by each of WAITS_MS, and later
    prompts: int
    answers: int
    sent: int
    written: int


async def own(viewer: Viewer, days: int, zone: str) -> Usage:
    """In the days and hours of `zone`, as services/zones.py knows it."""
    known = zones.known(zone)
    since = _since(days, known)
    async with current().database.read() as session:
        found = await usage.buckets(session, viewer.user_id, since, by_minute=_is_odd(known))
        waits = await usage.waits(session, viewer.user_id, since)
    return _added_up(found, waits, since, known)


async def everybodys(actor: Actor, days: int, zone: str) -> Usage:
    """As `own`. Raises NotAdministrator."""
    known = zones.known(zone)
    since = _since(days, known)
    async with looking(actor) as session:
        found = await usage.buckets(session, None, since, by_minute=_is_odd(known))
        waits = await usage.waits(session, None, since)
    return _added_up(found, waits, since, known)


def _since(days: int, zone: ZoneInfo) -> datetime | None:
    if days not in RANGES:
        raise InvalidInput
    first = now().astimezone(zone).date() - timedelta(days=days - 1)
    return datetime.combine(first, time(), zone).astimezone(UTC) if days else None


def _is_odd(zone: ZoneInfo) -> bool:
    """Whether its hours begin between two of UTC's."""
    offset = now().astimezone(zone).utcoffset() or timedelta()
    return bool(offset % timedelta(hours=1))


def _added_up(found: Sequence[Bucket], waits: Sequence[int], since: datetime | None, zone: ZoneInfo) -> Usage:
    placed = [(datetime.fromisoformat(_minute(each.at)).astimezone(zone), each) for each in found]
    answered = [(at, each) for at, each in placed if each.role == Author.ASSISTANT]
    asked = [(at, each) for at, each in placed if each.role == Author.USER]
    models = _ranked([each for _, each in answered])
    hours = Counter[int]()
    for at, each in asked:
        hours[at.hour] += each.count
    first = since.astimezone(zone).date() if since else min((at.date() for at, _ in placed), default=now().date())
    return Usage(
        zone.key,
        models,
        _periods(answered, models, _names(first, now().astimezone(zone).date())),
        [hours[hour] for hour in range(24)],
        waits,
        sum(each.count for _, each in asked),
        sum(each.count for _, each in answered),
        sum(each.sent for _, each in answered),
        sum(each.written for _, each in answered),
    )


def _minute(begins: str) -> str:
    return f"{begins if ':' in begins else f'{begins}:00'}+00:00"


def _ranked(answered: Sequence[Bucket]) -> list[str]:
    counted = Counter[str]()
    for each in answered:
        counted[each.model] += each.count
    ranked = [model for model, _ in counted.most_common() if model]
    named = ranked[:_MOST_MODELS]
    return named if len(named) == len(counted) else [*named, ""]


def _names(first: date, last: date) -> list[str]:
    """Of all days, or months, from the one to the other: those without anything, too."""
    days = [str(first + timedelta(days=n)) for n in range((last - first).days + 1)]
    return days if len(days) <= _MOST_DAYS else list(dict.fromkeys(day[:7] for day in days))


def _periods(answered: Sequence[tuple[datetime, Bucket]], models: Sequence[str], names: Sequence[str]) -> list[Period]:
    answers, tokens = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    chars = len(names[0]) if names else 0
    for at, each in answered:
        place = str(at.date())[:chars], each.model if each.model in models else ""
        answers[place] += each.count
        tokens[place] += each.sent + each.written
    return [
        Period(name, [answers[name, model] for model in models], [tokens[name, model] for model in models])
        for name in names
    ]
