"""Passwords: argon2id at OWASP's parameters, in a thread, few at a time; refused ones with the reason."""

import asyncio
import logging
import warnings
from functools import cache
from pathlib import Path

from chatapp.errors import PasswordRefused, TooManyRequests

with warnings.catch_warnings():
    # passlib 1.7.4 asks for names that later Pythons and argon2-cffi call deprecated; both work.
    warnings.filterwarnings("ignore", "'crypt' is deprecated", DeprecationWarning)
    warnings.filterwarnings("ignore", "Accessing argon2.__version__", DeprecationWarning)
    from passlib.context import CryptContext
    from passlib.hash import argon2  # noqa: F401  # pyright: ignore[reportUnusedImport]

log = logging.getLogger(__name__)

LEAST_CHARS = 8
MOST_CHARS = 1024
_WAITING_ROOM = 20  # a hash takes 19 MiB and about 30 ms: more in line than this helps nobody

_context = CryptContext(
    schemes=["argon2"],
    deprecated="auto",
    argon2__type="ID",
    argon2__memory_cost=19456,
    argon2__time_cost=2,
    argon2__parallelism=1,
)
_hashing = asyncio.Semaphore(2)
_waiting = 0


async def hash_new(password: str, again: str) -> str:
    """The hash of a password that may be used. Raises PasswordRefused."""
    if len(password) < LEAST_CHARS:
        raise PasswordRefused("short", least=LEAST_CHARS)
    if len(password) > MOST_CHARS:
        raise PasswordRefused("long", most=MOST_CHARS)
    if password.casefold() in _common():
        raise PasswordRefused("common")
    if password != again:
        raise PasswordRefused("mismatch")
    return await _in_line(lambda: _context.hash(_encodable(password)))


async def verify(password: str, stored: str | None) -> tuple[bool, str | None]:
    """Whether it matches, and a new hash when `stored` is weaker than today's policy.

    None for `stored` costs the same time, so nobody learns which names exist.
    """
    if len(password) > MOST_CHARS:
        return False, None
    return await _in_line(lambda: _verify(_encodable(password), stored))


def _verify(password: bytes, stored: str | None) -> tuple[bool, str | None]:
    if stored is None:
        _context.dummy_verify()
        return False, None
    try:
        return _context.verify_and_update(password, stored)
    except (ValueError, TypeError):
        log.exception("password.stored_hash_unusable")
        return False, None


async def _in_line(work):
    global _waiting
    if _waiting >= _WAITING_ROOM:
        raise TooManyRequests(retry_after_s=2)
    _waiting += 1
    try:
        async with _hashing:
            return await asyncio.to_thread(work)
    finally:
        _waiting -= 1


def _encodable(password: str) -> bytes:
    return password.encode("utf-8", "surrogatepass")


@cache
def _common() -> frozenset[str]:
    listed = Path(__file__).with_name("common_passwords.txt").read_text(encoding="utf-8")
    return frozenset(listed.split())
