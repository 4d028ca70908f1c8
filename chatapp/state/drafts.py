"""What is typed and not sent: the page keeps it here while its person types (components/drafts.js). It goes to pages
with the conversation that they follow, as it changes."""

import logging
import uuid

import reflex as rx

from chatapp.errors import ChatError, NotFound
from chatapp.services import drafts
from chatapp.services.viewer import Viewer
from chatapp.settings import current
from chatapp.state import stream
from chatapp.state.inputs import Id, identifier_if_any
from chatapp.state.session import viewer

log = logging.getLogger(__name__)


class DraftState(rx.State):
    most: rx.Field[int] = rx.field(default_factory=lambda: drafts.most_chars(current()))  # characters that are kept

    @rx.event
    async def keep(self, conversation_id: Id, text: str, number: int):
        """The page hears by its own `number` of it what has become of this text."""
        me = await viewer(self)
        here = identifier_if_any(conversation_id)
        await stream.push(stream.tab_of(self), {"kept": number, **await _kept(me, here, text)})


async def _kept(me: Viewer, conversation_id: uuid.UUID | None, text: str) -> dict[str, int | bool]:
    """Nothing of it is worth a notice: the browser has the text too, and tries again."""
    try:
        return {"v": await drafts.keep(me, conversation_id, text)}
    except NotFound:
        return {"lost": True}
    except ChatError as error:
        log.info("draft.not_kept", extra={"reason": error.key})
        return {}
