"""What a model is asked: made here both when an answer's turn has come and for the page that shows it beforehand."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp.llm import parameters
from chatapp.llm.provider import Provider
from chatapp.models import Conversation, Message
from chatapp.runtime import current
from chatapp.services import instructions, turns
from chatapp.services.instructions import Layers
from chatapp.services.turns import Plan
from chatapp.store import messages

_MAX_TURNS = 400


@dataclass(frozen=True)
class Prepared:
    """`older`: messages above those of the plan, none of which is sent."""

    layers: Layers
    plan: Plan
    parameters: Mapping[str, Any]
    older: int

    @property
    def left_out(self) -> int:
        """Messages for which there was no room."""
        return self.plan.left_out + self.older


async def prepare(
    session: AsyncSession,
    conversation: Conversation,
    last: uuid.UUID | None,
    provider: Provider | None,
    prompt: Message | None = None,
) -> Prepared:
    """The conversation up to `last`, and `prompt`, if it is yet to be sent, after it."""
    older, shown = 0, list[Message]()
    if last is not None:
        path = await messages.path(session, conversation.user_id, conversation.id, last, limit=_MAX_TURNS)
        shown = [*path.messages]
        older = await messages.depth(session, last) - len(shown) if path.more else 0
    layers = await instructions.layers(session, conversation)
    most = current().settings.max_context_chars
    plan = turns.plan(provider, layers.effective, [*shown, *([prompt] if prompt else [])], most)
    return Prepared(layers, plan, parameters.sent(conversation.parameters), older)
