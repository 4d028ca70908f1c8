"""How a conversation is set up, as it crosses the wire."""

import dataclasses
import json

from chatapp.errors import ChatError
from chatapp.services.setup import Look
from chatapp.services.turns import Fate
from chatapp.state.views import Notice, notice_of

_BEGINNING_CHARS = 80


@dataclasses.dataclass(frozen=True)
class Told:
    """What became of what was saved: `key` is the text of what is wrong with it, empty when it is stored."""

    number: int = 0
    key: str = ""
    arguments: dict[str, str] = dataclasses.field(default_factory=dict[str, str])


@dataclasses.dataclass(frozen=True)
class ShareItem:
    """Of a message in the next request; without an id it is the prompt in the box."""

    id: str
    role: str
    beginning: str
    tokens: int
    fate: str


@dataclasses.dataclass(frozen=True)
class LookView:
    """How a conversation is set up, and what would be sent next. `sent`: the parameters, as JSON; `refused`: those that
    are left out, because the model is known to refuse them."""

    number: int = 0
    reference: str = ""
    model: str = ""
    app: str = ""
    person: str = ""
    instructions: str = ""
    parameters: dict[str, str] = dataclasses.field(default_factory=dict[str, str])
    sent: str = ""
    refused: list[str] = dataclasses.field(default_factory=list[str])
    system_tokens: int = 0
    shares: list[ShareItem] = dataclasses.field(default_factory=list[ShareItem])
    older: int = 0  # messages above those, not sent
    left_out: int = 0
    room: int = 0  # in tokens
    total: int = 0
    counted: int = 0  # 0: nobody has


def told(number: int, error: ChatError | None = None) -> Told:
    said = notice_of(error) if error else Notice()
    return Told(number, said.key, said.arguments)


def look_view(found: Look, number: int) -> LookView:
    prepared = found.prepared
    layers, shares = prepared.layers, prepared.plan.shares
    system, sent = found.system_tokens, [share.tokens for share in shares if share.fate in (Fate.SENT, Fate.CUT)]
    items = [
        ShareItem(
            id="" if share is shares[-1] else str(share.message.id),
            role=share.message.role,
            beginning=share.message.content[:_BEGINNING_CHARS],
            tokens=share.tokens,
            fate=share.fate,
        )
        for share in shares
    ]
    return LookView(
        number=number,
        reference=found.model,
        model=found.name,
        app=layers.app,
        person=layers.person,
        instructions=layers.conversation,
        parameters=dict(found.setup.texts),
        sent=json.dumps(dict(found.sent), ensure_ascii=False) if found.sent else "",
        refused=sorted(found.refused),
        system_tokens=system,
        shares=items,
        older=prepared.older,
        left_out=prepared.left_out,
        room=prepared.plan.room,
        total=system + sum(sent),
        counted=found.counted or 0,
    )
