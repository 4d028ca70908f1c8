"""Numbers of what was asked and answered: added up by day and hour of the reader, and nobody's words in them."""

from datetime import UTC, datetime, timedelta

import pytest

from chatapp.errors import InvalidInput, NotAdministrator
from chatapp.models import Author, Message, Role, now
from chatapp.runtime import Runtime
from chatapp.services import usage
from chatapp.services.usage import Usage
from chatapp.services.viewer import Actor, Viewer
from chatapp.store import conversations, messages, users
from tests.services.people import known

NOON = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)


@pytest.fixture
async def me(runtime: Runtime) -> Viewer:
    return await known(runtime.database, "alice")


async def converse(runtime: Runtime, viewer: Viewer, *turns: tuple[datetime, str], **counted: int) -> None:
    """A prompt and an answer of a model at each time."""
    async with runtime.database.write() as session:
        to = await conversations.create(session, viewer.user_id, title="a private title", model="m")
        for at, model in turns:
            prompt = Message(conversation_id=to.id, role=Author.USER, content="private words", created_at=at)
            answer = Message(conversation_id=to.id, role=Author.ASSISTANT, model=model, created_at=at, **counted)
            await messages.add(session, to, prompt, answer, below=to.current_message_id)


def answers(found: Usage) -> dict[str, list[int]]:
    return {period.name: [*period.answers] for period in found.periods if any(period.answers)}


async def test_days_and_hours_are_the_readers(runtime: Runtime, me: Viewer) -> None:
    await converse(runtime, me, (NOON, "m"), (NOON + timedelta(hours=4), "m"))
    for zone, days, hours in [
        ("UTC", ["2026-03-01"], [12, 16]),
        ("Asia/Shanghai", ["2026-03-01", "2026-03-02"], [0, 20]),
        ("America/Los_Angeles", ["2026-03-01"], [4, 8]),
        ("Asia/Kathmandu", ["2026-03-01"], [18, 22]),
    ]:
        found = await usage.own(me, 0, zone)
        assert [hour for hour, count in enumerate(found.prompts_by_hour) if count] == hours
        assert {day[:7] for day in answers(found)} == {"2026-03"}
        assert found.zone == zone
        if len(found.periods[0].name) == 10:
            assert list(answers(found)) == days


@pytest.mark.parametrize("zone", ["", "Nowhere/Else", "../../etc/passwd", "/etc", "x" * 64, "a\0b"])
async def test_a_zone_that_nobody_knows_is_that_of_utc(runtime: Runtime, me: Viewer, zone: str) -> None:
    await converse(runtime, me, (NOON, "m"))
    found = await usage.own(me, 0, zone)
    assert (found.zone, found.prompts_by_hour[12]) == ("UTC", 1)


async def test_answers_tokens_and_waits_are_counted_by_model(runtime: Runtime, me: Viewer) -> None:
    today = now()
    counted = {"prompt_tokens": 10, "completion_tokens": 5}
    await converse(runtime, me, (today, "a"), (today, "b"), (today, "a"), first_token_ms=700, **counted)
    await converse(runtime, me, (today, "a"), first_token_ms=60_000)
    await converse(runtime, me, (today, "a"))
    found = await usage.own(me, 7, "UTC")
    assert found.models == ["a", "b"]
    assert len(found.periods) == 7
    assert ([*found.periods[-1].answers], [*found.periods[-1].tokens]) == ([4, 1], [30, 15])
    assert (found.prompts, found.answers, found.sent, found.written) == (5, 5, 30, 15)
    assert found.waits == [0, 3, 0, 0, 0, 1]


async def test_what_is_older_than_the_period_is_not_in_it(runtime: Runtime, me: Viewer) -> None:
    await converse(runtime, me, *((now() - timedelta(days=days), "m") for days in (0, 6, 8, 40, 400)))
    counts = [(await usage.own(me, days, "UTC")).answers for days in (7, 30, 90, 0)]
    assert counts == [2, 3, 4, 5]
    assert len((await usage.own(me, 0, "UTC")).periods) <= 15  # months
    with pytest.raises(InvalidInput):
        await usage.own(me, 8, "UTC")


async def test_the_rarest_models_are_counted_together(runtime: Runtime, me: Viewer) -> None:
    turns = [(now(), f"m{number}") for number in range(9) for _ in range(9 - number)]
    await converse(runtime, me, *turns, (now(), ""))
    found = await usage.own(me, 7, "UTC")
    assert found.models == [*(f"m{number}" for number in range(6)), ""]
    assert [*found.periods[-1].answers] == [9, 8, 7, 6, 5, 4, 3 + 2 + 1 + 1]


async def test_without_anything_there_is_nothing(runtime: Runtime, me: Viewer) -> None:
    for days in usage.RANGES:
        found = await usage.own(me, days, "Asia/Shanghai")
        assert (found.models, found.prompts, sum(found.waits), sum(found.prompts_by_hour)) == ([], 0, 0, 0)


async def test_others_are_counted_for_administrators_alone_and_never_read(runtime: Runtime, me: Viewer) -> None:
    bob = await known(runtime.database, "bob")
    await converse(runtime, me, (now(), "m"))
    await converse(runtime, bob, (now(), "m"), (now(), "m"))
    assert (await usage.own(me, 7, "UTC")).answers == 1
    actor = Actor(me.user_id, me.name, "")
    with pytest.raises(NotAdministrator):
        await usage.everybodys(actor, 7, "UTC")
    async with runtime.database.write() as session:
        await users.set_role(session, me.user_id, Role.ADMIN)
    found = await usage.everybodys(actor, 7, "UTC")
    assert found.answers == 3
    assert "private" not in repr(found) and "bob" not in repr(found)
    async with runtime.database.write() as session:
        await users.set_role(session, me.user_id, Role.USER)
    with pytest.raises(NotAdministrator):
        await usage.everybodys(actor, 7, "UTC")
