"""Where one is signed in, on the settings page."""

import reflex as rx

from chatapp.services import devices
from chatapp.services.viewer import Viewer
from chatapp.state import notices
from chatapp.state.session import viewer
from chatapp.state.views import DeviceItem, device_item


class DeviceState(rx.State):
    items: rx.Field[list[DeviceItem]] = rx.field(default_factory=list[DeviceItem])

    @rx.event
    async def load(self):
        self.items = await _items(await viewer(self))

    @rx.event
    async def sign_out(self, session_id: int):
        me = await viewer(self)
        await devices.sign_out(me, session_id)
        await notices.clear(self)
        self.items = await _items(me)

    @rx.event
    async def sign_out_others(self):
        me = await viewer(self)
        await devices.sign_out_others(me)
        await notices.clear(self)
        self.items = await _items(me)


async def _items(me: Viewer) -> list[DeviceItem]:
    return [device_item(device) for device in await devices.signed_in(me)]
