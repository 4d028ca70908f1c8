import uuid
from pathlib import Path

import pytest

from chatapp.llm.provider import Turn
from chatapp.models import Author, Message
from chatapp.services.turns import BUILTIN_HALF_TOKENS, Fate, half_tokens, plan
from tests.llm.support import builtin
from tests.streaming.fakes import ScriptedProvider


def said(*texts: str) -> list[Message]:
    """Prompts and answers in turn."""
    return [
        Message(conversation_id=uuid.uuid4(), ordinal=n, role=(Author.ASSISTANT, Author.USER)[n % 2], content=text)
        for n, text in enumerate(texts, start=1)
    ]


def sent(*texts: str, room: int = 1000) -> list[str]:
    turns = plan(ScriptedProvider(), "", said(*texts), room).turns
    assert [turn.role for turn in turns] == ["user", "assistant"] * (len(turns) // 2) + ["user"] * (len(turns) % 2)
    return [turn.content for turn in turns]


def test_all_of_a_short_conversation_is_sent() -> None:
    turns = plan(ScriptedProvider(), "", said("Hi", "Hello", "How?"), 100).turns
    assert turns == [Turn("user", "Hi"), Turn("assistant", "Hello"), Turn("user", "How?")]


def test_the_newest_turns_are_sent_as_far_as_they_fit() -> None:
    assert sent("old " * 10, "older", "1234", "5678", "now", room=11) == ["1234", "5678", "now"]


def test_what_is_left_begins_with_a_prompt() -> None:
    assert sent("too long to fit", "answer", "now", room=9) == ["now"]


def test_the_last_prompt_is_sent_whatever_its_length() -> None:
    assert sent("before", "answer", "x" * 5000, room=10) == ["x" * 5000]


def test_a_prompt_whose_answer_failed_joins_the_next() -> None:
    assert sent("first", "", "second") == ["first\n\nsecond"]


def test_nothing_older_slips_in_past_a_turn_that_does_not_fit() -> None:
    assert sent("hi", "x" * 100, "now", room=50) == ["now"]


def test_the_built_in_model_is_sent_no_more_than_it_has_room_for(tmp_path: Path) -> None:
    long = said(*(["word " * 100] * 40), "今天天气怎么样？")
    turns = plan(builtin(tmp_path), "", long, 1_000_000).turns
    assert 5 <= len(turns) < 40
    assert sum(half_tokens(turn.content) for turn in turns) <= BUILTIN_HALF_TOKENS
    assert turns[-1] == Turn("user", "今天天气怎么样？")


def test_chinese_takes_more_of_a_small_models_room_than_english() -> None:
    assert half_tokens("word " * 1200) == 6000
    assert half_tokens("字" * 1000) == 6000
    assert half_tokens("😀") == 8


@pytest.mark.parametrize(("prompt", "answer"), [(200, 6_100), (4_500, 2_000), (9_000, 9_000), (3, 3)])
@pytest.mark.parametrize("is_builtin", [True, False])
def test_an_answer_to_be_continued_is_sent_with_its_prompt_however_long_they_are(
    tmp_path: Path, prompt: int, answer: int, is_builtin: bool
) -> None:
    provider = builtin(tmp_path) if is_builtin else ScriptedProvider()
    whole = "".join(str(number % 10) for number in range(answer))
    asked, begun = plan(provider, "", said("p" * prompt, whole), 5_000).turns
    assert asked == Turn("user", "p" * prompt)
    assert begun.role == "assistant"
    assert whole.endswith(begun.content)
    assert len(begun.content) >= min(answer, 200)


def fates(*messages: Message, room: int = 1000, system: str = "") -> list[Fate]:
    return [share.fate for share in plan(ScriptedProvider(), system, messages, room).shares]


def test_instructions_come_first_and_take_their_room() -> None:
    turns = plan(ScriptedProvider(), "Be brief.", said("1234", "5678", "now"), 20).turns
    assert turns == [Turn("system", "Be brief."), Turn("user", "1234"), Turn("assistant", "5678"), Turn("user", "now")]
    assert fates(*said("1234", "5678", "now"), room=20, system="Be very brief.") == [
        Fate.NO_ROOM,
        Fate.NO_ROOM,
        Fate.SENT,
    ]


def test_what_was_switched_off_is_not_sent_and_takes_no_room() -> None:
    asked, answer, now = said("hi", "x" * 100, "now")
    answer.switched_off = True
    assert fates(asked, answer, now, room=10) == [Fate.SENT, Fate.OFF, Fate.SENT]
    assert plan(ScriptedProvider(), "", [asked, answer, now], 10).turns == [Turn("user", "hi\n\nnow")]


def test_an_answer_without_its_prompt_is_not_sent_and_said_to_be_so() -> None:
    asked, answer, now = said("hi", "hello", "now")
    asked.switched_off = True
    assert fates(asked, answer, now) == [Fate.OFF, Fate.UNASKED, Fate.SENT]


def test_a_plan_says_of_every_message_what_becomes_of_it() -> None:
    messages = said("old " * 10, "older", "1234", "", "now")
    found = plan(ScriptedProvider(), "", messages, 12)
    assert [share.fate for share in found.shares] == [Fate.NO_ROOM, Fate.UNASKED, Fate.SENT, Fate.EMPTY, Fate.SENT]
    assert found.left_out == 2
