"""What administrators see: people, who may register, and what was done. The page is empty for anybody else."""

import reflex as rx

from chatapp import routes
from chatapp.components.admin import link_dialog, part
from chatapp.components.audit import audit_part
from chatapp.components.endpoints import Endpoints, Noted, endpoints_part, models_part
from chatapp.components.instructions import InstructionsForm
from chatapp.components.page import heading
from chatapp.components.people import people_part, question
from chatapp.components.registration import registration_part
from chatapp.i18n import t
from chatapp.pages.shell import shell
from chatapp.state.admin import AdminState
from chatapp.state.endpoints import EndpointState
from chatapp.state.instructions import InstructionsState


def admin() -> rx.Component:
    return shell(
        heading(t("nav.admin")),
        rx.el.div(
            rx.cond(
                AdminState.mode != "",
                rx.fragment(_people(), _registration(), _endpoints(), _models(), _instructions(), _log()),
            ),
            class_name="admin",
        ),
        question(
            AdminState.asked,
            AdminState.asked_name,
            on_reset=AdminState.reset_password(AdminState.asked_id),
            on_delete=AdminState.delete(AdminState.asked_id),
            on_cancel=AdminState.cancel,
        ),
        link_dialog(AdminState.link, on_close=AdminState.forget_link),
    )


def _people() -> rx.Component:
    return people_part(
        AdminState.people,
        AdminState.more_people,
        AdminState.total,
        AdminState.made,
        on_search=AdminState.search,
        on_more=AdminState.show_more_people,
        on_create=AdminState.create,
        on={
            "on_disable": AdminState.disable,
            "on_enable": AdminState.enable,
            "on_make_admin": AdminState.make_admin,
            "on_take_admin": AdminState.take_admin,
            "on_ask_reset": AdminState.ask_reset,
            "on_ask_delete": AdminState.ask_delete,
        },
    )


def _registration() -> rx.Component:
    return registration_part(
        AdminState.mode,
        AdminState.mode_is_set,
        AdminState.invitations,
        AdminState.made,
        on_choose=AdminState.choose_registration,
        on_invite=AdminState.invite,
        on_revoke=AdminState.revoke,
    )


def _instructions() -> rx.Component:
    return part(
        t("setup.instructions"),
        InstructionsForm.create(
            label=t("setup.of_app"),
            hint=t("setup.of_app_hint"),
            text=InstructionsState.of_app,
            limit=InstructionsState.limit,
            told=InstructionsState.told,
            on_save=InstructionsState.keep_for_all,
        ),
    )


def _endpoints() -> rx.Component:
    return endpoints_part(
        Endpoints.create(
            action=routes.ENDPOINT,
            items=EndpointState.items,
            trials=EndpointState.trials,
            environment=EndpointState.environment,
            presets=EndpointState.presets,
            found=EndpointState.found,
            on_load=EndpointState.load,
            on_look_around=EndpointState.look_around,
            on_test=EndpointState.test,
            on_remove=EndpointState.remove,
        )
    )


def _models() -> rx.Component:
    return models_part(
        Noted.create(
            noted=EndpointState.noted,
            everybodys=EndpointState.everybodys,
            on_hide=EndpointState.hide,
            on_show=EndpointState.show,
            on_rename=EndpointState.rename,
            on_choose_default=EndpointState.choose_default,
        )
    )


def _log() -> rx.Component:
    return audit_part(AdminState.entries, AdminState.more_entries, on_more=AdminState.show_more_entries)
