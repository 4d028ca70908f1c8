"""What handlers make of their arguments, which have the right kinds already."""

import uuid
from datetime import UTC, datetime

import pytest

from chatapp.errors import InvalidInput, NotFound
from chatapp.state.inputs import by_message, identifier, moment

ID = uuid.UUID("0b8f8f2e-4b0e-4f7e-9d5a-2f6f0a3c1d11")


@pytest.mark.parametrize("text", ["", "x", "5", "1 OR 1=1", "%", f"{ID}0", str(ID)[:-1], "g" * 32, "\ufffd" * 36])
def test_a_malformed_id_is_answered_like_one_that_does_not_exist(text: str) -> None:
    with pytest.raises(NotFound):
        identifier(text)


@pytest.mark.parametrize("text", [str(ID), str(ID).upper(), ID.hex])
def test_an_id_is_taken_in_every_usual_spelling(text: str) -> None:
    assert identifier(text) == ID


def test_lengths_are_taken_by_message() -> None:
    assert by_message({str(ID): (3, 0)}) == {ID: (3, 0)}
    assert by_message({}) == {}


def test_a_prompt_on_its_way_is_passed_over() -> None:
    assert by_message({"not-stored-yet": (3, 0), str(ID): (1, 2)}) == {ID: (1, 2)}


def test_a_time_is_one_with_its_zone() -> None:
    assert moment("2026-11-28T12:00:00.5+08:00") == datetime(2026, 11, 28, 4, 0, 0, 500_000, UTC)
    for text in ("", "now", "2026-11-28T12:00:00", "0001-01-01T00:00:00+14:00", "9" * 64):
        with pytest.raises(InvalidInput):
            moment(text)
