"""How restless the machine is: the same 5 ms of work again and again. On a quiet one p95 is close to p50."""

import os
import statistics
import time


def _work(rounds: int) -> float:
    started = time.perf_counter()
    for number in range(rounds):
        number * number
    return time.perf_counter() - started


def spread(times: int = 200) -> float:
    """p95 / p50; takes about a second."""
    rounds = int(100_000 * 0.005 / min(_work(100_000) for _ in range(5)))
    taken = [_work(rounds) for _ in range(times)]
    return statistics.quantiles(taken, n=20)[-1] / statistics.median(taken)


def load() -> float:
    """Processes that wanted a core, averaged over the last minute."""
    return os.getloadavg()[0]
