"""What of a conversation a model is sent: its newest turns, as far as there is room for them."""

from collections.abc import Callable, Sequence

from chatapp.llm.builtin import BuiltinModel
from chatapp.llm.provider import Provider, Turn
from chatapp.models import Author, Message

# The built-in model has 4,096 tokens for a conversation, 512 of them for its answer.
BUILTIN_HALF_TOKENS = 6_000
LEAST_TO_CONTINUE = 500  # of an answer, in characters or half tokens, even where a long prompt leaves no room


def sent_to(provider: Provider, messages: Sequence[Message], max_chars: int) -> Sequence[Turn]:
    """As much of an open path's newest part as the model can take, at most `max_chars`; its last prompt in any case."""
    if isinstance(provider, BuiltinModel):
        return _newest(messages, BUILTIN_HALF_TOKENS, half_tokens)
    return _newest(messages, max_chars, len)


def half_tokens(text: str) -> int:
    """What `text` takes of the built-in model's room, rather too much than too little.

    Seen in its tokenizer: 0.3 tokens for a character of English or code, 0.5 to 0.9 for a byte of Chinese,
    Japanese, Arabic, Russian or emoji. Counted here: half a token for ASCII, one for each other byte.
    """
    return 2 * len(text.encode()) - len(text.encode("ascii", "ignore"))


def _newest(messages: Sequence[Message], room: int, size: Callable[[str], int]) -> Sequence[Turn]:
    turns = [_turn(message) for message in messages if message.content]
    at = max(number for number, turn in enumerate(turns) if turn.role == "user")
    room -= size(turns[at].content)
    # An answer to be continued: what counts is its end.
    begun = [Turn(turn.role, _end_of(turn.content, max(room, LEAST_TO_CONTINUE), size)) for turn in turns[at + 1 :]]
    room -= sum(size(turn.content) for turn in begun)
    fitting: list[Turn] = []
    for turn in reversed(turns[:at]):
        room -= size(turn.content)
        if room < 0:
            break
        fitting.append(turn)
    return _alternating([*fitting[::-1], turns[at], *begun])


def _turn(message: Message) -> Turn:
    return Turn("user" if message.role == Author.USER else "assistant", message.content)


def _end_of(text: str, room: int, size: Callable[[str], int]) -> str:
    while (taken := size(text)) > room:
        text = text[-(len(text) * room // taken) or -1 :][1:]
    return text


def _alternating(turns: Sequence[Turn]) -> Sequence[Turn]:
    """A prompt first, then in turn, as many models' templates insist. A prompt whose answer failed joins the next."""
    joined: list[Turn] = []
    for turn in turns:
        if joined and joined[-1].role == turn.role:
            joined[-1] = Turn(turn.role, f"{joined[-1].content}\n\n{turn.content}")
        elif joined or turn.role == "user":
            joined.append(turn)
    return joined
