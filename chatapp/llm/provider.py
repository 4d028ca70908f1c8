"""The contract that every model server is spoken to through."""

from collections.abc import AsyncGenerator, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from chatapp.llm.events import Event


@dataclass(frozen=True, slots=True)
class Turn:
    role: Literal["system", "user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class ChatRequest:
    """`parameters`: how to write, by the names that servers know. `continues`: the last turn is an answer that was
    cut off, to be gone on with from its last letter."""

    model: str
    turns: Sequence[Turn]
    parameters: Mapping[str, Any] = field(default_factory=dict[str, Any])
    continues: bool = False


class Provider(Protocol):
    """One endpoint. Every failure, whatever its cause, is raised as `ProviderFault`.

    `slots`: how many answers it writes at a time; None: as many as it is asked for.
    """

    slots: int | None

    def stream(self, request: ChatRequest) -> AsyncGenerator[Event, None]:
        """Events in order, the last one `Finished`. Closing the generator closes the upstream request."""
        ...

    def refused(self, request: ChatRequest) -> Collection[str]:
        """Its parameters that the model is known to refuse: they will be left out."""
        ...

    async def models(self) -> Sequence[str]:
        """Names that `ChatRequest.model` may take, as the server lists them."""
        ...

    async def aclose(self) -> None: ...
