"""A transcript behaves like one string in UTF-16, however it was put together."""

from hypothesis import given
from hypothesis import strategies as st

from chatapp.streaming.transcript import SEGMENT_CHARS, Transcript
from tests.streaming.fakes import units

ALPHABET = st.one_of(st.sampled_from("ab é漢👩‍🚀🏽𠮷\n"), st.characters(exclude_categories=["Cs"]))
TEXT = st.text(alphabet=ALPHABET, max_size=12)


def in_utf16(text: str, offset: int) -> tuple[int, str]:
    """The naive model: (boundary, text behind it)."""
    start = 0
    for index, character in enumerate(text):
        if start + units(character) > offset:
            return start, text[index:]
        start += units(character)
    return start, ""


@given(pieces=st.lists(TEXT, max_size=8), offset=st.integers(-3, 100))
def test_it_reads_like_one_utf16_string(pieces: list[str], offset: int) -> None:
    transcript, whole = Transcript(), "".join(pieces)
    for piece in pieces:
        transcript.append(piece)
    assert transcript.text == whole
    assert transcript.length == units(whole)
    assert (transcript.boundary(offset), transcript.since(offset)) == in_utf16(whole, offset)


@given(pieces=st.lists(st.tuples(TEXT, st.booleans()), max_size=20))
def test_reading_on_from_its_length_gives_each_character_once(pieces: list[tuple[str, bool]]) -> None:
    transcript, seen, offset = Transcript(), "", 0
    for piece, reads_now in pieces:
        transcript.append(piece)
        if reads_now:
            seen, offset = seen + transcript.since(offset), transcript.length
    assert seen + transcript.since(offset) == "".join(piece for piece, _ in pieces)


def test_an_offset_inside_a_surrogate_pair_goes_back_to_its_start() -> None:
    transcript = Transcript("a😀b")
    assert transcript.boundary(2) == 1
    assert transcript.since(2) == "😀b"


def test_an_offset_beyond_the_end_reads_nothing() -> None:
    transcript = Transcript("abc")
    assert transcript.boundary(9) == 3
    assert transcript.since(9) == ""


def test_it_starts_with_the_text_it_is_given() -> None:
    transcript = Transcript("Hello, ")
    transcript.append("world")
    assert transcript.since(5) == ", world"


def test_a_large_piece_is_found_again_at_any_offset() -> None:
    whole = "漢😀x" * SEGMENT_CHARS
    transcript = Transcript(whole)
    for offset in (0, 4, 4 * SEGMENT_CHARS // 3, units(whole) - 4):
        assert transcript.since(offset) == in_utf16(whole, offset)[1]
