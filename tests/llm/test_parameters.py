"""What a person may set of how a model writes: checked before it is stored."""

import json

import pytest

from chatapp.llm.errors import ParameterRefused
from chatapp.llm.parameters import RESERVED, parse, sent, shown

FULL = {
    "temperature": "0.7",
    "top_p": "0.9",
    "max_tokens": "500",
    "seed": "42",
    "stop": "END\n\\n\\n",
    "reasoning_effort": "low",
    "extra": '{"top_k": 5, "reasoning": {"effort": "high"}}',
}


def test_all_of_them_are_sent_as_servers_know_them() -> None:
    assert sent(parse(FULL)) == {
        "temperature": 0.7,
        "top_p": 0.9,
        "max_tokens": 500,
        "seed": 42,
        "stop": ["END", "\n\n"],
        "reasoning_effort": "low",
        "top_k": 5,
        "reasoning": {"effort": "high"},
    }


def test_what_was_set_is_shown_as_it_can_be_set_again() -> None:
    assert parse(shown(parse(FULL))) == parse(FULL)


def test_an_empty_field_leaves_the_choice_to_the_model() -> None:
    assert parse({name: "  " for name in FULL}) == {}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        *(("temperature", text) for text in ("x", "nan", "inf", "-0.1", "2.1", "1" * 5000, "0,5")),
        ("top_p", "1.01"),
        *(("max_tokens", text) for text in ("0", "1.5", "-5", "9" * 30)),
        ("seed", "-1"),
        ("stop", "a\nb\nc\nd\ne"),
        ("stop", "x" * 101),
        ("reasoning_effort", "enormous"),
        *(("extra", text) for text in ("{", "[]", "5", "null", '{"x": NaN}', '{"x": 1e999}', "x: 1")),
    ],
)
def test_a_value_that_no_model_takes_is_refused_by_its_name(name: str, text: str) -> None:
    with pytest.raises(ParameterRefused) as refused:
        parse({**FULL, name: text})
    assert refused.value.key == f"error.parameter_{name}"


@pytest.mark.parametrize("name", sorted({*RESERVED, "temperature", "max_tokens", "extra"}))
def test_free_parameters_name_nothing_that_is_ours_or_has_a_field(name: str) -> None:
    with pytest.raises(ParameterRefused, match="reserved"):
        parse({"extra": json.dumps({name: 1})})


@pytest.mark.parametrize("text", ['{"x": "' + "y" * 4000 + '"}', '{"x": ' + "[" * 50 + "]" * 50 + "}"])
def test_free_parameters_have_a_size_and_a_depth(text: str) -> None:
    with pytest.raises(ParameterRefused, match="size"):
        parse({"extra": text})


def test_a_deep_text_within_the_size_is_refused_too() -> None:
    with pytest.raises(ParameterRefused):
        parse({"extra": '{"x": ' + "[" * 1900 + "]" * 1900 + "}"})


def test_half_characters_and_nul_do_not_get_into_the_database() -> None:
    assert parse({"extra": r'{"a\ud83d": ["b\u0000", "\ud83d\ude00"]}'}) == {"extra": {"a\ufffd": ["b", "😀"]}}


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(ParameterRefused):
        parse({"model": "other"})
