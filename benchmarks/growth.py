"""What the server's memory keeps of answers that have ended.

    python -m benchmarks.growth

Answers of 4,000 words at full speed, four people at a time, each with a tab and a conversation of its own for every
answer. The resident set after 200 answers beside that after 20, each read after a few seconds of rest.
"""

import asyncio
import time
from collections.abc import Iterator

from benchmarks.rig import elsewhere, resident_mb, rig
from benchmarks.table import Row, run
from tests.support.reflex_socket import connect
from tests.support.scenarios import words
from tests.support.tab import Tab

ANSWER = 4000
AT_ONCE = 4
FEW, MANY = 20, 200
REST_S = 3


def measure(quick: bool) -> Iterator[Row]:
    many = 60 if quick else MANY
    with rig() as site:
        cookies = site.people(AT_ONCE)
        rested: list[float] = []
        whole = 0
        for answers in (FEW, many - FEW):
            whole += elsewhere(answered, site.url, cookies, answers)
            time.sleep(REST_S)
            rested.append(resident_mb(site.pid))
    few, later = rested
    yield Row(
        f"server memory after {many} answers of {ANSWER:,} words, against after {FEW}",
        "within 10 %",
        f"{few:.0f} → {later:.0f} MB ({later / few - 1:+.1%}), {whole} of {many} answers whole",
        abs(later / few - 1) <= 0.1 and whole == many,
    )


async def answered(url: str, cookies: list[str], answers: int) -> int:
    """How many of the answers came whole."""
    share = answers // len(cookies)
    return sum(await asyncio.gather(*(_one_after_another(url, cookie, share) for cookie in cookies)))


async def _one_after_another(url: str, cookie: str, answers: int) -> int:
    whole = 0
    for _ in range(answers):
        async with connect(url, cookie=cookie) as socket:
            tab = Tab(socket)
            await tab.ask(f"words:{ANSWER}")
            await tab.ended()
            whole += tab.text == words(ANSWER)
    return whole


if __name__ == "__main__":
    raise SystemExit(run(measure))
