"""What a hostile model, provider or visitor writes does nothing: XSS-01 to XSS-13 of the catalogue.

Nothing runs, nothing is asked of another host, nothing leads away, no dialog opens, and the page's own names stay its
own: while an answer is written, when it is done and after a reload.
"""

import json
import re
import sqlite3
import subprocess
import uuid
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e import payloads
from tests.e2e.conftest import Chat, enter
from tests.support.collections import COLLECTIONS
from tests.support.scripted_provider import ScriptedProvider
from tests.support.server import PROJECT, Server, register

CORPUS = COLLECTIONS / "xss" / "payloads.json"
DIAGRAM = 'iframe[sandbox="allow-scripts"][src^="/diagram.html#"]'
FORBIDDEN = f"script, iframe:not({DIAGRAM}), frame, style, link, meta, base, form, object, embed, img, picture, video, "
FORBIDDEN += "[id], svg:not(.formula svg), math:not(.formula math), .formula :is([href], [src], [data-x])"
END = "harmless end"


class Watch:
    """All that a page may not do, as it happens."""

    def __init__(self, page: Page, home: str) -> None:
        self.page, self.home = page, home
        self.seen: list[str] = []
        page.on(
            "request",
            lambda request: self._note(request.url, request.url.startswith((home, home.replace("http", "ws")))),
        )
        page.on(
            "framenavigated", lambda frame: self._note(f"went to {frame.url}", frame.url.startswith((home, "about:")))
        )
        page.on("dialog", lambda dialog: (self._note(f"dialog {dialog.message}"), dialog.dismiss()))
        page.on("popup", lambda opened: self._note(f"opened {opened.url}"))

    def _note(self, what: str, allowed: bool = False) -> None:
        if not allowed:
            self.seen.append(what)

    def check(self) -> None:
        assert self.page.evaluate("[window.fired, typeof document.cookie, document.body.tagName]") == [
            None,
            "string",
            "BODY",
        ]
        assert self.seen == []
        written = self.page.locator(".markdown, .prompt, .reasoning, .sidebar nav, [role=note]")
        assert written.locator(FORBIDDEN).evaluate_all("found => found.map(one => one.outerHTML)") == []
        links = self.page.locator(".markdown a").evaluate_all("links => links.map(({ href, rel }) => [href, rel])")
        assert [
            link for link in links if not re.match(r"(https?|mailto):", link[0]) or link[1] != "noopener noreferrer"
        ] == []


@pytest.fixture
def watch(chat: Chat) -> Watch:
    return Watch(chat.page, chat.server.url)


def fenced_off(given: list[str]) -> str:
    """Each payload a list item: what it leaves open ends with it."""
    return "\n".join("- " + "\n  ".join(payload.splitlines()) for payload in given)


def test_an_answer_a_thought_and_a_prompt_do_nothing_while_written_and_after(
    chat: Chat, watch: Watch, provider: ScriptedProvider
) -> None:
    assert len(payloads.ALL) >= 60
    chat.open().choose("held").send(f"{fenced_off(payloads.ALL)}\n\n{END}")
    expect(chat.answer.locator(".markdown")).to_contain_text(END)
    chat.answer.locator("summary").click()
    expect(chat.answer.locator(".reasoning")).to_contain_text(END)
    expect(chat.answer).to_have_attribute("data-status", "streaming")
    watch.check()
    provider.gate("held").open()
    chat.expect_end()
    watch.check()
    chat.page.reload()
    chat.answer.locator("summary").click()
    expect(chat.answer.locator(".reasoning")).to_contain_text(END)
    expect(chat.answer.locator(".markdown ul").first.locator("> li")).to_have_count(len(payloads.ALL))
    expect(chat.page.locator('meta[http-equiv="x-dns-prefetch-control"]')).to_have_attribute("content", "off")
    watch.check()


def test_payloads_that_nothing_holds_together_do_nothing(chat: Chat, watch: Watch) -> None:
    chat.open()
    for row, given in payloads.BY_ROW.items():
        chat.send("\n\n".join([*given, f"{END} of {row}"]))
        expect(chat.answer).to_contain_text(f"{END} of {row}")
        chat.expect_end()
        watch.check()
    chat.page.reload()
    expect(chat.answer).to_contain_text(END)
    watch.check()


def test_a_link_says_where_it_leads_and_a_picture_is_only_a_link(chat: Chat, watch: Watch) -> None:
    chat.open().send(
        "[My bank](https://evil.example/a) [https://bank.example@x](https://evil.example/b) https://evil.example/c "
        "[\u202eknab](https://evil.example/d) ![photo](https://evil.example/e.png) [home](/settings) ![own](/icon.svg)"
    ).expect_end()
    links = chat.answer.get_by_role("link")
    places = ["My bank (evil.example)", "https://bank.example@x (evil.example)", "https://evil.example/c"]
    expect(links).to_have_text([*places, "\u202eknab (evil.example)", "photo (evil.example)"])
    watch.check()


