"""What a token costs does not grow with the answer: counted in calls and characters, not in seconds."""

import sys
from types import FrameType
from typing import Any

from chatapp.llm.events import TextDelta
from chatapp.settings import Settings
from chatapp.streaming.hub import Hub
from tests.streaming.fakes import STOP, MemoryPersistence, Step, Tab, job
from tests.streaming.virtual_time import run


class Calls:
    """Counts the calls of Python and C functions while it is open."""

    def __init__(self) -> None:
        self.count = 0

    def __enter__(self) -> "Calls":
        self._before = sys.getprofile()
        sys.setprofile(self._note)
        return self

    def __exit__(self, *_: object) -> None:
        sys.setprofile(self._before)

    def _note(self, frame: FrameType, event: str, arg: Any) -> None:
        self.count += event in ("call", "c_call")


async def stream(tokens: int, tabs: int) -> tuple[int, int]:
    """Characters that were handed to the tabs, and to storage."""
    persistence = MemoryPersistence()
    hub = Hub(persistence, Settings())
    steps: list[Step] = [step for _ in range(tokens) for step in (0.01, TextDelta("word "))]
    answer = job(*steps, STOP)
    following = [Tab(hub, answer.conversation_id) for _ in range(tabs)]
    hub.start(answer)
    for tab in following:
        await tab.until_changed(answer.message_id)
    shown = sum(len(piece.text) for tab in following for piece in tab.pieces(answer.message_id))
    return shown, len(persistence.written(answer.message_id))


def calls(tokens: int, tabs: int = 1) -> int:
    with Calls() as counted:
        run(stream(tokens, tabs))
    return counted.count


def test_four_times_the_tokens_cost_four_times_the_calls() -> None:
    assert calls(4000) / calls(1000) < 4.1


def test_a_tab_more_costs_its_rounds_not_the_tokens() -> None:
    one, two, three = (calls(1000, tabs) for tabs in (1, 2, 3))
    assert (three - two) < 0.5 * one


async def test_each_character_is_handed_over_once() -> None:
    shown, written = await stream(tokens=1000, tabs=3)
    assert shown == 3 * 5000
    assert 4900 <= written <= 5000
