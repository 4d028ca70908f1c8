"""What models are told before all else: by the app's administrators, by a person, in one conversation. In this order
they are joined, so that whoever knows best what is wanted has the last word."""

from dataclasses import dataclass

from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp.errors import InstructionsTooLong
from chatapp.models import Conversation
from chatapp.runtime import current
from chatapp.services import audit
from chatapp.services.administration import acting, looking
from chatapp.services.audit import Action
from chatapp.services.viewer import Actor, Viewer
from chatapp.store import choices, users
from chatapp.text import clean

_CHOICE = "instructions"


@dataclass(frozen=True)
class Layers:
    app: str
    person: str
    conversation: str

    @property
    def effective(self) -> str:
        return "\n\n".join(filter(None, (self.app, self.person, self.conversation)))


async def layers(session: AsyncSession, conversation: Conversation) -> Layers:
    """`conversation` may be one that is not begun yet."""
    user = await users.find(session, conversation.user_id)
    return Layers(await choices.get(session, _CHOICE), user.instructions if user else "", conversation.instructions)


async def own(viewer: Viewer) -> str:
    async with current().database.read() as session:
        user = await users.find(session, viewer.user_id)
    return user.instructions if user else ""


async def keep(viewer: Viewer, text: str) -> None:
    text = checked(text)
    async with current().database.write() as session:
        await users.set_instructions(session, viewer.user_id, text)


async def of_app(actor: Actor) -> str:
    async with looking(actor) as session:
        return await choices.get(session, _CHOICE)


async def keep_for_all(actor: Actor, text: str) -> None:
    text = checked(text)
    async with acting(actor) as session:
        if await choices.get(session, _CHOICE) != text:
            await choices.put(session, _CHOICE, text)
            await audit.record(session, Action.INSTRUCTIONS_CHANGED, actor)


def checked(text: str) -> str:
    """Raises InstructionsTooLong."""
    text, limit = clean(text).strip(), current().settings.max_instructions_chars
    if len(text) > limit:
        raise InstructionsTooLong(len(text), limit)
    return text
