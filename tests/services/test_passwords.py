import asyncio
import subprocess
import sys

import pytest
from argon2 import PasswordHasher

from chatapp.errors import InvalidInput, PasswordRefused, TooManyRequests
from chatapp.services import passwords
from chatapp.services.passwords import Hasher
from tests.support.patience import PATIENCE_S


@pytest.mark.parametrize(
    ("password", "key"),
    [
        ("", "error.password_short"),
        ("seven77", "error.password_short"),
        ("x" * 1025, "error.password_long"),
        ("x" * 10_000_000, "error.password_long"),
        ("password123", "error.password_common"),
        ("PassWord123", "error.password_common"),
        ("woaini1314", "error.password_common"),
        ("Alexandra K.", "error.password_name"),
    ],
)
def test_weak_passwords_are_refused_with_their_reason(password: str, key: str) -> None:
    with pytest.raises(PasswordRefused) as refused:
        passwords.check_new(password, password, "alexandra k.")
    assert refused.value.key == key


def test_two_passwords_that_differ_are_refused() -> None:
    with pytest.raises(PasswordRefused) as refused:
        passwords.check_new("correct horse", "correct house", "alice")
    assert refused.value.key == "error.password_mismatch"


def test_half_a_character_is_no_password() -> None:
    with pytest.raises(InvalidInput):
        passwords.check_new("correct \ud83d horse", "correct \ud83d horse", "alice")


@pytest.mark.parametrize(
    "password",
    [
        "eight 88",
        "y" * 64,
        "😀" * 1024,
        "  leading and trailing  ",
        "nul\0inside it",
        "密码要长一点才好",
        "e\u0301cole-e\u0301cole",
    ],
)
async def test_any_long_enough_password_is_taken_exactly_as_typed(password: str) -> None:
    passwords.check_new(password, password, "alice")
    hasher = Hasher()
    stored = await hasher.hash(password)
    assert await hasher.verify(password, stored) == (True, None)
    for other in (password + " ", password[:-1], password.upper().swapcase() + "x", password.split("\0")[0] + "\0"):
        assert await hasher.verify(other, stored) == (False, None)


async def test_an_accent_may_be_typed_in_either_of_its_two_forms() -> None:
    hasher = Hasher()
    assert (await hasher.verify("e\u0301cole-123", await hasher.hash("\u00e9cole-123")))[0]


async def test_hashes_have_the_agreed_strength() -> None:
    assert (await Hasher().hash("correct horse")).startswith("$argon2id$v=19$m=19456,t=2,p=1$")


async def test_a_weaker_hash_is_replaced_when_the_password_was_right() -> None:
    weak = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash("correct horse")
    hasher = Hasher()
    right, better = await hasher.verify("correct horse", weak)
    assert right and better is not None
    assert await hasher.verify("correct horse", better) == (True, None)
    assert await hasher.verify("wrong horse", weak) == (False, None)


@pytest.mark.parametrize(
    "stored",
    [
        "garbage",
        "$argon2id$v=19$m=19456,t=2,p=1$",
        "$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ",
        "$argon2id$v=19$m=4000000000,t=2,p=1$c2FsdHNhbHRzYWx0$aGFzaGhhc2hoYXNoaGFzaA",
        "$2b$12$abcdefghijklmnopqrstuu5Z0p0p0p0p0p0p0p0p0p0p0p0p0p0p0",
    ],
)
async def test_a_hash_that_can_not_be_read_lets_nobody_in(stored: str, caplog: pytest.LogCaptureFixture) -> None:
    assert await Hasher().verify("correct horse", stored) == (False, None)
    assert "hash_unreadable" in caplog.text


async def test_an_account_that_has_no_password_yet_lets_nobody_in() -> None:
    for password in ("", "correct horse"):
        assert await Hasher().verify(password, "") == (False, None)


@pytest.mark.parametrize("password", ["x" * 1025, "\ud83d"])
async def test_what_can_be_no_password_is_wrong_without_being_hashed(password: str) -> None:
    assert await Hasher().verify(password, "garbage") == (False, None)


async def test_few_are_hashed_at_once_and_few_may_wait() -> None:
    hasher = Hasher()
    tries = [hasher.verify("correct horse", None) for _ in range(60)]
    outcomes = await asyncio.gather(*tries, return_exceptions=True)
    refused = [outcome for outcome in outcomes if isinstance(outcome, TooManyRequests)]
    assert len(outcomes) - len(refused) == passwords.AT_ONCE + passwords.WAITING_ROOM
    assert await hasher.verify("correct horse", None) == (False, None)


def test_passlib_is_quiet_where_every_warning_is_an_error() -> None:
    hashing = "import asyncio; from chatapp.services.passwords import Hasher; asyncio.run(Hasher().hash('a word'))"
    subprocess.run([sys.executable, "-W", "error", "-c", hashing], check=True, timeout=PATIENCE_S)
