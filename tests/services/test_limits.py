import pytest

from chatapp.errors import TooManyRequests
from chatapp.runtime import Runtime
from chatapp.services import limits
from chatapp.services.limits import SignIns, Window


class Clock:
    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def sign_ins(clock: Clock) -> SignIns:
    return SignIns(clock)


def guesses_let_through(sign_ins: SignIns, tries: int, account: str = "alice", ip: str = "192.0.2.{}") -> int:
    """Of wrong guesses; `{}` in a name or an address takes the number of the try."""
    through = 0
    for number in range(tries):
        try:
            sign_ins.count(account.format(number), ip.format(number % 250), at_home=False)
            through += 1
        except TooManyRequests:
            pass
    return through


def test_a_refusal_says_when_to_try_again(clock: Clock) -> None:
    window = Window(2, 60, clock)
    window.hit("key")
    clock.seconds += 20
    window.hit("key")
    clock.seconds += 10.5
    with pytest.raises(TooManyRequests) as refused:
        window.hit("key")
    assert refused.value.args_ == {"seconds": 30}


def test_hits_are_forgotten_one_by_one(clock: Clock) -> None:
    window = Window(2, 60, clock)
    for wait in (0, 30, 31, 30, 31):
        clock.seconds += wait
        window.hit("key")
    with pytest.raises(TooManyRequests):
        window.hit("key")


def test_being_refused_does_not_prolong_the_wait(clock: Clock) -> None:
    window = Window(1, 60, clock)
    window.hit("key")
    for _ in range(5):
        clock.seconds += 11
        with pytest.raises(TooManyRequests):
            window.hit("key")
    clock.seconds += 6
    window.hit("key")  # 61 s after the first, whatever was refused meanwhile


def test_keys_do_not_share_their_count(clock: Clock) -> None:
    window = Window(1, 60, clock)
    window.hit("alice")
    window.hit("bob")
    with pytest.raises(TooManyRequests):
        window.hit("bob")


def test_one_address_gets_five_guesses_at_an_account(sign_ins: SignIns) -> None:
    assert guesses_let_through(sign_ins, 500, ip="192.0.2.1") == 5


def test_one_address_gets_thirty_guesses_over_all_accounts(sign_ins: SignIns) -> None:
    assert guesses_let_through(sign_ins, 1000, account="user{}", ip="192.0.2.1") == 30


def test_many_addresses_get_fifty_guesses_at_an_account(sign_ins: SignIns) -> None:
    assert guesses_let_through(sign_ins, 250) == 50


def test_addresses_of_one_ipv6_household_count_as_one(sign_ins: SignIns) -> None:
    assert guesses_let_through(sign_ins, 100, ip="2001:db8::{}") == 5


def test_ipv4_visitors_of_a_socket_for_both_families_are_told_apart(sign_ins: SignIns) -> None:
    assert guesses_let_through(sign_ins, 20, ip="::ffff:192.0.2.{}") == 20
    assert guesses_let_through(sign_ins, 100, ip="::ffff:198.51.100.1") == 5


def test_guesses_are_forgotten_after_ten_minutes(sign_ins: SignIns, clock: Clock) -> None:
    guesses_let_through(sign_ins, 1000, ip="192.0.2.1")
    guesses_let_through(sign_ins, 250)
    clock.seconds += 600
    assert guesses_let_through(sign_ins, 250) == 50


def test_a_right_password_clears_its_own_account_at_its_own_address_only(sign_ins: SignIns) -> None:
    guesses_let_through(sign_ins, 4, ip="192.0.2.1")
    sign_ins.count("alice", "192.0.2.1", at_home=False)
    sign_ins.succeeded("alice", "192.0.2.1", at_home=False)
    assert guesses_let_through(sign_ins, 10, ip="192.0.2.1") == 5
    assert guesses_let_through(sign_ins, 100, account="user{}", ip="192.0.2.1") == 30 - 4 - 5


@pytest.mark.parametrize("at_home", [True, False])
def test_an_attacker_signing_in_to_an_account_of_their_own_gains_no_guesses(sign_ins: SignIns, at_home: bool) -> None:
    guesses = 0
    for number in range(100):
        guesses += guesses_let_through(sign_ins, 1, account=f"victim{number}", ip="192.0.2.1")
        try:
            sign_ins.count("own", "192.0.2.1", at_home=at_home)
            sign_ins.succeeded("own", "192.0.2.1", at_home=at_home)
        except TooManyRequests:
            pass
    assert guesses == 30


def test_an_attack_from_everywhere_does_not_bind_an_address_the_person_is_known_at(sign_ins: SignIns) -> None:
    guesses_let_through(sign_ins, 250, ip="198.51.100.{}")
    sign_ins.count("alice", "192.0.2.1", at_home=True)
    with pytest.raises(TooManyRequests):
        sign_ins.count("alice", "192.0.2.2", at_home=False)


def test_one_who_guesses_at_everybody_in_an_office_locks_nobody_out_who_is_at_home_there(sign_ins: SignIns) -> None:
    assert guesses_let_through(sign_ins, 1000, account="user{}", ip="192.0.2.1") == 30
    sign_ins.count("alice", "192.0.2.1", at_home=True)
    with pytest.raises(TooManyRequests):
        sign_ins.count("bob", "192.0.2.1", at_home=False)


def test_being_at_home_gains_no_guesses_at_ones_own_account(sign_ins: SignIns) -> None:
    for _ in range(5):
        sign_ins.count("alice", "192.0.2.1", at_home=True)
    with pytest.raises(TooManyRequests):
        sign_ins.count("alice", "192.0.2.1", at_home=True)
    with pytest.raises(TooManyRequests):
        sign_ins.check("alice", "192.0.2.1")


def test_the_thirty_first_prompt_of_a_minute_is_refused(runtime: Runtime) -> None:
    for _ in range(30):
        limits.count_prompt(7)
    limits.count_prompt(8, answers=30)
    for person in (7, 8):
        with pytest.raises(TooManyRequests):
            limits.count_prompt(person)
