"""What of a conversation a model is sent: its newest turns, as far as there is room for them."""

from collections.abc import Callable, Sequence

from chatapp.llm.builtin import BuiltinModel
from chatapp.llm.provider import Provider, Turn
from chatapp.models import Author, Message

# The built-in model has 4,096 tokens for a conversation, 512 of them for its answer.
BUILTIN_HALF_TOKENS = 6_000


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
    fitting: list[Message] = []
    for message in reversed(messages):
        room -= size(message.content)
        if room < 0 and fitting:
            break
        if message.content:
            fitting.append(message)
    return _alternating(fitting[::-1])


def _alternating(messages: Sequence[Message]) -> Sequence[Turn]:
    """A prompt first, then in turn, as many models' templates insist. A prompt whose answer failed joins the next."""
    turns: list[Turn] = []
    for message in messages:
        role = "user" if message.role == Author.USER else "assistant"
        if turns and turns[-1].role == role:
            turns[-1] = Turn(role, f"{turns[-1].content}\n\n{message.content}")
        elif turns or role == "user":
            turns.append(Turn(role, message.content))
    return turns
