import pytest

from chatapp.llm.text import Cleaner, ThoughtSplitter
from chatapp.text import clean


@pytest.mark.parametrize(
    ("dirty", "expected"),
    [
        ("plain", "plain"),
        ("a\x00b", "ab"),
        ("\ud83d\ude00", "😀"),
        ("a\ud83db", "a\ufffdb"),
        ("a\ude00", "a\ufffd"),
        ("中文 😀 \uffff", "中文 😀 \uffff"),
        ("\ufeffmark", "\ufeffmark"),
    ],
)
def test_text_that_could_not_be_stored_is_mended(dirty: str, expected: str) -> None:
    assert clean(dirty) == expected


def test_a_character_split_over_two_pieces_is_joined() -> None:
    cleaner = Cleaner()
    assert cleaner.feed("a\ud83d") + cleaner.feed("\ude00b") + cleaner.flush() == "a😀b"


def test_half_a_character_at_the_end_is_not_dropped_silently() -> None:
    cleaner = Cleaner()
    assert cleaner.feed("a\ud83d") + cleaner.flush() == "a\ufffd"


def split(pieces: list[str]) -> tuple[str, str]:
    splitter = ThoughtSplitter()
    parts = [part for piece in pieces for part in splitter.feed(piece)] + splitter.flush()
    return "".join(t for thought, t in parts if thought), "".join(t for thought, t in parts if not thought)


@pytest.mark.parametrize(
    ("text", "thought", "answer"),
    [
        ("<think>hmm</think>\n\nYes", "hmm", "Yes"),
        ("\n<think>\nhmm</think>Yes", "\nhmm", "Yes"),
        ("<think></think>\n\nYes", "", "Yes"),
        ("<think>hmm", "hmm", ""),
        ("<think>a < b </thin", "a < b </thin", ""),
        ("Yes <think>no</think>", "", "Yes <think>no</think>"),
        ("<thing>", "", "<thing>"),
        ("  <thi", "", "  <thi"),
        ("<", "", "<"),
        ("", "", ""),
    ],
)
def test_a_thought_is_parted_from_the_answer_wherever_the_pieces_are_cut(text: str, thought: str, answer: str) -> None:
    for cut in range(len(text) + 1):
        assert split([text[:cut], text[cut:]]) == (thought, answer)
    assert split(list(text)) == (thought, answer)
