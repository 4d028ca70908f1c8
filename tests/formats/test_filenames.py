"""Titles become names of files that every system takes, and no two the same one."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as some

from chatapp.formats.filenames import Names, disposition, stem
from chatapp.text import name_key

TITLES = some.text(max_size=200)
WINDOWS_WORDS = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])\s*(\.|$)", re.IGNORECASE)


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("一个关于量子计算的问题", "一个关于量子计算的问题"),
        ("What is 1/2 of a \\ : * ? thing?", "What is 1 2 of a thing"),
        ("../../etc/passwd", "etc passwd"),
        ("CON", "_CON"),
        ("nul.txt", "_nul.txt"),
        ("com¹", "_com¹"),
        ("Lpt9 . x", "_Lpt9 . x"),
        ("console", "console"),
        (".hidden", "hidden"),
        ("ends with dots. . .", "ends with dots"),
        ("two\nlines\x1b\x00", "two lines"),
        ("\u202egnp.exe", "gnp.exe"),
        ("cafe\u0301", "café"),
        ("👩‍👩‍👧 family", "👩‍👩‍👧 family"),
        ("", "chat"),
        ("???", "chat"),
        ("字" * 200, "字" * 40),
    ],
)
def test_a_title_becomes_a_name(title: str, name: str) -> None:
    assert stem(title) == name


@given(TITLES)
def test_every_name_can_be_written_everywhere(title: str) -> None:
    name = stem(title)
    assert 1 <= len(name.encode()) <= 121
    assert not re.search(r'[<>:"/\\|?*\x00-\x1f\x7f]', name)
    assert name == name.strip(" .")
    assert not WINDOWS_WORDS.match(name)
    assert stem(name) == name


@given(some.lists(some.sampled_from(["a", "A", "ａ", "a (2)", "A (2)", "é", "e\u0301", "", "chat"]), max_size=20))
def test_names_beside_each_other_differ_in_every_case(titles: list[str]) -> None:
    names = Names()
    made = [names.of(title) for title in titles]
    assert len({name_key(name) for name in made}) == len(titles)


@given(TITLES)
def test_the_header_is_one_line_of_ascii(title: str) -> None:
    header = disposition(f"{stem(title)}.md")
    assert header.isascii() and header.isprintable()
    assert re.fullmatch(r"attachment; filename=\"[\w .()-]+\"; filename\*=UTF-8''[\w.~%-]+", header)
