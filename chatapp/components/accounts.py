"""Sign-in, registration and what else asks for a password: plain forms, so that password managers work."""

from typing import Any

import reflex as rx
from reflex.vars import StringVar

from chatapp.components.page import DialogButton, PageTitle, PostForm, language_select, query
from chatapp.components.sidebar import link
from chatapp.components.standing import standing
from chatapp.i18n import t, t_args

NONE = rx.Var.create("").to(str)
NOTHING: rx.Var[Any] = rx.Var.create({})


def sign_in_form(*, action: str, to_register: str, registration: str) -> rx.Component:
    """`to_register`: the path of the other form; `registration`: of what says who may use it."""
    refused = standing(registration)["refused"]
    return _form(
        _username(),
        _password("password", t("account.password"), "current-password", focused=query()["username"].bool()),
        action=action,
        title=t("account.sign_in_title"),
        submit=t("account.sign_in"),
        other=rx.cond(
            refused,
            rx.el.span(t_args(refused, NOTHING), class_name="hint"),
            _link(t("account.to_register"), to_register),
        ),
    )


def register_form(*, action: str, to_sign_in: str, registration: str) -> rx.Component:
    """`to_sign_in`: the path of the other form; `registration`: of what says who may use this one."""
    return _form(
        rx.cond(query()["first"], rx.el.p(t("account.first"), class_name="hint")),
        _username(),
        _password("password", t("account.password"), "new-password", 8, focused=query()["username"].bool()),
        _password("password_again", t("account.password_again"), "new-password", 8),
        _hidden("invite"),
        action=action,
        title=t("account.register_title"),
        submit=t("account.register"),
        other=_link(t("account.to_sign_in"), to_sign_in),
        refused=standing(registration)["refused"],
    )


def reset_form(*, action: str, to_sign_in: str, whose: str) -> rx.Component:
    """For who came by a link to a new password. `whose`: of what says whose it is."""
    owner = standing(whose)
    return _form(
        rx.cond(owner["name"], rx.el.p(t("account.reset_for", name=owner["name"]), class_name="hint")),
        # A password manager keeps the new password with this name.
        rx.el.input(name="username", value=owner["name"], auto_complete="username", hidden=True, read_only=True),
        _password("password", t("account.new_password"), "new-password", 8, focused=True),
        _password("password_again", t("account.password_again"), "new-password", 8),
        _hidden("token"),
        action=action,
        title=t("account.reset_title"),
        submit=t("account.reset"),
        other=_link(t("account.to_sign_in"), to_sign_in),
        refused=owner["refused"],
    )


def change_password(name: rx.Var[str], *, action: str) -> rx.Component:
    """`name`: whose password, for what keeps passwords."""
    return _dialog(
        rx.el.p(t("account.change_what"), class_name="hint"),
        _fault("password"),
        rx.el.input(name="username", value=name, auto_complete="username", hidden=True, read_only=True),
        _password("current_password", t("account.current_password"), "current-password", focused=True),
        _password("password", t("account.new_password"), "new-password", 8),
        _password("password_again", t("account.password_again"), "new-password", 8),
        action=action,
        dialog="password",
        label=t("account.change_password"),
        submit=rx.el.button(t("account.change_password"), type="submit", class_name="primary"),
        look="secondary",
    )


def delete_account(*, action: str) -> rx.Component:
    return _dialog(
        rx.el.p(t("account.delete_what")),
        _fault("delete"),
        _password("password", t("account.password"), "current-password", focused=True),
        action=action,
        dialog="delete",
        label=t("account.delete"),
        submit=rx.el.button(t("account.delete_for_good"), type="submit", class_name="danger"),
        look="secondary dangerous",
    )


def done() -> rx.Component:
    """What a form has done, said on the page that it led to."""
    return rx.cond(query()["done"], rx.el.p(t(query()["done"]), role="status", class_name="done"))


def _dialog(
    *fields: rx.Component, action: str, dialog: str, label: rx.Var[str], submit: rx.Component, look: str
) -> rx.Component:
    cancel = {"formMethod": "dialog", "formNoValidate": True}
    return DialogButton.create(
        rx.el.h2(label),
        PostForm.create(
            *fields,
            rx.el.div(
                rx.el.button(t("account.cancel"), type="submit", class_name="secondary", custom_attrs=cancel),
                submit,
                class_name="actions",
            ),
            action=action,
            class_name="fields",
        ),
        label=label,
        look=look,
        opened=query()["dialog"] == dialog,
    )


def _fault(dialog: str) -> rx.Component:
    here = query()["error"].bool() & (query()["dialog"] == dialog)
    return rx.cond(here, rx.el.p(t_args(query()["error"], query()), role="alert", class_name="fault"))


def _form(
    *fields: rx.Component,
    action: str,
    title: rx.Var[str],
    submit: rx.Var[str],
    other: rx.Component,
    refused: StringVar[str] = NONE,
) -> rx.Component:
    """`refused`: why there is no use in filling it in."""
    error = rx.cond(refused, refused, query()["error"])
    return rx.el.main(
        rx.el.h1(title),
        PageTitle.create(title=submit),
        done(),
        rx.cond(error, rx.el.p(t_args(error, query()), role="alert", class_name="fault")),
        rx.cond(
            refused,
            rx.fragment(),
            PostForm.create(
                *fields,
                _hidden("next"),
                rx.el.button(submit, type="submit", class_name="primary"),
                action=action,
                class_name="fields",
            ),
        ),
        rx.el.p(other),
        rx.el.footer(language_select()),
        class_name="account",
    )


def _link(text: rx.Var[str], path: str) -> rx.Component:
    """To the other form, which leads on to the same page."""
    onward = query()["onward"]
    return link(text, to=rx.cond(onward, path + onward, path))


def _hidden(name: str) -> rx.Component:
    """What the address says goes on with the form."""
    return rx.el.input(type="hidden", name=name, value=query()[name], read_only=True)


def _username() -> rx.Component:
    # The key lets the name typed before an error come back into a field that React leaves alone.
    return rx.el.label(
        t("account.username"),
        rx.el.input(
            name="username",
            type="text",
            default_value=query()["username"],
            key=query()["username"],
            auto_complete="username",
            auto_capitalize="none",
            max_length=64,
            required=True,
            auto_focus=~query()["username"].bool(),
        ),
    )


def _password(
    name: str, label: rx.Var[str], purpose: str, min_length: int = 1, focused: rx.Var[bool] | bool = False
) -> rx.Component:
    """`focused`: a name that came back with an error is right more often than not."""
    return rx.el.label(
        label,
        rx.el.input(
            name=name,
            type="password",
            key=query()["username"],
            auto_complete=purpose,
            auto_focus=focused,
            min_length=min_length,
            max_length=1024,
            required=True,
        ),
    )
