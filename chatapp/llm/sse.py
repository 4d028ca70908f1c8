"""Server-sent events out of bytes, in pieces of any size. Pure.

As https://html.spec.whatwg.org/multipage/server-sent-events.html has it, as far as model servers use it: `id` and
`retry` are read over, and an event that its blank line never ended is none. Only what belongs to an event is decoded.
"""

from collections.abc import Iterator
from typing import NamedTuple

from chatapp.errors import FaultKind, ProviderFault

BOM = b"\xef\xbb\xbf"


class ServerEvent(NamedTuple):
    name: str
    data: str


class Decoder:
    def __init__(self, max_event_bytes: int) -> None:
        self._max_event_bytes = max_event_bytes
        self._data: list[bytes] = []
        self._name = b""
        self._size = 0
        self._begun = bytearray()  # the line that has not ended yet
        self._is_first_line = True
        self._ended_in_cr = False

    def feed(self, piece: bytes) -> Iterator[ServerEvent]:
        """UnicodeDecodeError where an event is no UTF-8, ProviderFault where one grows too long; those before it have
        been given by then."""
        for line in self._lines(piece):
            if line:
                self._take(line)
            elif self._data:
                yield ServerEvent(self._name.decode(), b"\n".join(self._data).decode())
                self._data, self._name, self._size = [], b"", 0
            else:
                self._name = b""
        if len(self._begun) + self._size > self._max_event_bytes:
            raise ProviderFault(FaultKind.TOO_LONG)

    def _lines(self, piece: bytes) -> list[bytes]:
        if self._ended_in_cr or b"\r" in piece:
            piece = self._with_one_ending(piece)
        *lines, rest = piece.split(b"\n")
        if lines and self._begun:
            lines[0] = bytes(self._begun) + lines[0]
            self._begun.clear()
        self._begun += rest
        if lines and self._is_first_line:
            lines[0] = lines[0].removeprefix(BOM)
            self._is_first_line = False
        return lines

    def _with_one_ending(self, piece: bytes) -> bytes:
        r"""CR LF, which two pieces may share, and CR alone as \n."""
        if self._ended_in_cr:
            piece = piece.removeprefix(b"\n")
        self._ended_in_cr = piece.endswith(b"\r")
        return piece.replace(b"\r\n", b"\n").replace(b"\r", b"\n")

    def _take(self, line: bytes) -> None:
        field, _, value = line.partition(b":")
        if field == b"data":
            self._data.append(value.removeprefix(b" "))
            self._size += len(line)
        elif field == b"event":
            self._name = value.removeprefix(b" ")
