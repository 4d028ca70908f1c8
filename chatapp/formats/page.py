"""The open path as a web page that stands alone. It holds no script, and its own policy lets it load nothing: whatever
a model wrote, opening the file tells nobody about it.

Answers are rendered by markdown-it, with HTML off and pictures as links; only ways to the web are links.
A huge one stays source: rendering it would keep a thread busy for long.
"""

import base64
import hashlib
import html
import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.parser_inline import ParserInline
from markdown_it.renderer import RendererHTML
from markdown_it.rules_inline.state_inline import Scanned, StateInline
from markdown_it.token import Token

from chatapp.formats.format import Texts, about, marks
from chatapp.models import Author, Conversation, Message

_MOST_RENDERED_CHARS = 100_000
_STYLE = (Path(__file__).parent / "page.css").read_text(encoding="utf-8")
_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_POLICY = f"default-src 'none'; style-src 'sha256-{_HASH}'; base-uri 'none'; form-action 'none'"


class Page:
    suffix = ".html"
    media_type = "text/html; charset=utf-8"
    branches = False
    between = "\n"

    def __init__(self, texts: Texts) -> None:
        self._texts = texts

    def head(self, conversation: Conversation, tags: Sequence[str]) -> str:
        title = html.escape(conversation.title)
        return (
            '<!doctype html>\n<html>\n<head>\n<meta charset="utf-8">\n'
            f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            '<meta name="referrer" content="no-referrer">\n'
            f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
            f"<header><h1>{title}</h1>\n<p>{html.escape(about(conversation, tags))}</p></header>\n"
        )

    def message(self, message: Message) -> str:
        by_person = message.role == Author.USER
        who = self._texts["message.you" if by_person else "message.assistant"]
        beside = html.escape(" · ".join(marks(message, self._texts)))
        text = _source(message.content, "prompt") if by_person else _rendered(message.content)
        name = f"<p><b>{html.escape(who)}</b> · {beside}</p>"
        return f'<article dir="auto">\n{name}\n{self._thought(message)}{text}</article>'

    def tail(self) -> str:
        return "\n</body>\n</html>\n"

    def _thought(self, message: Message) -> str:
        if not message.reasoning:
            return ""
        summary = html.escape(self._texts["message.thought"])
        return f"<details>\n<summary>{summary}</summary>\n{_rendered(message.reasoning)}</details>\n"


def _rendered(text: str) -> str:
    return _MARKDOWN.render(text) if len(text) <= _MOST_RENDERED_CHARS else _source(text, "source")


def _source(text: str, look: str) -> str:
    return f'<div class="{look}">{html.escape(text)}</div>\n'


def _picture(renderer: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    token = tokens[index]
    name = renderer.renderInlineAsText(token.children or [], options, env)
    address = str(token.attrs["src"])
    return f'<a href="{html.escape(address)}" rel="noreferrer">{html.escape(name or address)}</a>'


def _cell(renderer: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    """Its alignment as a class: the policy lets no style stand at an element."""
    token = tokens[index]
    if style := token.attrs.pop("style", None):
        token.attrs["class"] = str(style).partition(":")[2]
    return renderer.renderToken(tokens, index, options, env)


class _State(StateInline):
    def scanDelims(self, start: int, canSplitWord: bool) -> Scanned:
        """CommonMark looks for spaces around emphasis, which Chinese and Japanese have not: **注意：**如此."""
        found = super().scanDelims(start, canSplitWord)
        before, after = self.src[start - 1 : start], self.src[start + found.length :][:1]
        opens = canSplitWord and _is_wide(before) and bool(after.strip())
        closes = canSplitWord and _is_wide(after) and bool(before.strip())
        return Scanned(found.can_open or opens, found.can_close or closes, found.length)


class _Inline(ParserInline):
    def parse(self, src: str, md: MarkdownIt, env: Any, tokens: list[Token]) -> list[Token]:
        state = _State(src, md, env, tokens)
        self.tokenize(state)
        for rule in self.ruler2.getRules(""):
            rule(state)
        return state.tokens


def _is_wide(character: str) -> bool:
    return bool(character) and unicodedata.east_asian_width(character) in "WF"


class _Reader(MarkdownIt):
    def validateLink(self, url: str) -> bool:
        return re.match("https?://|mailto:", url, re.IGNORECASE) is not None


def _markdown() -> MarkdownIt:
    made = _Reader()
    made.inline = _Inline()
    made.configure("commonmark", {"html": False}).enable(["table", "strikethrough"])
    made.add_render_rule("image", _picture)
    for cell in ("th_open", "td_open"):
        made.add_render_rule(cell, _cell)
    return made


_MARKDOWN = _markdown()
