"""The numbers on the usage page."""

import reflex as rx

from chatapp.services import usage
from chatapp.services.usage import Usage
from chatapp.services.viewer import Actor
from chatapp.state import notices
from chatapp.state.inputs import Word
from chatapp.state.session import viewer
from chatapp.state.usage_views import PeriodItem, UsageItem

EVERYBODY = "everybody"


class UsageState(rx.State):
    usage: rx.Field[UsageItem] = rx.field(default_factory=UsageItem)

    @rx.event
    async def look(self, days: int, zone: Word, whose: Word):
        """`zone`: the reader's, which only their browser knows; `whose`: own or everybody."""
        me = await viewer(self)
        if whose == EVERYBODY:
            actor = Actor(me.user_id, me.name, self.router.session.client_ip)
            found = await usage.everybodys(actor, days, zone)
        else:
            found = await usage.own(me, days, zone)
        await notices.clear(self)
        self.usage = _item(found)


def _item(found: Usage) -> UsageItem:
    return UsageItem(
        found.zone,
        [*found.models],
        [PeriodItem(each.name, [*each.answers], [*each.tokens]) for each in found.periods],
        [*found.prompts_by_hour],
        [*found.waits],
        *(found.prompts, found.answers, found.sent, found.written),
    )
