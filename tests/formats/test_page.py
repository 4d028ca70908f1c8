"""A conversation as a web page: shown as it was, and whatever stands in it can neither run nor fetch anything."""

import re
from html.parser import HTMLParser
from uuid import uuid4

import pytest

from chatapp.formats.markdown import Markdown
from chatapp.formats.page import Page
from chatapp.i18n.texts import texts
from chatapp.models import Author, Conversation, Message, Status
from tests.e2e import payloads

HARMLESS = {"html", "head", "meta", "title", "style", "body", "header", "article", "details", "summary", "div"}
HARMLESS |= {
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "p",
    "b",
    "a",
    "em",
    "strong",
    "s",
    "code",
    "pre",
    "blockquote",
    "hr",
    "br",
}
HARMLESS |= {"ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td"}
ATTRIBUTES = {"charset", "content", "http-equiv", "name", "dir", "class", "href", "rel", "title", "start"}


class Parts(HTMLParser):
    """What a browser would make of it."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags, self.attributes = set[str](), list[tuple[str, str | None]]()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += attrs


def written(form: Page | Markdown, *messages: Message, title: str = "A title") -> str:
    conversation = Conversation(user_id=1, title=title, model="m")
    return form.head(conversation, []) + form.between.join(map(form.message, messages)) + form.tail()


def page(text: str) -> str:
    both = (message(text, Author.USER), message(text, reasoning=text, model=text))
    return written(Page(texts("en")), *both, title=text)


def message(content: str, role: Author = Author.ASSISTANT, **values: object) -> Message:
    return Message(conversation_id=uuid4(), role=role, content=content, **values)


@pytest.mark.parametrize("payload", payloads.ALL, ids=str)
def test_nothing_in_it_can_run_or_fetch(payload: str) -> None:
    parts = Parts(page(payload))
    assert parts.tags <= HARMLESS
    assert {name for name, _ in parts.attributes} <= ATTRIBUTES
    for name, value in parts.attributes:
        assert name != "href" or re.match("https?://|mailto:", value or "")


def test_its_own_policy_forbids_it_to_load_anything() -> None:
    assert "default-src 'none'; style-src 'sha256-" in page("x")
    assert "unsafe" not in page("x")


def test_markdown_is_rendered_a_prompt_is_shown_as_it_was_typed() -> None:
    made = written(Page(texts("zh")), message("*a* < b", Author.USER), message("| a |\n|-:|\n| **粗** |"))
    assert "*a* &lt; b" in made
    assert '<td class="right"><strong>粗</strong></td>' in made
    assert "你" in made


@pytest.mark.parametrize("text", ["**注意：**如此", "前文**“引号”**后文", "他说**「好」**。"])
def test_emphasis_needs_no_spaces_in_chinese(text: str) -> None:
    made = written(Page(texts("en")), message(text))
    assert "<strong>" in made and "**" not in made


def test_a_picture_becomes_a_link() -> None:
    made = page("![a cat](https://evil.example/cat.png?what=was-said)")
    assert '<a href="https://evil.example/cat.png?what=was-said" rel="noreferrer">a cat</a>' in made


def test_a_huge_answer_stays_source() -> None:
    assert "**bold**" in page("**bold** " * 20_000)


@pytest.mark.parametrize("status", [Status.STOPPED, Status.FAILED, Status.INTERRUPTED])
def test_an_answer_that_did_not_end_well_says_so(status: Status) -> None:
    cut = message("half an ans", status=status, reasoning="hm\n\nwell", model="gpt_4")
    for form in (Page(texts("en")), Markdown(texts("en"))):
        made = written(form, cut)
        assert status in made and "half an ans" in made
    assert "> hm\n>\n> well" in made
    assert r"gpt\_4" in made
