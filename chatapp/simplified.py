"""Traditional Chinese characters and simplified ones, each by itself: in a phrase OpenCC would read some otherwise, and
what is looked for may be a part of the phrase. A text keeps its length.

The index holds what this makes of the texts: where another version of OpenCC knows more, it has to be built anew.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from functools import cache
from typing import cast

import opencc

_BLOCKS = (range(0x3400, 0xA000), range(0x20000, 0x323B0))


def simplified(text: str) -> str:
    return text if text.isascii() else text.translate(_by_number())


def traditional(character: str) -> str:
    """All whose simplified form it is."""
    return _reverse().get(character, "")


@cache
def _table() -> Mapping[str, str]:
    characters = [chr(number) for block in _BLOCKS for number in block]
    convert = cast(Callable[[str], str], opencc.OpenCC("t2s").convert)  # pyright: ignore[reportUnknownMemberType]
    converted = convert("\n".join(characters)).split("\n")
    found = {one: other for one, other in zip(characters, converted, strict=True) if one != other}
    return {one: found.get(other, other) for one, other in found.items()}


@cache
def _by_number() -> dict[int, str]:
    return str.maketrans({**_table()})


@cache
def _reverse() -> Mapping[str, str]:
    found: defaultdict[str, str] = defaultdict(str)
    for one, other in _table().items():
        found[other] += one
    return found
