"""Arguments of event handlers: whatever a socket carries is a value of the right kind, or an error one can read."""

import math
import uuid
from typing import Any

import pytest

from chatapp.errors import InvalidInput, NotFound
from chatapp.state import inputs

ID = uuid.UUID("0b8f8f2e-4b0e-4f7e-9d5a-2f6f0a3c1d11")
JUNK: list[Any] = [
    None,
    True,
    False,
    0,
    -1,
    2.7,
    math.nan,
    math.inf,
    10**400,
    [],
    [[]],
    {},
    {"a": 1},
    b"bytes",
    object(),
]


def named(value: object) -> str:
    return repr(value)[:24]


@pytest.mark.parametrize("value", JUNK, ids=named)
def test_what_is_no_text_is_refused(value: Any) -> None:
    with pytest.raises(InvalidInput):
        inputs.text(value)


@pytest.mark.parametrize("value", ["", "a", "中文 👩‍👩‍👧", "__proto__", "<script>", "1 OR 1=1", "a\nb", "x" * 10])
def test_text_is_taken_as_it_is(value: str) -> None:
    assert inputs.text(value, 10) == value


def test_a_text_that_is_too_long_is_refused() -> None:
    with pytest.raises(InvalidInput):
        inputs.text("x" * 11, 10)
    with pytest.raises(InvalidInput):
        inputs.text("x" * (inputs.MAX_TEXT_CHARS + 1))


@pytest.mark.parametrize(
    ("value", "kept"), [("a\x00b", "ab"), ("\ud83d", "\ufffd"), ("\ud83d\ude00", "😀"), ("x\udc00", "x\ufffd")]
)
def test_text_that_no_socket_or_database_takes_is_made_harmless(value: str, kept: str) -> None:
    assert inputs.text(value) == kept


@pytest.mark.parametrize(
    "value", [*JUNK, "", "x", "x" * 300_000, f"{ID}0", str(ID)[:-1], "g" * 32, "\ud83d" * 36], ids=named
)
def test_a_malformed_id_is_answered_like_one_that_does_not_exist(value: Any) -> None:
    with pytest.raises(NotFound):
        inputs.identifier(value)


@pytest.mark.parametrize("value", [str(ID), str(ID).upper(), ID.hex])
def test_an_id_is_taken_in_every_usual_spelling(value: str) -> None:
    assert inputs.identifier(value) == ID


def test_lengths_are_taken_by_message() -> None:
    assert inputs.lengths({str(ID): [3, 0]}) == {ID: (3, 0)}
    assert inputs.lengths({}) == {}


def test_a_prompt_on_its_way_is_passed_over() -> None:
    assert inputs.lengths({"not-stored-yet": [3, 0], str(ID): [1, 2]}) == {ID: (1, 2)}


@pytest.mark.parametrize("value", [*(value for value in JUNK if not isinstance(value, dict)), "text"], ids=named)
def test_lengths_that_are_no_object_are_refused(value: Any) -> None:
    with pytest.raises(InvalidInput):
        inputs.lengths(value)


NO_PAIRS = [*JUNK, "ab", [1], [1, 2, 3], [-1, 0], [0, -1], [True, False], [1.0, 2.0], ["1", "2"], [2**31, 0]]
NO_PAIRS += [[None, None], [math.nan, 0], [10**400, 0], {"0": 1, "1": 2}]


@pytest.mark.parametrize("pair", NO_PAIRS, ids=named)
def test_a_length_that_is_no_pair_of_counts_is_refused(pair: Any) -> None:
    with pytest.raises(InvalidInput):
        inputs.lengths({str(ID): pair})


def test_more_messages_than_a_page_can_have_are_refused() -> None:
    with pytest.raises(InvalidInput):
        inputs.lengths({str(uuid.uuid4()): [0, 0] for _ in range(2_001)})


@pytest.mark.parametrize("value", [0, 1, 2**31 - 1])
def test_a_count_is_taken(value: int) -> None:
    assert inputs.count(value) == value


@pytest.mark.parametrize(
    "value", [*(value for value in JUNK if value is False or value != 0), 2**31, "1", "١"], ids=named
)
def test_what_is_no_count_is_refused(value: Any) -> None:
    with pytest.raises(InvalidInput):
        inputs.count(value)


def test_placeholders_are_short_texts_by_name() -> None:
    assert inputs.placeholders({"detail": "a\x00b"}) == {"detail": "ab"}


@pytest.mark.parametrize(
    "value",
    [
        *(value for value in JUNK if value != {}),
        "text",
        {1: "a"},
        {"a": None},
        {"a": ["b"]},
        {"x" * 33: "a"},
        {"a": "x" * 301},
        {str(n): "" for n in range(9)},
    ],
    ids=named,
)
def test_placeholders_of_another_form_are_refused(value: Any) -> None:
    with pytest.raises(InvalidInput):
        inputs.placeholders(value)
