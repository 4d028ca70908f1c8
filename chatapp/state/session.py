"""Who is signed in. The cookie says so on every event; what the browser's tab token says does not count."""

import reflex as rx
from reflex.state import BaseState

from chatapp.errors import NotSignedIn
from chatapp.i18n import LOCALES
from chatapp.models import Theme
from chatapp.services import accounts, cookies, sessions
from chatapp.services.viewer import Viewer
from chatapp.state.inputs import Word


def session_token(state: BaseState) -> str:
    """The session token of the socket that `state`'s event came through, "" without one."""
    return cookies.token_of(state.router.headers.cookie)


async def viewer(state: BaseState) -> Viewer:
    found = await sessions.resolve(session_token(state))
    if found is None:
        raise NotSignedIn
    return found


class SessionState(rx.State):
    name: rx.Field[str] = rx.field("")
    locale: rx.Field[str] = rx.field("")
    theme: rx.Field[str] = rx.field("")
    is_admin: rx.Field[bool] = rx.field(False)
    # Whose state this tab's token names; the guard compares it with the cookie's. Never sent to a page.
    user_id: int = rx.field(0, is_var=False)

    @rx.event
    async def load(self):
        me = await viewer(self)
        self.name, self.locale, self.theme = me.name, me.locale, me.theme
        self.is_admin = me.is_admin

    @rx.event
    async def choose_locale(self, locale: Word):
        me = await viewer(self)
        if locale in LOCALES:
            await accounts.set_locale(me, locale)
            self.locale = locale

    @rx.event
    async def choose_theme(self, theme: Word):
        me = await viewer(self)
        if theme in list(Theme):
            await accounts.set_theme(me, theme)
            self.theme = theme


async def bind(state: BaseState, user_id: int) -> None:
    """Wipes a state tree that was somebody else's: the tab token that names it is chosen by the client."""
    session = await state.get_state(SessionState)
    if session.user_id == user_id:
        return
    if session.user_id:
        (await state.get_state(rx.State)).reset()
    session.user_id = user_id
