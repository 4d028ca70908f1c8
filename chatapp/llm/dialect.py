"""How one OpenAI-compatible server wants to be asked. What it has refused once is not sent to it again."""

import json
import re
from collections.abc import Collection, Sequence
from enum import IntEnum
from typing import Any

import openai
from cachetools import LRUCache

from chatapp.errors import FaultKind
from chatapp.llm.faults import kind_of_refusal, said_by
from chatapp.llm.provider import ChatRequest, Turn
from chatapp.text import clean

MOST_REFUSED = 1_000
SYSTEM_REFUSED = re.compile(
    r"system['\" ]+(role|message)|role[s:]? ['\"]?system|system instruction|developer instruction"
)
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
        self._no_system: set[str] = set()  # models that take prompts and answers alone
        # Model, parameter and its value: another one may be right.
        self._refused: LRUCache[tuple[str, str, str], bool] = LRUCache(MOST_REFUSED)

    def without(self, request: ChatRequest) -> set[str]:
        """Parameters of a request that its model is known to refuse."""
        return {name for name in request.parameters if _told(request, name) in self._refused}

    def remember(self, request: ChatRequest, without: Collection[str]) -> None:
        """Without these the model answered."""
        self._refused.update({_told(request, name): True for name in without})

    def body(self, request: ChatRequest, without: Collection[str] = ()) -> dict[str, Any]:
        wanted = {self._field(name): value for name, value in request.parameters.items() if name not in without}
        body: dict[str, Any] = {
            **wanted,
            "model": clean(request.model),
            "messages": [{"role": turn.role, "content": clean(turn.content)} for turn in self._turns(request)],
            "stream": True,
        }
        if self._asks_for_usage:
            body["stream_options"] = {"include_usage": True}
        match self._way_on(request):
            case GoesOn.BY_FLAGS:
                body |= CONTINUING
            case GoesOn.ASKED:
                body["messages"].append({"role": "user", "content": GO_ON})
            case _:
                pass
        return body

    def learns_from(
        self, refusal: openai.APIStatusError, request: ChatRequest, body: dict[str, Any], without: set[str]
    ) -> bool:
        """Whether the server refused what we can do without or say in another way: worth one more try. A parameter
        that it names goes into `without`."""
        if refusal.status_code not in (400, 422):
            return False
        said, way = said_by(refusal), _way_of(body)
        if "stream_options" in body and "stream_options" in said:
            self._asks_for_usage = False
        elif "max_tokens" in body and "max_completion_tokens" in said:
            self._max_tokens_field = "max_completion_tokens"
        elif body["messages"][0]["role"] == "system" and SYSTEM_REFUSED.search(said):
            self._no_system.add(request.model)
        elif named := self._named(refusal, request, said, without):
            without.add(named)
        elif (
            request.continues
            and way is not GoesOn.ASKED
            and kind_of_refusal(refusal.status_code, said) is FaultKind.SERVER
        ):
            self._goes_on[request.model] = GoesOn(way + 1)
        else:
            return False
        return True

    def _turns(self, request: ChatRequest) -> Sequence[Turn]:
        system, *turns = request.turns
        if system.role != "system" or request.model not in self._no_system or not turns:
            return request.turns
        return [Turn(turns[0].role, f"{system.content}\n\n{turns[0].content}"), *turns[1:]]

    def _field(self, name: str) -> str:
        return self._max_tokens_field if name == "max_tokens" else name

    def _named(
        self, refusal: openai.APIStatusError, request: ChatRequest, said: str, without: Collection[str]
    ) -> str | None:
        """The parameter that the server says it refuses: by its own mark, else the one that it speaks of first."""
        if kind_of_refusal(refusal.status_code, said) is not FaultKind.SERVER:
            return None
        found = {name: re.search(rf"\b{re.escape(self._field(name).lower())}\b", said) for name in request.parameters}
        places = {name: match.start() for name, match in found.items() if match and name not in without}
        marked = [name for name in places if self._field(name) == refusal.param]
        return next(iter(marked or sorted(places, key=places.__getitem__)), None)

    def _way_on(self, request: ChatRequest) -> GoesOn | None:
        return self._goes_on.get(request.model, GoesOn.BY_FLAGS) if request.continues else None


def _told(request: ChatRequest, name: str) -> tuple[str, str, str]:
    return request.model, name, json.dumps(request.parameters[name], sort_keys=True)


def _way_of(body: dict[str, Any]) -> GoesOn:
    """In which the answer was to be gone on with: another request may have learned a further one meanwhile."""
    if CONTINUING.keys() <= body.keys():
        return GoesOn.BY_FLAGS
    return GoesOn.BY_ORDER if body["messages"][-1]["role"] == "assistant" else GoesOn.ASKED
