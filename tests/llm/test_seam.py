"""Where an answer goes on, nothing stands twice that should stand once, and nothing is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatapp.llm.seam import Seam


def joined(before: str, pieces: list[str]) -> str:
    seam = Seam(before)
    return before + "".join([*map(seam.feed, pieces), seam.flush()])


@pytest.mark.parametrize(
    ("before", "pieces", "whole"),
    [
        ("The capital of France is", [" Paris", "."], "The capital of France is Paris."),
        ("The capital of France is Par", ["is", "."], "The capital of France is Paris."),
        ("The capital of France is Par", ["Par", "is."], "The capital of France is Paris."),
        ("The capital of France is Par", ["is Par", "is."], "The capital of France is Paris."),
        ("The capital of France", ["The capital of", " France is Paris."], "The capital of France is Paris."),
        ("A quick brown", ["brown", " fox"], "A quick brown fox"),
        ("中国的首都是北", ["首都是", "北京。"], "中国的首都是北京。"),
        ("ha ", ["ha ", "ha"], "ha ha ha"),
        ("| a | b |\n|---|", ["---|", "\n"], "| a | b |\n|---|---|\n"),
        ("}\n", ["}\n", "}"], "}\n}\n}"),
        ("This is an", [" answer"], "This is an answer"),
        ("", ["new", " new"], "new new"),
        ("cut", [], "cut"),
        ("cut", ["c"], "cutc"),
    ],
)
def test_what_is_said_again_stands_once(before: str, pieces: list[str], whole: str) -> None:
    assert joined(before, pieces) == whole
    assert joined(before, list("".join(pieces))) == whole


@given(st.text("ab .x", max_size=30), st.lists(st.text("ab .x", min_size=1, max_size=5), max_size=8))
def test_a_text_goes_on_the_same_wherever_it_is_cut(before: str, pieces: list[str]) -> None:
    whole = joined(before, pieces)
    assert joined(before, ["".join(pieces)] if pieces else []) == whole
    assert whole.startswith(before)
    assert (before + "".join(pieces)).endswith(whole[len(before) :])


def test_a_long_repeat_is_not_waited_for_without_end() -> None:
    seam = Seam("x" * 10_000)
    assert len("".join(seam.feed("x") for _ in range(300))) >= 100
