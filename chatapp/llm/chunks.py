"""What one chunk of a streamed answer says, whoever sent it. Pure; the one place where JSON of strangers is read.

Servers differ: `choices` empty, null or missing; `delta` null; content null, a number or a list of parts;
reasoning under two names. What doesn't fit says nothing.
"""

from typing import Any, NamedTuple, cast

from chatapp.llm.events import FinishReason, Usage

FINISH_REASONS = {
    "length": FinishReason.LENGTH,
    "max_tokens": FinishReason.LENGTH,
    "model_length": FinishReason.LENGTH,
    "content_filter": FinishReason.FILTER,
    "safety": FinishReason.FILTER,
    "tool_calls": FinishReason.TOOL,
    "function_call": FinishReason.TOOL,
}


class Piece(NamedTuple):  # a third of a frozen dataclass's time
    text: str = ""
    reasoning: str = ""
    finish: FinishReason | None = None
    usage: Usage | None = None
    is_answer: bool = False
    """Whether it had the form of an answer at all, if an empty one."""


def read(chunk: object) -> Piece:
    body = _mapping(chunk)
    choice = _first_choice(body.get("choices"))
    delta = _mapping(choice.get("delta"))
    text, reasoning = _content(delta.get("content"))
    return Piece(
        text=text,
        reasoning=reasoning or _text(delta.get("reasoning_content")) or _text(delta.get("reasoning")),
        finish=_finish(choice.get("finish_reason")),
        usage=_usage(_mapping(body.get("usage"))),
        is_answer=bool(choice),
    )


def model_names(body: object, most: int) -> list[str]:
    """Names in the answer to `GET /models`, in its order, each once. ValueError when it is no such answer."""
    listed = _mapping(body).get("data")
    if not isinstance(listed, list):
        raise ValueError("not a list of models")
    names = (_text(_mapping(model).get("id")) for model in cast("list[object]", listed))
    return list(dict.fromkeys(name for name in names if 0 < len(name) <= 200))[:most]


def _mapping(value: object) -> dict[str, Any]:
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _first_choice(choices: object) -> dict[str, Any]:
    for choice in cast("list[object]", choices) if isinstance(choices, list) else ():
        found = _mapping(choice)
        if found and not found.get("index"):
            return found
    return {}


def _content(content: object) -> tuple[str, str]:
    """Text and thought; Mistral sends a list of parts while its model thinks."""
    if not isinstance(content, list):
        return _text(content), ""
    parts = [_mapping(part) for part in cast("list[object]", content)]
    thoughts = (_content(part.get("thinking"))[0] for part in parts)
    return "".join(_text(part.get("text")) for part in parts), "".join(thoughts)


def _finish(reason: object) -> FinishReason | None:
    name = _text(reason)
    return FINISH_REASONS.get(name.lower(), FinishReason.STOP) if name else None


def _usage(usage: dict[str, Any]) -> Usage | None:
    prompt, completion = _count(usage.get("prompt_tokens")), _count(usage.get("completion_tokens"))
    if prompt is None and completion is None:
        return None
    cached = _count(_mapping(usage.get("prompt_tokens_details")).get("cached_tokens"))
    if cached is None:  # DeepSeek's word for it
        cached = _count(usage.get("prompt_cache_hit_tokens"))
    reasoning = _count(_mapping(usage.get("completion_tokens_details")).get("reasoning_tokens"))
    if reasoning and completion is not None and reasoning > completion:  # xAI counts them apart
        completion += reasoning
    return Usage(prompt, completion, cached, reasoning)


def _count(value: object) -> int | None:
    return value if type(value) is int and 0 <= value < 2**31 else None
