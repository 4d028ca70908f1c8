import pytest
from sqlalchemy.exc import IntegrityError

from chatapp.db import Database
from chatapp.store import users
from tests.support.rows import add_user


@pytest.mark.parametrize(
    ("stored", "typed"), [("Alice", "ALICE"), ("Ärger", "äRGER"), ("Straße", "STRASSE"), ("李雷", "李雷")]
)
async def test_a_name_is_found_in_whatever_case_it_is_typed(database: Database, stored: str, typed: str) -> None:
    user_id = await add_user(database, stored)
    async with database.read() as session:
        found = await users.find_by_name(session, typed)
    assert found is not None
    assert (found.id, found.name) == (user_id, stored)


async def test_two_rows_never_share_a_name(database: Database) -> None:
    await add_user(database, "Émile")
    with pytest.raises(IntegrityError):
        await add_user(database, "éMILE")
    async with database.read() as session:
        assert await users.count(session) == 1


async def test_a_rehash_never_overwrites_a_newer_password(database: Database, alice: int) -> None:
    async with database.write() as session:
        await users.replace_password_hash(session, alice, old="no hash", new="first")
        await users.replace_password_hash(session, alice, old="no hash", new="second")
    async with database.read() as session:
        found = await users.find_by_name(session, "alice")
    assert found is not None
    assert found.password_hash == "first"


async def test_choices_are_kept_for_one_person(database: Database, alice: int, bob: int) -> None:
    async with database.write() as session:
        await users.set_locale(session, alice, "zh")
        await users.set_theme(session, alice, "dark")
    async with database.read() as session:
        rows = [await users.find_by_name(session, name) for name in ("alice", "bob")]
    assert [(row.locale, row.theme) for row in rows if row] == [("zh", "dark"), ("", "system")]
