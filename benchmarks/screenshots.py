"""The pictures of the README, made anew of the page as it is: docs/*.png.

    python -m benchmarks.screenshots

Conversations are written into the database of a server of our own; what is seen is the page of today.
"""

import asyncio
import tempfile
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from playwright.sync_api import Browser, expect

from chatapp import db
from chatapp.db import Database
from chatapp.models import Author, Message, now
from chatapp.settings import PROJECT, Settings
from chatapp.store import conversations, messages
from tests.support.chromium import chromium
from tests.support.scripted_provider import in_thread
from tests.support.server import Server, register

MODEL = "deepseek-chat"
LONGEST_MS = 60_000
DESKTOP, PHONE = (1180, 780), (390, 780)
SHARPNESS = 1.5

ENGLISH = (
    "How do I find out which of my Python functions is slow?",
    """Measure before you change anything. The standard library has what you need:

```python
import cProfile, pstats

with cProfile.Profile() as profile:
    report()

pstats.Stats(profile).sort_stats("cumulative").print_stats(10)
```

Three columns tell you most of it:

| column | what it says |
|:--|:--|
| `ncalls` | how often the function was called |
| `tottime` | seconds in the function itself |
| `cumtime` | seconds with all that it calls |

A high `cumtime` shows **where** to look, a high `tottime` **what** to change. Then measure again: a guess that is not \
checked is often wrong.""",
)
CHINESE = (
    "为什么天空是蓝色的？请讲得简单一点。",
    """**因为空气分子散射蓝光的能力远强于红光。**阳光看起来是白色，其实由各种颜色的光混合而成：

1. **红光**波长较长，大多直接穿过大气层；
2. **蓝光**波长较短，会被空气分子向四面八方散射；
3. 于是无论往哪个方向看，进入眼睛的多是散射来的蓝光。

散射强度与波长 λ 的四次方成反比（瑞利散射），蓝光约为红光的 5 倍：

| 颜色 | 波长 | 相对强度 |
|:--|--:|--:|
| 红 | 680 nm | 1.0 |
| 绿 | 550 nm | 2.3 |
| 蓝 | 450 nm | 5.2 |

日落时阳光穿过的大气更厚，蓝光在途中几乎散射殆尽，所以晚霞是红色的。""",
)
# Newest first: how long ago, title, prompt. The first one is the one that is looked at.
ENGLISH_LIST = (
    (0, "Finding a slow Python function", ENGLISH[0]),
    (2, "Letter to the landlord", "Write a short, friendly letter: the heating has been broken since Monday."),
    (5, "Sourdough without a scale", "Can I bake sourdough bread without weighing anything?"),
    (26, "Weekend in Lisbon", "Plan two calm days in Lisbon with a four-year-old."),
    (50, "Regular expressions for dates", "Which regular expression matches dates like 2026-11-28?"),
    (80, "What is a monad, really", "Explain monads without the word burrito."),
    (200, "Names for a reading club", "Ten names for a book club that meets in a laundry."),
)
CHINESE_LIST = (
    (0, "天空为什么是蓝色的", CHINESE[0]),
    (3, "给房东的一封信", "暖气从周一起就坏了，帮我写一封简短友好的信。"),
    (27, "杭州两日游", "带一个四岁的孩子去杭州，安排两天轻松的行程。"),
    (51, "用正则表达式匹配日期", "怎样匹配 2026-11-28 这样的日期？"),
    (90, "读书会的名字", "给在洗衣店里聚会的读书会起十个名字。"),
)


@dataclass(frozen=True)
class Picture:
    name: str
    locale: str
    theme: str
    size: tuple[int, int]
    history: bool = False


PICTURES = (
    Picture("chat", "en-GB", "light", DESKTOP),
    Picture("chat.zh-CN", "zh-CN", "dark", DESKTOP),
    Picture("phone", "en-GB", "dark", PHONE),
    Picture("history", "en-GB", "light", DESKTOP, history=True),
)


def main() -> None:
    with in_thread() as provider, tempfile.TemporaryDirectory() as folder:
        provider.names = [MODEL, "deepseek-reasoner"]
        settings = {"OPENAI_BASE_URL": provider.base_url, "CHATAPP_MODEL": MODEL}
        server = Server(Path(folder) / "data", settings).start()
        register(server.url, "admin")  # whoever is first has one page more than others
        try:
            # Before the browser is opened: Playwright keeps an event loop running.
            ready = [(it, register(server.url, it.name), asyncio.run(_write(server, it))) for it in PICTURES]
            with chromium() as browser:
                for picture, cookie, shown in ready:
                    _take(browser, server, picture, cookie, shown)
        finally:
            server.stop()


def _take(browser: Browser, server: Server, picture: Picture, cookie: str, shown: UUID) -> None:
    name, _, value = cookie.partition("=")
    context = browser.new_context(
        base_url=server.url,
        locale=picture.locale,
        color_scheme="dark" if picture.theme == "dark" else "light",
        viewport={"width": picture.size[0], "height": picture.size[1]},
        device_scale_factor=SHARPNESS,
        reduced_motion="reduce",
    )
    context.add_cookies([{"name": name, "value": value, "url": server.url}])
    page = context.new_page()
    page.goto("/history" if picture.history else f"/chat/{shown}")
    there = page.locator(".history li" if picture.history else "[data-status=complete] table")
    expect(there.first).to_be_visible(timeout=LONGEST_MS)
    page.wait_for_load_state("networkidle")
    page.evaluate("document.activeElement.blur()")
    page.screenshot(path=PROJECT / "docs" / f"{picture.name}.png")
    context.close()


async def _write(server: Server, picture: Picture) -> UUID:
    """The conversations of the newest person; the id of the newest one."""
    chinese = picture.locale.startswith("zh")
    answer = (CHINESE if chinese else ENGLISH)[1]
    database = Database(db.address(Settings(data_dir=server.data_dir)))
    ids: list[UUID] = []
    async with database.write() as session:
        newest = (await (await session.connection()).exec_driver_sql('SELECT max(id) FROM "user"')).scalar_one()
        for hours, title, prompt in CHINESE_LIST if chinese else ENGLISH_LIST:
            conversation = await conversations.create(session, newest, title=title, model=MODEL)
            rows = [Message(conversation_id=conversation.id, role=Author.USER, content=prompt)]
            rows += [Message(conversation_id=conversation.id, role=Author.ASSISTANT, content=answer, model=MODEL)]
            await messages.add(session, conversation, *rows)
            conversation.updated_at = now() - timedelta(hours=hours)
            session.add(conversation)
            ids.append(conversation.id)
    await database.aclose()
    return ids[0]


if __name__ == "__main__":
    main()
