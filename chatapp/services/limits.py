"""How often: buckets in this process that fill up by use and drain with time, so nobody is locked out for good.

    sign-in, per account    10 wrong tries, then one every 30 s
    sign-in, per address    40 wrong tries, then one every 5 s (many people share an address)
    registration, address   10, then one a minute
    prompts, per person     CHATAPP_MAX_PROMPTS_PER_MINUTE, the same number again each minute
"""

import math
import time
from collections.abc import Callable, Hashable

from chatapp.errors import TooManyRequests
from chatapp.settings import current

_MAX_KEYS = 50_000  # an attacker with many names must not fill the memory


class Limit:
    """Leaky buckets: `burst` uses at once, then one every `every_s` seconds. `clock` counts in seconds."""

    def __init__(self, burst: int, every_s: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._burst, self._every_s, self._clock = burst, every_s, clock
        self._levels: dict[Hashable, tuple[float, float]] = {}

    def check(self, key: Hashable) -> None:
        """Raises TooManyRequests when the next use would be one too many; counts nothing."""
        excess = self._level(key) + 1 - self._burst
        if excess > 0:
            raise TooManyRequests(math.ceil(excess * self._every_s))

    def count(self, key: Hashable) -> None:
        if len(self._levels) >= _MAX_KEYS:
            self._forget_empty()
        self._levels[key] = (self._level(key) + 1, self._clock())

    def hit(self, key: Hashable) -> None:
        """Checks and counts one use."""
        self.check(key)
        self.count(key)

    def forgive(self, key: Hashable) -> None:
        self._levels.pop(key, None)

    def _level(self, key: Hashable) -> float:
        level, since = self._levels.get(key, (0.0, 0.0))
        return max(0.0, level - (self._clock() - since) / self._every_s)

    def _forget_empty(self) -> None:
        self._levels = {key: value for key, value in self._levels.items() if self._level(key) > 0}
        while len(self._levels) >= _MAX_KEYS:
            del self._levels[next(iter(self._levels))]


sign_in_account = Limit(burst=10, every_s=30)
sign_in_address = Limit(burst=40, every_s=5)
register_address = Limit(burst=10, every_s=60)
prompts = Limit(current().max_prompts_per_minute, 60 / current().max_prompts_per_minute)
