import json
import re
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatapp.settings import PROJECT
from chatapp.words import fold, part, spans, tokens

NODE = PROJECT / ".venv" / "bin" / "node"
TEXT = st.text(st.one_of(st.characters(), st.sampled_from("ab 数据库かガｶﾞßﬁ_-*`\"'*:é\u0301")), max_size=60)


STANDING = [
    ("数据", "一个数据库", True),
    ("库", "一个数据库", True),
    ("据", "一个数据库", True),
    ("数库", "一个数据库", False),
    ("redis锁", "用 Redis 锁", True),
    ("redis 锁", "用Redis锁", True),
    ("cat", "concatenate", False),
    ("foo_bar", "foo-bar", True),
    ("foo bar", "bar foo", False),
    ("カメラ", "ｶﾒﾗ", True),
    ("發展", "经济发展", True),
    ("发展", "經濟發展", True),
    ("理髮", "理发", True),
    ("乾", "乾坤", True),
    ("数据库迁移", "**数据库**迁移", True),
    ("用锁保护", "用`锁`保护", True),
    ("数据库", "数据、库", False),
    ("发展", "發票", False),
]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Hello, WORLD", ["hello", "world"]),
        ("数据库", ["数据", "据库", "库"]),
        ("锁", ["锁"]),
        ("用Redis锁", ["用", "redis", "锁"]),
        ("snake_case", ["snake", "case"]),
        ("ＦＵＬＬ ｶﾞｲﾄﾞ", ["full", "ガイ", "イド", "ド"]),
        ("遷移", ["迁移", "移"]),
        ("**数据**库", ["数据", "据库", "库"]),
        ("🙂 --- ", []),
        ("x" * 100, ["x" * 40]),
    ],
)
def test_a_text_is_cut_into_words_and_pairs(text: str, found: list[str]) -> None:
    assert tokens(text) == {*found}


@pytest.mark.parametrize(("typed", "text", "has"), [*STANDING, ("strasse", "Straße", True)])
def test_words_stand_as_they_were_typed(typed: str, text: str, has: bool) -> None:
    wanted = part(typed)
    assert wanted is not None and bool(wanted.pattern.search(fold(text))) is has


def test_the_page_marks_what_is_found() -> None:
    """In node: the pattern of ECMAScript says the same of the text as it was written."""
    cases = [(wanted.written, text, has) for typed, text, has in STANDING if (wanted := part(typed))]
    script = (
        "const cases = JSON.parse(process.argv[1]);"
        "console.log(JSON.stringify(cases.filter(([p, text, has]) => new RegExp(p, 'iu').test(text) !== has)))"
    )
    done = subprocess.run([NODE, "-e", script, json.dumps(cases)], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == []


def test_a_word_being_typed_is_found_by_its_beginning() -> None:
    typing, done = part("compu", typing=True), part("compu")
    assert typing is not None and done is not None
    assert spans("Computers compute", [typing]) == [(0, 5), (10, 15)]
    assert spans("Computers compute", [done]) == []


def test_marks_are_where_the_words_are_though_folding_moves_them() -> None:
    wanted = part("straße")
    assert wanted is not None
    text = "ﬁne ㌔ STRASSE, Straße!"
    assert [text[start:end] for start, end in spans(text, [wanted])] == ["STRASSE", "Straße"]


@given(TEXT, st.integers(0, 60), st.integers(0, 60))
def test_what_a_text_has_its_tokens_propose(text: str, start: int, end: int) -> None:
    """Recall: whatever the pattern finds, the index offers."""
    wanted = part(text[start:end], typing=True)
    if wanted is None or not wanted.pattern.search(fold(text)):
        return
    known = tokens(text)
    for token in wanted.tokens:
        assert token.text in known or (token.prefix and any(each.startswith(token.text) for each in known))


@given(TEXT)
def test_tokens_have_nothing_that_means_something_to_an_index(text: str) -> None:
    assert all(token and not re.search(r"[\s'\"*:&|!()<>\\]", token) for token in tokens(text))


@given(TEXT, TEXT)
def test_marks_are_within_the_text_and_in_order(text: str, typed: str) -> None:
    wanted = part(typed)
    marks = spans(text, [wanted] if wanted else [])
    flat = [place for mark in marks for place in mark]
    assert flat == sorted(flat) and all(0 <= place <= len(text) for place in flat)
