"""How one conversation is held: its own instructions and parameters, which of its messages models are sent, and a look
at all that the next prompt would send."""

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from chatapp.errors import ChatError, NotFound
from chatapp.llm import parameters
from chatapp.llm.provider import ChatRequest, Provider
from chatapp.llm.reference import name_of
from chatapp.models import Author, Conversation, Message
from chatapp.runtime import current
from chatapp.services import instructions, requests, turns
from chatapp.services.requests import Prepared
from chatapp.services.viewer import Viewer
from chatapp.store import conversations, messages
from chatapp.text import clean


@dataclass(frozen=True)
class Setup:
    instructions: str = ""
    parameters: Mapping[str, Any] = field(default_factory=dict[str, Any])

    @property
    def changed(self) -> int:
        """How many things are not as they come."""
        return len(self.parameters) + bool(self.instructions)

    @property
    def texts(self) -> Mapping[str, str]:
        """The parameters, as `checked` takes them."""
        return parameters.shown(self.parameters)


@dataclass(frozen=True)
class Look:
    """`model`: its reference. `refused`: parameters that it is known to refuse as they are set. `counted`: tokens of
    the last request, by its model's server."""

    model: str
    setup: Setup
    prepared: Prepared
    refused: Collection[str]
    counted: int | None

    @property
    def name(self) -> str:
        return name_of(self.model)

    @property
    def system_tokens(self) -> int:
        return turns.tokens(self.prepared.layers.effective)

    @property
    def sent(self) -> Mapping[str, Any]:
        """The parameters that are left."""
        return {name: value for name, value in self.prepared.parameters.items() if name not in self.refused}


def checked(text: str, texts: Mapping[str, str]) -> Setup:
    """Raises InstructionsTooLong and ParameterRefused."""
    return Setup(instructions.checked(text), parameters.parse(texts))


async def find(viewer: Viewer, conversation_id: uuid.UUID) -> Setup:
    async with current().homes.read(conversation_id) as session:
        found = await conversations.find(session, viewer.user_id, conversation_id)
    if found is None:
        raise NotFound
    return Setup(found.instructions, found.parameters)


async def save(viewer: Viewer, conversation_id: uuid.UUID, setup: Setup) -> None:
    async with current().homes.write(conversation_id) as session:
        if not await conversations.set_up(
            session, viewer.user_id, conversation_id, setup.instructions, dict(setup.parameters)
        ):
            raise NotFound


async def look(viewer: Viewer, conversation_id: uuid.UUID | None, begun: Setup, text: str, model: str) -> Look:
    """`begun`: of a conversation that is not there yet, None. `text`: of the prompt in the box."""
    provider = await _provider(model)
    async with current().homes.read(conversation_id) as session:
        conversation = Conversation(
            user_id=viewer.user_id, instructions=begun.instructions, parameters=dict(begun.parameters)
        )
        if conversation_id is not None:
            found = await conversations.find(session, viewer.user_id, conversation_id)
            if found is None:
                raise NotFound
            conversation = found
        head = conversation.current_message_id
        last = await messages.find(session, viewer.user_id, head) if head else None
        prompt = Message(conversation_id=conversation.id, role=Author.USER, content=clean(text))
        prepared = await requests.prepare(session, conversation, head, provider, prompt)
    set_up = Setup(conversation.instructions, conversation.parameters)
    request = ChatRequest(name_of(model), prepared.plan.turns, prepared.parameters)
    refused = provider.refused(request) if provider else ()
    return Look(model, set_up, prepared, refused, last.prompt_tokens if last else None)


async def _provider(model: str) -> Provider | None:
    """None when nothing answers, which is no reason not to look."""
    try:
        return await current().catalog.provider_for(model)
    except ChatError:
        return None


async def switch(viewer: Viewer, message_id: uuid.UUID, off: bool) -> None:
    """What is off stays where it is; models are no longer sent it."""
    async with current().homes.write_with(viewer.user_id, message_id) as session:
        found = await messages.find(session, viewer.user_id, message_id)
        if found is None:
            raise NotFound
        await messages.set_switched_off(session, message_id, off)
    current().hub.announce(found.conversation_id, [message_id])
