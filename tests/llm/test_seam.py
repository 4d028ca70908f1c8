"""Where an answer goes on, what is repeated at length stands once, and nothing else is lost."""

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
        ("The capital of France is Par", ["The capital of Fra", "nce is Paris."], "The capital of France is Paris."),
        ("The capital of France", ["The capital of", " France is Paris."], "The capital of France is Paris."),
        ("So: the quick brown fox ", ["the quick brown", " fox jumps"], "So: the quick brown fox jumps"),
        (
            "众所周知，中国的首都是北京，",
            ["中国的首都是北京，", "人口很多。"],
            "众所周知，中国的首都是北京，人口很多。",
        ),
        ("ha ", ["ha ", "ha"], "ha ha ha"),
        ("哈哈哈", ["哈哈哈", "，真好笑"], "哈哈哈哈哈哈，真好笑"),
        ("我们再研究", ["研究吧"], "我们再研究研究吧"),
        ("I know that", [" that is wrong."], "I know that that is wrong."),
        ("a cup of co", ["coa"], "a cup of cocoa"),
        ("| true ", ["| true |"], "| true | true |"),
        ("print('done')\n", ["print('done')\n"], "print('done')\nprint('done')\n"),
        ("| a | b |\n|---|", ["---|", "\n"], "| a | b |\n|---|---|\n"),
        ("This is an", [" answer"], "This is an answer"),
        ("", ["new", " new"], "new new"),
        ("cut", [], "cut"),
        ("cut", ["c"], "cutc"),
    ],
)
def test_a_long_repeat_stands_once_and_a_short_one_is_meant(before: str, pieces: list[str], whole: str) -> None:
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
