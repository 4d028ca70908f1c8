"""Tokens as PostgreSQL keeps them: four characters each, so that the index weighs little more than the texts.

A code begins alike for all tokens that begin alike. Several tokens may share one: what the index proposes is compared
with its text anyway.
"""

import zlib

from chatapp.words import is_unparted

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_LOWER, _UPPER = _DIGITS[:36], _DIGITS[36:]  # a word's code begins with one of those, a pair's with one of these
_NONE = "_"
_SPELT = 3  # letters of a word


def code(token: str) -> str:
    if is_unparted(token):
        second = ord(token[1]) if len(token) > 1 else 0
        return _first(token) + _DIGITS[second // 62 % 62] + _DIGITS[second % 62]
    rest = _DIGITS[zlib.crc32(token.encode()) % 62] if len(token) > _SPELT else _NONE
    return _spelt(token).ljust(_SPELT, _NONE) + rest


def beginning(token: str) -> str:
    """Of the codes of all tokens that begin so."""
    return _first(token) if is_unparted(token) else _spelt(token)


def _first(pair: str) -> str:
    number = ord(pair[0])
    return _UPPER[number // 62 % 26] + _DIGITS[number % 62]


def _spelt(word: str) -> str:
    first, *others = word[:_SPELT]
    return _letter(first, _LOWER) + "".join(_letter(letter, _DIGITS) for letter in others)


def _letter(letter: str, digits: str) -> str:
    return letter if letter in _LOWER else digits[ord(letter) % len(digits)]
