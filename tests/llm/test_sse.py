from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatapp.errors import FaultKind, ProviderFault
from chatapp.llm.sse import Decoder

LIMIT = 100


def events(*pieces: bytes) -> list[tuple[str, str]]:
    decoder = Decoder(LIMIT)
    return [tuple(event) for piece in pieces for event in decoder.feed(piece)]


@pytest.mark.parametrize(
    ("stream", "expected"),
    [
        (b'data: {"a":1}\n\n', [("", '{"a":1}')]),
        (b"data:a\n\ndata: b\n\ndata:  c\n\n", [("", "a"), ("", "b"), ("", " c")]),
        (b"data: a\r\n\r\ndata: b\r\rdata: c\r\n\n", [("", "a"), ("", "b"), ("", "c")]),
        (b"data: a\ndata: b\n\n", [("", "a\nb")]),
        (b"data\n\ndata:\n\ndata\ndata\n\n", [("", ""), ("", ""), ("", "\n")]),
        (b": ping\n\n:\ndata: a\n: in between\n\n", [("", "a")]),
        (b"event: error\ndata: a\n\ndata: b\n\n", [("error", "a"), ("", "b")]),
        (b"event: gone\n\ndata: a\n\n", [("", "a")]),
        (b"id: 7\nretry: 9\n\nerror: x\n\nDATA: x\n data: x\n\n\n\n", []),
        (b"\xef\xbb\xbfdata: a\n\n\xef\xbb\xbfdata: b\n\n", [("", "a")]),
        ("data: a\u2028b\u0085c\x0bd\x0ce\x1cf\n\n".encode(), [("", "a\u2028b\u0085c\x0bd\x0ce\x1cf")]),
        (b": no \xff text\n\ndata: a\n\n", [("", "a")]),
        (b"data: a\n\ndata: never ended\n", [("", "a")]),
        (b"data: a\n\ndata: never ended", [("", "a")]),
        (b"", []),
    ],
)
def test_events_are_read_as_the_standard_has_it(stream: bytes, expected: list[tuple[str, str]]) -> None:
    assert events(stream) == expected
    assert events(*(bytes([byte]) for byte in stream)) == expected


LINES = st.sampled_from([b"data: a", b"data:b", b"data", "data: é\u2028😀".encode(), b"event: error", b": x", b"id: 1"])
ENDS = st.sampled_from([b"\n", b"\r\n", b"\r", b"\n\n", b"\r\n\r\n", b"\r\r"])
STREAMS = st.tuples(
    st.sampled_from([b"", b"\xef\xbb\xbf", b"\xef\xbb"]),
    st.lists(st.tuples(LINES, ENDS).map(b"".join)).map(b"".join),
    st.binary(max_size=3),
).map(b"".join)


@given(stream=STREAMS, cuts=st.lists(st.integers(0, 200)))
def test_a_stream_gives_the_same_events_wherever_it_is_cut(stream: bytes, cuts: list[int]) -> None:
    edges = [0, *sorted(cuts), max(len(stream), *cuts, 0)]
    assert outcome(stream[start:end] for start, end in pairwise(edges)) == outcome([stream])


def outcome(pieces) -> list[object]:
    seen: list[object] = []
    try:
        decoder = Decoder(10_000)
        for piece in pieces:
            seen.extend(decoder.feed(piece))
    except UnicodeDecodeError:
        seen.append(UnicodeDecodeError)
    return seen


def test_an_event_that_is_no_utf8_is_a_fault_after_those_before_it() -> None:
    given = Decoder(LIMIT).feed(b"data: a\n\ndata: \xff\xfe\n\n")
    assert next(given).data == "a"
    with pytest.raises(UnicodeDecodeError):
        next(given)


@pytest.mark.parametrize("piece", [b"x" * 30, b"data: " + b"x" * 30 + b"\n"])
def test_neither_a_line_nor_an_event_may_grow_without_end(piece: bytes) -> None:
    with pytest.raises(ProviderFault) as caught:
        events(*[piece] * 5)
    assert caught.value.kind is FaultKind.TOO_LONG


def test_a_stream_may_go_on_without_end() -> None:
    assert len(events(*[b": ping\nid: 1\n\ndata: " + b"x" * 30 + b"\n\n"] * 50)) == 50
