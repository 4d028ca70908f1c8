"""How much one client may send."""

from chatapp.launch.websocket import Allowance


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_burst_is_let_through_and_no_more() -> None:
    allowance = Allowance(30, 1, Clock())
    assert [allowance.spend(1) for _ in range(31)] == [True] * 30 + [False]


def test_what_was_spent_comes_back_with_time() -> None:
    clock = Clock()
    allowance = Allowance(30, 2, clock)
    assert allowance.spend(30)
    clock.now = 5
    assert [allowance.spend(1) for _ in range(11)] == [True] * 10 + [False]


def test_who_asks_for_nothing_saves_up_no_more_than_one_burst() -> None:
    clock = Clock()
    allowance = Allowance(30, 2, clock)
    clock.now = 3600
    assert allowance.spend(30)
    assert not allowance.spend(1)
