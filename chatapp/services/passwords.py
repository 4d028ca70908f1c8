"""Passwords: which are refused, and argon2id at OWASP's parameters.

A hash takes 19 MiB and about 30 ms of a core, so few run at a time, in threads, and few may wait.
"""

import asyncio
import logging
import unicodedata
import warnings
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from argon2.exceptions import Argon2Error

from chatapp.errors import InvalidInput, PasswordRefused, TooManyRequests

log = logging.getLogger(__name__)

NONE = ""  # the hash of whoever has yet to choose a password: nothing that is typed is right
LEAST_CHARS = 8
MOST_CHARS = 1024
AT_ONCE = 2
WAITING_ROOM = 20

_COMMON = Path(__file__).with_name("common_passwords.txt")

Result = TypeVar("Result")


def _passlib_context() -> Any:
    with warnings.catch_warnings():  # passlib 1.7.4 asks what it no longer should, once; it works
        warnings.filterwarnings("ignore", "'crypt' is deprecated", DeprecationWarning)
        warnings.filterwarnings("ignore", r"Accessing argon2\.__version__", DeprecationWarning)
        from passlib.context import CryptContext  # pyright: ignore[reportMissingTypeStubs]

        context: Any = CryptContext(
            schemes=["argon2"],
            deprecated="auto",
            argon2__type="ID",
            argon2__memory_cost=19456,
            argon2__time_cost=2,
            argon2__parallelism=1,
        )
        context.handler().set_backend("argon2_cffi")
    return context


_CONTEXT = _passlib_context()


def check_new(password: str, again: str, name: str) -> None:
    """PasswordRefused when it is too short, too long, among the most used or the name, or typed differently."""
    if len(password) < LEAST_CHARS:
        raise PasswordRefused("short", least=LEAST_CHARS)
    if len(password) > MOST_CHARS:
        raise PasswordRefused("long", most=MOST_CHARS)
    if _as_bytes(password) is None:
        raise InvalidInput
    if password.casefold() == name.casefold():
        raise PasswordRefused("name")
    if password.casefold() in _common():
        raise PasswordRefused("common")
    if password != again:
        raise PasswordRefused("mismatch")


class Hasher:
    """TooManyRequests when the waiting room is full."""

    def __init__(self) -> None:
        self._free = asyncio.Semaphore(AT_ONCE)
        self._inside = 0

    async def hash(self, password: str) -> str:
        return await self._run(lambda: _CONTEXT.hash(_as_bytes(password) or b""))

    async def verify(self, password: str, stored: str | None) -> tuple[bool, str | None]:
        """Whether it is right, and a hash to store instead where the old one is weaker than we want.

        None or NONE for `stored` takes as long as a real check, so that nobody can tell which names exist.
        """
        secret = _as_bytes(password)
        if secret is None:
            return False, None
        return await self._run(lambda: _verify(secret, stored))

    async def _run(self, work: Callable[[], Result]) -> Result:
        if self._inside >= AT_ONCE + WAITING_ROOM:
            raise TooManyRequests(1)
        self._inside += 1
        try:
            async with self._free:
                return await asyncio.to_thread(work)
        finally:
            self._inside -= 1


def _verify(secret: bytes, stored: str | None) -> tuple[bool, str | None]:
    if not stored:
        _CONTEXT.dummy_verify()
        return False, None
    try:
        return _CONTEXT.verify_and_update(secret, stored)
    except (ValueError, TypeError, Argon2Error, MemoryError) as error:
        log.error("password.hash_unreadable", extra={"reason": type(error).__name__})
        return False, None


def _as_bytes(password: str) -> bytes | None:
    """Exactly what was typed, but for the two ways in which keyboards write é. None for what can't be a password."""
    if len(password) > MOST_CHARS:
        return None
    try:
        return unicodedata.normalize("NFC", password).encode()
    except UnicodeEncodeError:
        return None


@cache
def _common() -> frozenset[str]:
    return frozenset(_COMMON.read_text(encoding="utf-8").split())