@pytest.mark.skipif(not CORPUS.exists(), reason="the shared corpus is not here")
def test_the_corpus_of_payloads_does_nothing(chat: Chat, watch: Watch) -> None:
    given = [item["payload"] for item in json.loads(CORPUS.read_text(encoding="utf-8"))]
    chat.open()
    for batch in batches(given):
        chat.send(fenced_off(batch))
        expect(chat.answer.locator(".markdown > div > ul").first.locator("> li")).to_have_count(len(batch))
        chat.expect_end()
        watch.check()
    chat.page.reload()
    chat.expect_end()
    items = chat.page.locator(".markdown > div > ul > li")
    while (shown := items.count()) < len(given):  # a page opens with the newest ones
        chat.page.locator(".earlier").click()
        expect(items).not_to_have_count(shown)
    expect(items).to_have_count(len(given))
    watch.check()


def batches(given: list[str]) -> Iterator[list[str]]:
    """Of a size that is still drawn as Markdown."""
    batch: list[str] = []
    for payload in given:
        if batch and len(fenced_off([*batch, payload])) > 20_000:
            yield batch
            batch = []
        batch.append(payload)
    yield batch


def test_titles_and_models_names_do_nothing(chat: Chat, watch: Watch) -> None:
    model = f"echo:{payloads.SHORT[0]}"
    chat.open().choose(model).send("hello").expect_end()
    expect(chat.answer.locator(".model")).to_have_text(model)
    add_conversations(chat, payloads.ALL)
    for path in ("/", "/history"):
        chat.page.goto(path)
        expect(chat.page.get_by_role("link", name=payloads.ALL[-1], exact=True).first).to_be_attached()
        watch.check()
    chat.page.get_by_role("list", name="Results").get_by_role("button", name="Delete").first.click()
    expect(chat.page.locator(".undo")).to_contain_text(payloads.ALL[-1])
    watch.check()


def add_conversations(chat: Chat, titles: list[str]) -> None:
    with closing(sqlite3.connect(chat.server.data_dir / "chatapp.db")) as other, other:
        columns = [name for _, name, *_ in other.execute("PRAGMA table_info(conversation)")]
        given = uuid.UUID(chat.page.url.rpartition("/")[2]).hex
        [like] = other.execute("SELECT * FROM conversation WHERE id = ?", [given]).fetchall()
        for number, title in enumerate(titles, 1):
            new = dict(zip(columns, like, strict=True)) | {"id": uuid.uuid4().hex, "title": title, "model": title}
            new["updated_at"] = f"2100-01-01 00:00:{number // 10:02}.{number % 10}00000"
            other.execute(
                f"INSERT INTO conversation VALUES ({', '.join('?' * len(columns))})", [new[c] for c in columns]
            )


@pytest.mark.parametrize("name", ["<img src=x onerror=window.fired=1>", '"><script>window.fired=1</script>'])
def test_a_name_does_nothing(server: Server, browser: Browser, name: str) -> None:
    context = browser.new_context(base_url=server.url, locale="en-GB")
    enter(context, server.url, register(server.url, name))
    page = context.new_page()
    watch = Watch(page, server.url)
    page.goto("/settings")
    expect(page.get_by_text(f"Signed in as {name}")).to_be_visible()
    watch.check()
    context.close()


def test_the_address_of_the_sign_in_page_does_nothing(server: Server, browser: Browser) -> None:
    context = browser.new_context(base_url=server.url, locale="en-GB")
    page = context.new_page()
    watch = Watch(page, server.url)
    for payload in ("<img src=x onerror=window.fired=1>", "javascript:window.fired=1", "//evil.example"):
        given = quote(payload)
        page.goto(f"/login/?username={given}&next={given}&error={given}&seconds={given}&first={given}#{given}")
        expect(page.get_by_role("textbox", name="Username")).to_have_value(payload)
        watch.check()
    context.close()


def test_what_a_provider_sends_beside_the_text_does_nothing(chat: Chat, watch: Watch) -> None:
    chat.open().choose("prv-40").send("an event named execute").expect_end()
    watch.check()
    chat.choose("prv-13").send("an error with a body of its own").expect_end("failed")
    expect(chat.answer.get_by_role("note")).to_be_visible()
    watch.check()


EACH_KIND = [given[0] for given in payloads.BY_ROW.values()] + [
    "[a](java&#x0a;script:x)",
    "![a](javascript:x) <a href='",
]


@pytest.mark.usefixtures("server")  # has built the front end, with the packages that parse Markdown
def test_a_payload_cut_at_any_letter_becomes_nothing_but_harmless_elements(tmp_path: Path) -> None:
    given = tmp_path / "payloads.json"
    given.write_text(json.dumps(EACH_KIND))
    command = [PROJECT / ".venv" / "bin" / "node", Path(__file__).with_name("prefixes.mjs"), given]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert (done.returncode, done.stderr, json.loads(done.stdout or "null")) == (0, "", [])
