from datetime import timedelta

from chatapp.db import Database
from chatapp.models import AuthSession, now
from chatapp.store import sessions

DAY = timedelta(days=1)


async def add(database: Database, user_id: int, token_hash: str, expires: timedelta, seen: timedelta) -> None:
    row = AuthSession(
        token_hash=token_hash,
        user_id=user_id,
        ip="192.0.2.1",
        last_seen_at=now() + seen,
        expires_at=now() + expires,
    )
    async with database.write() as session:
        await sessions.create(session, row)


async def remaining(database: Database, *token_hashes: str) -> list[str]:
    async with database.read() as session:
        found = [await sessions.find(session, token_hash) for token_hash in token_hashes]
    return [both[0].token_hash for both in found if both]


async def test_a_session_is_found_with_its_person(database: Database, alice: int) -> None:
    await add(database, alice, "hash", DAY, -DAY)
    async with database.read() as session:
        found = await sessions.find(session, "hash")
    assert found is not None
    assert (found[0].user_id, found[1].name) == (alice, "alice")


async def test_removing_one_leaves_the_others(database: Database, alice: int) -> None:
    await add(database, alice, "phone", DAY, -DAY)
    await add(database, alice, "desk", DAY, -DAY)
    async with database.write() as session:
        await sessions.remove(session, "phone")
    assert await remaining(database, "phone", "desk") == ["desk"]


async def test_purging_takes_the_expired_and_the_idle(database: Database, alice: int) -> None:
    await add(database, alice, "expired", -DAY, -DAY)
    await add(database, alice, "idle", DAY, -8 * DAY)
    await add(database, alice, "alive", DAY, -6 * DAY)
    async with database.write() as session:
        await sessions.purge(session, expired_at=now(), idle_since=now() - 7 * DAY)
    assert await remaining(database, "expired", "idle", "alive") == ["alive"]


async def test_an_address_is_known_to_its_own_person_only(database: Database, alice: int, bob: int) -> None:
    await add(database, alice, "hash", DAY, -DAY)
    async with database.read() as session:
        known = [await sessions.has_address(session, user, "192.0.2.1") for user in (alice, bob)]
    assert known == [True, False]
