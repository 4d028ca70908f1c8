"""How the page looks to this person, and their account."""

import reflex as rx

from chatapp import routes
from chatapp.components.accounts import change_password, delete_account, done
from chatapp.components.devices import device_list, sign_out_buttons
from chatapp.components.instructions import InstructionsForm
from chatapp.components.models import ModelSelect
from chatapp.components.page import heading, language_select, theme_select
from chatapp.i18n import t
from chatapp.pages.shell import shell
from chatapp.state.devices import DeviceState
from chatapp.state.instructions import InstructionsState
from chatapp.state.models import ModelState
from chatapp.state.session import SessionState


def settings() -> rx.Component:
    return shell(
        heading(t("nav.settings")),
        rx.el.section(
            done(),
            rx.el.p(t("settings.signed_in_as", name=SessionState.name), class_name="hint"),
            _row(t("settings.language"), language_select(on_choose=SessionState.choose_locale)),
            _row(t("settings.theme"), theme_select(on_choose=SessionState.choose_theme)),
            _row(
                t("models.own"),
                ModelSelect.create(
                    label=t("models.own"),
                    none=t("models.everybodys_own"),
                    groups=ModelState.groups,
                    value=ModelState.own_default,
                    on_choose=ModelState.choose_default,
                ),
            ),
            _row(t("account.password"), change_password(SessionState.name, action=routes.CHANGE_PASSWORD)),
            rx.el.h2(t("setup.instructions")),
            InstructionsForm.create(
                label=t("setup.of_person"),
                hint=t("setup.of_person_hint"),
                text=InstructionsState.own,
                limit=InstructionsState.limit,
                told=InstructionsState.told,
                on_save=InstructionsState.keep,
            ),
            rx.el.h2(t("settings.devices")),
            device_list(DeviceState.items, on_sign_out=DeviceState.sign_out),
            sign_out_buttons(
                action=routes.SIGN_OUT,
                others=DeviceState.items.length() > 1,
                on_sign_out_others=DeviceState.sign_out_others,
            ),
            rx.el.h2(t("settings.account")),
            _row(t("account.delete_hint"), delete_account(action=routes.DELETE_ACCOUNT)),
            class_name="settings",
        ),
    )


def _row(label: rx.Var[str], control: rx.Component) -> rx.Component:
    return rx.el.div(rx.el.span(label), control, class_name="setting")
