import hashlib
import re

from sqlmodel import select

from chatapp.models import AuthSession
from chatapp.runtime import Runtime
from chatapp.services import tokens
from tests.services.people import register


def test_no_two_secrets_are_alike_and_each_is_long_and_fits_an_address() -> None:
    made = [tokens.new() for _ in range(10_000)]
    assert len(set(made)) == len(made)
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{43}", token) for token in made)


async def test_the_database_holds_what_no_cookie_can_be_made_of(runtime: Runtime) -> None:
    token = await register("alice")
    async with runtime.database.read() as session:
        kept = (await session.exec(select(AuthSession))).one()
    assert kept.token_hash == hashlib.sha256(token.encode()).hexdigest()
    assert token not in repr(kept.model_dump())
