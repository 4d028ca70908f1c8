"""A guesser at one account, and somebody honest who signs in meanwhile from another address.

    python -m benchmarks.brute_force

500 wrong passwords a second from one address of this machine, in a process of its own, at an account that exists; from
another address its person signs in once a second with the right one. `hashes spent`: guesses that were not refused
before the password was looked at. The server's loop is watched by `benchmarks.probed`.
"""

import asyncio
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx

from benchmarks.rig import elsewhere, resident_mb, rig
from benchmarks.table import Row, percentile, run, spread
from tests.support.server import register

GUESSES_PER_S = 500
ATTACKER, HONEST = "127.0.0.2", "127.0.0.3"
PASSWORD = "correct horse battery"
WINDOW_MIN = 5  # the limit of guesses is counted over it


@dataclass(frozen=True)
class Attack:
    began: float
    seconds: float
    answers: Counter[int]
    unpaced: int  # 429 without the word when to come back
    waits_ms: list[float]  # of the honest sign-ins
    refused: int


def measure(quick: bool) -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "lag"
        with rig({"LAG_FILE": str(file)}, module="benchmarks.probed") as site:
            register(site.url, "victim")
            before = resident_mb(site.pid)
            attack = elsewhere(attacked, site.url, 5 if quick else 20)
            grown = resident_mb(site.pid) - before
            time.sleep(1)  # the probe writes twice a second
            noted = [[float(value) for value in line.split()] for line in file.read_text().splitlines()]
    late = [late_ms for at, late_ms in noted if attack.began <= at <= attack.began + attack.seconds]
    yield from _rows(attack, grown, late)


def _rows(attack: Attack, grown: float, late: list[float]) -> Iterator[Row]:
    guesses = attack.answers.total()
    spent = guesses - attack.answers[429]
    told = f"{guesses / attack.seconds:.0f} guesses/s answered in {attack.seconds:.0f} s"
    yield Row(
        "honest sign-in from another address while passwords are guessed, ms, p50 / p95 / p99",
        "p95 ≤ 1000, none refused",
        f"{spread(attack.waits_ms)}, {attack.refused} of {len(attack.waits_ms)} refused; {told}",
        percentile(attack.waits_ms, 0.95) <= 1000 and not attack.refused,
    )
    yield Row(
        f"the same: hashes spent on the guesser ({WINDOW_MIN} minutes' worth), answers without Retry-After",
        "≤ 50, 0",
        f"{spent}, {attack.unpaced}; answers {dict(attack.answers)}",
        spent <= 10 * WINDOW_MIN and not attack.unpaced,
    )
    yield Row("the same: growth of the server, MB", "≤ 100", f"{grown:.0f}", grown <= 100)
    p99 = percentile(late, 0.99)
    yield Row("the same: event loop lag p99, ms", "≤ 50", f"{p99:.1f}, {len(late):,} samples", p99 <= 50)


async def attacked(url: str, seconds: float) -> Attack:
    began, clock = time.time(), asyncio.get_running_loop().time
    ends = clock() + seconds
    waits: list[float] = []
    refused = unpaced = 0
    answers: Counter[int] = Counter()

    async def guess(client: httpx.AsyncClient) -> None:
        nonlocal unpaced
        answer = await _sign_in(client, url, "not the password")
        answers[answer.status_code] += 1
        unpaced += answer.status_code == 429 and "retry-after" not in answer.headers

    async def be_honest(client: httpx.AsyncClient) -> None:
        nonlocal refused
        while clock() < ends:
            asked = clock()
            refused += (await _sign_in(client, url, PASSWORD)).status_code != 204
            waits.append(1000 * (clock() - asked))
            await asyncio.sleep(max(0.0, 1 - (clock() - asked)))

    async with _client(ATTACKER) as attacker, _client(HONEST) as client, asyncio.TaskGroup() as tasks:
        tasks.create_task(be_honest(client))
        for number in range(int(seconds * GUESSES_PER_S)):
            await asyncio.sleep(max(0.0, ends - seconds + number / GUESSES_PER_S - clock()))
            tasks.create_task(guess(attacker))
    return Attack(began, time.time() - began, answers, unpaced, waits, refused)


def _client(address: str) -> httpx.AsyncClient:
    limits = httpx.Limits(max_connections=100)
    return httpx.AsyncClient(transport=httpx.AsyncHTTPTransport(local_address=address, limits=limits), timeout=60)


async def _sign_in(client: httpx.AsyncClient, url: str, password: str) -> httpx.Response:
    headers = {"origin": url, "accept": "application/json"}
    return await client.post(f"{url}/auth/sign-in", data={"username": "victim", "password": password}, headers=headers)


if __name__ == "__main__":
    raise SystemExit(run(measure))
