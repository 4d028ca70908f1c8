"""What a model is sent: the instructions, then a conversation's newest turns, as far as there is room for them.

One function decides it, for the request and for the page that shows it beforehand.
"""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from chatapp.llm.builtin import BuiltinModel
from chatapp.llm.provider import Provider, Turn
from chatapp.models import Author, Message

# The built-in model has 4,096 tokens for a conversation, 512 of them for its answer.
BUILTIN_HALF_TOKENS = 6_000
LEAST_TO_CONTINUE = 500  # of an answer, in characters or half tokens, even where a long prompt leaves no room
BYTES_PER_TOKEN = 4


class Fate(StrEnum):
    """Of a message on its way to a model; text keys `fate.<fate>`."""

    SENT = "sent"
    CUT = "cut"  # an answer to be continued: its end is sent
    OFF = "off"  # switched off by the person
    EMPTY = "empty"
    NO_ROOM = "no_room"
    UNASKED = "unasked"  # an answer whose prompt is not sent: models want a prompt first


@dataclass(frozen=True)
class Share:
    """Of one message in a request."""

    message: Message
    fate: Fate
    tokens: int  # an estimate


@dataclass(frozen=True)
class Plan:
    """`shares`: of all messages that were looked at, oldest first."""

    turns: Sequence[Turn]
    shares: Sequence[Share]
    room: int  # in tokens, an estimate as well

    @property
    def left_out(self) -> int:
        """For want of room; an answer goes with its prompt."""
        fates = [share.fate for share in self.shares]
        return fates.count(Fate.NO_ROOM) and fates.count(Fate.NO_ROOM) + fates.count(Fate.UNASKED)


def plan(provider: Provider | None, system: str, messages: Sequence[Message], max_chars: int) -> Plan:
    """As much of an open path's newest part as the model can take, at most `max_chars`; its last prompt in any case."""
    room, size = (BUILTIN_HALF_TOKENS, half_tokens) if isinstance(provider, BuiltinModel) else (max_chars, len)
    fates, texts = _fates(messages, room - size(system), size)
    sent = [_turn(m, texts.get(m.id, m.content)) for m in messages if fates[m.id] in (Fate.SENT, Fate.CUT)]
    first = [Turn("system", system)] if system else []
    shares = [Share(m, fates[m.id], tokens(texts.get(m.id, m.content))) for m in messages]
    return Plan([*first, *_joined(sent)], shares, room // (2 if size is half_tokens else BYTES_PER_TOKEN))


def half_tokens(text: str) -> int:
    """What `text` takes of the built-in model's room, rather too much than too little.

    Seen in its tokenizer: 0.3 tokens for a character of English or code, 0.5 to 0.9 for a byte of Chinese,
    Japanese, Arabic, Russian or emoji. Counted here: half a token for ASCII, one for each other byte.
    """
    return 2 * len(text.encode()) - len(text.encode("ascii", "ignore"))


def tokens(text: str) -> int:
    """About how many: what larger models make of English and of Chinese alike."""
    return -(-len(text.encode()) // BYTES_PER_TOKEN)


def _fates(
    messages: Sequence[Message], room: int, size: Callable[[str], int]
) -> tuple[dict[uuid.UUID, Fate], dict[uuid.UUID, str]]:
    """And the texts of those that are cut."""
    fates, texts = dict[uuid.UUID, Fate](), dict[uuid.UUID, str]()
    at = max(n for n, message in enumerate(messages) if message.role == Author.USER)
    fates[messages[at].id] = Fate.SENT
    room -= size(messages[at].content)
    for begun in messages[at + 1 :]:  # an answer to be continued: what counts is its end
        text = texts[begun.id] = _end_of(begun.content, max(room, LEAST_TO_CONTINUE), size)
        fates[begun.id] = Fate.EMPTY if not text else Fate.SENT if text == begun.content else Fate.CUT
        room -= size(text)
    for message in reversed(messages[:at]):
        if message.switched_off or not message.content:
            fates[message.id] = Fate.OFF if message.switched_off else Fate.EMPTY
            continue
        room = room - size(message.content) if room >= 0 else room
        fates[message.id] = Fate.SENT if room >= 0 else Fate.NO_ROOM
    for message in messages:
        if fates[message.id] is Fate.SENT and message.role == Author.USER:
            break
        if fates[message.id] is Fate.SENT:
            fates[message.id] = Fate.UNASKED
    return fates, texts


def _turn(message: Message, text: str) -> Turn:
    return Turn("user" if message.role == Author.USER else "assistant", text)


def _end_of(text: str, room: int, size: Callable[[str], int]) -> str:
    while (taken := size(text)) > room:
        text = text[-(len(text) * room // taken) or -1 :][1:]
    return text


def _joined(turns: Sequence[Turn]) -> Sequence[Turn]:
    """In turn, as many models' templates insist. A prompt whose answer failed, or is not sent, joins the next."""
    joined: list[Turn] = []
    for turn in turns:
        if joined and joined[-1].role == turn.role:
            joined[-1] = Turn(turn.role, f"{joined[-1].content}\n\n{turn.content}")
        else:
            joined.append(turn)
    return joined
