"""One answer being read: chunks in, events out, and in the end the verdict on it. Pure.

An answer is complete only if the server gave a finish reason; an answer without a visible character is a fault,
never an empty bubble.
"""

from chatapp.errors import FaultKind, ProviderFault
from chatapp.llm import chunks
from chatapp.llm.events import Event, FinishReason, ReasoningDelta, TextDelta, Usage
from chatapp.llm.faults import Phase
from chatapp.llm.text import Cleaner, ThoughtSplitter

FAULT_OF_SILENCE = {
    FinishReason.STOP: FaultKind.EMPTY,
    FinishReason.LENGTH: FaultKind.LENGTH,
    FinishReason.FILTER: FaultKind.FILTER,
    FinishReason.TOOL: FaultKind.TOOL,
}


class Answer:
    def __init__(self, max_chars: int) -> None:
        self.phase = Phase.WAITING
        self.finish: FinishReason | None = None
        self.usage: Usage | None = None
        self.is_full = False
        self._max_chars = self._chars_left = max_chars
        self._is_answer = self._has_text = self._has_reasoning = False
        self._text, self._reasoning, self._splitter = Cleaner(), Cleaner(), ThoughtSplitter()

    def take(self, chunk: object) -> list[Event]:
        """Events of one chunk; empty when it moved the answer no further."""
        piece = chunks.read(chunk)
        self.finish = piece.finish or self.finish
        self.usage = piece.usage or self.usage
        self._is_answer = self._is_answer or piece.is_answer
        parts = [(True, self._reasoning.feed(piece.reasoning))] if piece.reasoning else []
        if piece.text:
            parts += self._splitter.feed(self._text.feed(piece.text))
        return self._events(parts)

    def flush(self) -> list[Event]:
        """What was held back in case more of it came."""
        parts = [(True, self._reasoning.flush()), *self._splitter.feed(self._text.flush()), *self._splitter.flush()]
        return self._events(parts)

    def verdict(self, media_type: str) -> FinishReason:
        """How the answer ended; ProviderFault when that was no ending. `media_type`: what the response said it is."""
        if self.is_full:
            raise ProviderFault(FaultKind.TOO_LONG, str(self._max_chars))
        if self.finish is None and (self._is_answer or self.phase is Phase.ANSWERING):
            raise ProviderFault(FaultKind.CUT)
        if self.finish is None and media_type not in ("", "text/event-stream"):
            raise ProviderFault(FaultKind.PROTOCOL, media_type)
        finish = self.finish or FinishReason.STOP
        if self._has_text or (self._has_reasoning and finish is not FinishReason.TOOL):
            return finish
        raise ProviderFault(FAULT_OF_SILENCE[finish])

    def _events(self, parts: list[tuple[bool, str]]) -> list[Event]:
        events: list[Event] = []
        for is_thought, text in parts:
            if len(text) > self._chars_left:
                text, self.is_full = text[: self._chars_left], True
            self._chars_left -= len(text)
            if text:
                self.phase = Phase.ANSWERING
                self._note(is_thought, text)
                events.append(ReasoningDelta(text) if is_thought else TextDelta(text))
        return events

    def _note(self, is_thought: bool, text: str) -> None:
        if is_thought:
            self._has_reasoning = self._has_reasoning or not text.isspace()
        else:
            self._has_text = self._has_text or not text.isspace()
