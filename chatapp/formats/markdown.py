"""The open path as Markdown: what was written stays as it was written."""

import re
from collections.abc import Sequence

from chatapp.formats.format import Texts, about, marks
from chatapp.models import Author, Conversation, Message

_MARKUP = re.compile(r"([\\`*_\[\]<>#|~])")


class Markdown:
    suffix = ".md"
    media_type = "text/markdown; charset=utf-8"
    branches = False
    between = "\n"

    def __init__(self, texts: Texts) -> None:
        self._texts = texts

    def head(self, conversation: Conversation, tags: Sequence[str]) -> str:
        return f"# {_plain(conversation.title)}\n\n{_plain(about(conversation, tags))}\n\n"

    def message(self, message: Message) -> str:
        who = self._texts["message.you" if message.role == Author.USER else "message.assistant"]
        parts = [f"## {who}", _plain(" · ".join(marks(message, self._texts)))]
        if message.reasoning:
            parts.append(_quoted(f"**{self._texts['message.thought']}**\n\n{message.reasoning}"))
        return "\n\n".join([*parts, message.content.rstrip()]).rstrip() + "\n"

    def tail(self) -> str:
        return ""


def _plain(text: str) -> str:
    return _MARKUP.sub(r"\\\1", text)


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.rstrip().splitlines())
