"""Arguments of event handlers: whatever a socket carries is what the annotation says, or an error one can read."""

import json
import math
from collections.abc import Callable
from typing import Annotated, Any

import pytest

from chatapp.errors import InvalidInput
from chatapp.state.inputs import MAX_TEXT_CHARS, Lengths, Most, Placeholders
from chatapp.state.schema import Schema, UnknownKind

JUNK: list[Any] = [None, True, False, -1, 2.7, math.nan, math.inf, 10**400, [[]], {"a": [1]}, b"bytes", object()]
DEEP: Any = json.loads("[" * 200 + "]" * 200)


def word(_: object, value: Annotated[str, Most(5)]) -> None: ...
def text(_: object, value: str) -> None: ...
def count(_: object, value: int) -> None: ...
def words(_: object, value: list[str]) -> None: ...
def lengths(_: object, value: Lengths) -> None: ...
def placeholders(_: object, value: Placeholders) -> None: ...


def of(handler: Callable[..., None], value: Any) -> Any:
    return Schema(handler).checked({"value": value})["value"]


TAKEN: list[tuple[Callable[..., None], Any]] = [
    (word, ""), (word, "abcde"), (word, "中文 👩"), (text, "x" * MAX_TEXT_CHARS), (text, "<script>\n1 OR 1=1"),
    (count, 0), (count, 2**31 - 1), (words, []), (words, ["a", ""]),
    (lengths, {}), (lengths, {"id": [3, 0]}), (placeholders, {"detail": "a"}),
]  # fmt: skip


@pytest.mark.parametrize(("handler", "value"), TAKEN)
def test_what_the_annotation_says_is_taken_as_it_is(handler: Callable[..., None], value: Any) -> None:
    assert of(handler, value) == value


REFUSED: list[tuple[Callable[..., None], Any]] = [
    *((handler, value) for handler in (word, text, count, words, lengths, placeholders) for value in [*JUNK, DEEP]),
    (word, "abcdef"), (text, "x" * (MAX_TEXT_CHARS + 1)), (text, 5), (text, []), (text, {}),
    (count, 2**31), (count, "1"), (count, "١"), (count, 1.0),
    (words, "ab"), (words, {}), (words, [1]), (words, [""] * 101),
    (lengths, "text"), (lengths, {"a": [1]}), (lengths, {"a": [1, 2, 3]}), (lengths, {"a": [-1, 0]}),
    (lengths, {"a": [True, False]}), (lengths, {"a": {"0": 1, "1": 2}}), (lengths, {"a": "ab"}),
    (lengths, {str(number): [0, 0] for number in range(2_001)}),
    (placeholders, {"a": None}), (placeholders, {"a": "x" * 301}), (placeholders, {"x" * 65: "a"}),
    (placeholders, {str(number): "" for number in range(9)}), (placeholders, {1: "a"}),
    *((placeholders, {key: "a"}) for key in ("__proto__", "constructor", "prototype")),
]  # fmt: skip


@pytest.mark.parametrize(("handler", "value"), REFUSED, ids=lambda value: getattr(value, "__name__", repr(value)[:14]))
def test_anything_else_is_refused(handler: Callable[..., None], value: Any) -> None:
    with pytest.raises(InvalidInput):
        of(handler, value)


@pytest.mark.parametrize(
    ("value", "kept"), [("a\x00b", "ab"), ("\ud83d", "\ufffd"), ("\ud83d\ude00", "😀"), ("x\udc00", "x\ufffd")]
)
def test_text_that_no_socket_or_database_takes_is_made_harmless(value: str, kept: str) -> None:
    assert of(text, value) == kept
    assert of(placeholders, {value: value}) == {kept: kept}


def pair(_: object, first: str, second: int = 0) -> None: ...


def test_an_argument_with_a_default_may_be_missing() -> None:
    assert Schema(pair).checked({"first": "a"}) == {"first": "a"}


@pytest.mark.parametrize("payload", [{}, {"second": 1}, {"first": "", "x": 1}, {"first": "", "_": 1}, [], "x", None, 5])
def test_missing_and_extra_arguments_are_refused(payload: Any) -> None:
    with pytest.raises(InvalidInput):
        Schema(pair).checked(payload)


def nothing_said(_: object, value) -> None: ...  # pyright: ignore[reportMissingParameterType, reportUnknownParameterType]
def anything(_: object, value: Any) -> None: ...
def loose(_: object, value: dict[str, Any]) -> None: ...
def bare(_: object, value: list) -> None: ...  # pyright: ignore[reportMissingTypeArgument, reportUnknownParameterType]
def number(_: object, value: float) -> None: ...
def perhaps(_: object, value: str | None) -> None: ...


@pytest.mark.parametrize("handler", [nothing_said, anything, loose, bare, number, perhaps])
def test_an_annotation_that_holds_nobody_to_anything_stops_the_start(handler: Callable[..., None]) -> None:
    with pytest.raises(UnknownKind):
        Schema(handler)
