"""How one OpenAI-compatible server wants to be asked. What it has refused once is not sent to it again."""

from enum import IntEnum
from typing import Any

import openai

from chatapp.errors import FaultKind
from chatapp.llm.faults import kind_of_refusal, said_by
from chatapp.llm.provider import ChatRequest
from chatapp.text import clean

GO_ON = "Go on with your last answer exactly where it breaks off. Repeat none of it."
# vLLM and SGLang take them; llama.cpp and others go on with an answer that comes last anyway.
CONTINUING = {"continue_final_message": True, "add_generation_prompt": False}


class GoesOn(IntEnum):
    """How it is made to go on with an answer, from the surest way to the one that all understand."""

    BY_FLAGS = 0
    BY_ORDER = 1
    ASKED = 2


class Dialect:
    def __init__(self) -> None:
        self._asks_for_usage = True
        self._max_tokens_field = "max_tokens"
        self._goes_on: dict[str, GoesOn] = {}  # by model: behind one address there may be several servers

    def body(self, request: ChatRequest) -> dict[str, Any]:
        body: dict[str, Any] = {
            "model": clean(request.model),
            "messages": [{"role": turn.role, "content": clean(turn.content)} for turn in request.turns],
            "stream": True,
        }
        if self._asks_for_usage:
            body["stream_options"] = {"include_usage": True}
        if request.max_tokens is not None:
            body[self._max_tokens_field] = request.max_tokens
        match self._way_on(request):
            case GoesOn.BY_FLAGS:
                body |= CONTINUING
            case GoesOn.ASKED:
                body["messages"].append({"role": "user", "content": GO_ON})
            case _:
                pass
        return body

    def learns_from(self, refusal: openai.APIStatusError, request: ChatRequest, body: dict[str, Any]) -> bool:
        """Whether the server refused what we can do without or say in another way: worth one more try."""
        if refusal.status_code not in (400, 422):
            return False
        said, way = said_by(refusal), _way_of(body)
        if "stream_options" in body and "stream_options" in said:
            self._asks_for_usage = False
        elif "max_tokens" in body and "max_completion_tokens" in said:
            self._max_tokens_field = "max_completion_tokens"
        elif (
            request.continues
            and way is not GoesOn.ASKED
            and kind_of_refusal(refusal.status_code, said) is FaultKind.SERVER
        ):
            self._goes_on[request.model] = GoesOn(way + 1)
        else:
            return False
        return True

    def _way_on(self, request: ChatRequest) -> GoesOn | None:
        return self._goes_on.get(request.model, GoesOn.BY_FLAGS) if request.continues else None


def _way_of(body: dict[str, Any]) -> GoesOn:
    """In which the answer was to be gone on with: another request may have learned a further one meanwhile."""
    if CONTINUING.keys() <= body.keys():
        return GoesOn.BY_FLAGS
    return GoesOn.BY_ORDER if body["messages"][-1]["role"] == "assistant" else GoesOn.ASKED
