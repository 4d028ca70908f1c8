"""Who may create an account: anybody, who was invited, or nobody. The very first person may in any case."""

from enum import StrEnum

from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp.errors import ChatError, InvalidInput, InvitationNeeded, RegistrationClosed
from chatapp.models import Purpose
from chatapp.runtime import current
from chatapp.services import audit, links
from chatapp.services.administration import acting, looking
from chatapp.services.audit import Action
from chatapp.services.viewer import Actor
from chatapp.store import choices, users

_CHOICE = "registration"


class Mode(StrEnum):
    OPEN = "open"
    INVITE = "invite"
    CLOSED = "closed"


def is_set() -> bool:
    """Whether the settings decide, so that there is nothing to choose."""
    return bool(current().settings.registration)


async def mode(actor: Actor) -> Mode:
    async with looking(actor) as session:
        return await _mode(session)


async def choose(actor: Actor, wanted: str) -> None:
    """Raises InvalidInput for what is no mode, and when the settings decide."""
    if is_set() or wanted not in list(Mode):
        raise InvalidInput
    async with acting(actor) as session:
        if await _mode(session) != wanted:
            await choices.put(session, _CHOICE, wanted)
            await audit.record(session, Action(f"registration_{wanted}"), actor)


async def check(session: AsyncSession, invitation: str) -> None:
    """Raises why the holder of `invitation`, or who has none (""), can't create an account."""
    chosen = await _mode(session)
    if chosen == Mode.CLOSED:
        raise RegistrationClosed
    if invitation:
        await links.find(session, Purpose.INVITATION, invitation)
    elif chosen == Mode.INVITE:
        raise InvitationNeeded


async def refusal(invitation: str) -> ChatError | None:
    """For the page, before anybody types a name: what `check` would raise."""
    async with current().database.read() as session:
        try:
            if await users.count(session):
                await check(session, invitation)
        except ChatError as error:
            return error
    return None


async def _mode(session: AsyncSession) -> Mode:
    return Mode(current().settings.registration or await choices.get(session, _CHOICE) or Mode.OPEN)
