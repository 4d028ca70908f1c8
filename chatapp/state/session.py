"""Who is signed in. The cookie says so on every event; what the browser's tab token says does not count."""

import reflex as rx

from chatapp.errors import NotSignedIn
from chatapp.i18n import LOCALES
from chatapp.services import accounts, cookies
from chatapp.services.viewer import Viewer
from chatapp.state import inputs


def session_token(state: rx.State) -> str:
    """The session token of the socket that `state`'s event came through, "" without one."""
    return cookies.token_of(state.router.headers.cookie)


async def viewer(state: rx.State) -> Viewer:
    found = await accounts.resolve(session_token(state))
    if found is None:
        raise NotSignedIn
    return found


class SessionState(rx.State):
    name: str = ""
    role: str = ""
    locale: str = ""
    _user_id: int = 0  # whose state this tab's token names; the guard compares it with the cookie's

    @rx.event
    async def load(self):
        me = await viewer(self)
        self.name, self.role, self.locale = me.name, me.role, me.locale

    @rx.event
    async def choose_locale(self, locale: str):
        me = await viewer(self)
        if inputs.text(locale, 8) in LOCALES:
            await accounts.set_locale(me, locale)
            self.locale = locale
