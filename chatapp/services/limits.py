"""How often something may be tried, counted in this process over a sliding window. Every limit ends by itself.

Wrong sign-ins, counted before the password is looked at:
    5 in 5 minutes   from one address on one account
    30 in 10 minutes from one address, whatever the accounts
    50 in 10 minutes on one account, whatever the addresses
The last two do not bind who is at home: a person, at an address that they are signed in from. So neither strangers
elsewhere nor a neighbour in the same office can lock anybody out of where they usually are; a neighbour who guesses at
one's own account can for 5 minutes after each guess that is let through, and meanwhile sessions go on.
What is refused is not counted, so no limit outlasts the guessing by more than its window.
New accounts of one address and prompts of one person: as many a minute as the settings say.
Files of one person: 60 conversations a minute, everything 5 times in 10 minutes.
"""

import ipaddress
import math
import time
from collections import deque
from collections.abc import Callable, Hashable

from cachetools import TTLCache

from chatapp import runtime
from chatapp.errors import TooManyRequests

_MAX_KEYS = 20_000  # the least recently counted are forgotten first


class Window:
    """At most `most` hits of a key in any `seconds`."""

    def __init__(self, most: int, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._most, self._seconds, self._clock = most, seconds, clock
        self._hits: TTLCache[Hashable, deque[float]] = TTLCache(_MAX_KEYS, seconds, clock)

    def hit(self, key: Hashable, times: int = 1) -> None:
        """Counts, or raises TooManyRequests and counts nothing."""
        self.check(key)
        self._hits[key] = self._hits.get(key, deque())
        self._hits[key].extend([self._clock()] * times)

    def check(self, key: Hashable) -> None:
        hits, oldest = self._hits.get(key, deque()), self._clock() - self._seconds
        while hits and hits[0] <= oldest:
            hits.popleft()
        if len(hits) >= self._most:
            raise TooManyRequests(math.ceil(hits[0] - oldest))

    def take_back(self, key: Hashable) -> None:
        """The last hit did not count after all."""
        if hits := self._hits.get(key):
            hits.pop()

    def forget(self, key: Hashable) -> None:
        self._hits.pop(key, None)


class SignIns:
    """Guesses at passwords. Each is counted before it is checked, so that many at once don't slip through."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._pairs = Window(5, 300, clock)
        self._addresses = Window(30, 600, clock)
        self._accounts = Window(50, 600, clock)

    def check(self, account: str, ip: str) -> None:
        """What can be refused before the database is asked who is at home."""
        self._pairs.check((account, network(ip)))

    def count(self, account: str, ip: str, *, at_home: bool) -> None:
        """`at_home`: the account has a session from that address."""
        address = network(ip)
        self._pairs.check((account, address))
        if not at_home:
            self._accounts.check(account)
            self._addresses.hit(address)
            self._accounts.hit(account)
        self._pairs.hit((account, address))

    def succeeded(self, account: str, ip: str, *, at_home: bool) -> None:
        """Only this guess is taken back from the address: an account of one's own must not pay for more."""
        address = network(ip)
        self._pairs.forget((account, address))
        if not at_home:
            self._addresses.take_back(address)


class Registrations(Window):
    def __init__(self) -> None:
        super().__init__(runtime.current().settings.max_registrations_per_minute, 60)


class Prompts(Window):
    def __init__(self) -> None:
        super().__init__(runtime.current().settings.max_prompts_per_minute, 60)


class Exports(Window):
    def __init__(self) -> None:
        super().__init__(60, 60)


class Archives(Window):
    def __init__(self) -> None:
        super().__init__(5, 600)


def count_registration(ip: str) -> None:
    runtime.current().part(Registrations).hit(network(ip))


def count_prompt(user_id: int, answers: int = 1) -> None:
    """Each answer counts: it is a request of its own to a model."""
    runtime.current().part(Prompts).hit(user_id, answers)


def count_export(user_id: int) -> None:
    runtime.current().part(Exports).hit(user_id)


def count_archive(user_id: int) -> None:
    runtime.current().part(Archives).hit(user_id)


def network(ip: str) -> str:
    """What one visitor can't easily change: an IPv4 address, or the /64 that a provider hands to one household."""
    try:
        address = ipaddress.ip_address(ip)
    except ValueError:
        return ip
    address = getattr(address, "ipv4_mapped", None) or address  # IPv4 on a socket that listens to both
    return str(ipaddress.ip_network((address, 64), strict=False)) if address.version == 6 else str(address)
