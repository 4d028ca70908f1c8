"""Pieces that several pages share: connection, language, dialog, notice."""

from typing import Any

import reflex as rx
from reflex.event import no_args_event_spec, passthrough_event_spec
from reflex.vars import BooleanVar, VarData
from reflex_base.utils.imports import ImportVar
from reflex_components_core.el.element import Element

from chatapp.components.props import Handler, Row, TextWithArguments
from chatapp.i18n import LOCALES, t, t_args

_PAGE = rx.asset("page.jsx", shared=True).importable_path


class ConnectionStatus(rx.Component):
    library = _PAGE
    tag = "ConnectionStatus"

    label: rx.Var[str]
    labels: rx.Var[dict[str, str]]
    texts: rx.Var[dict[str, str]]  # of what is wrong


class LanguageSelect(rx.Component):
    library = _PAGE
    tag = "LanguageSelect"

    label: rx.Var[str]
    options: rx.Var[dict[str, str]]
    on_choose: rx.EventHandler[passthrough_event_spec(str)]


class SavedChoices(rx.Component):
    """Gives the page the language and the theme that the account remembers."""

    library = _PAGE
    tag = "SavedChoices"

    locale: rx.Var[str]
    theme: rx.Var[str]


class ThemeSelect(rx.Component):
    library = _PAGE
    tag = "ThemeSelect"

    label: rx.Var[str]
    options: rx.Var[dict[str, str]]
    on_choose: rx.EventHandler[passthrough_event_spec(str)]


class PostForm(Element):
    """A form that the browser posts by itself; Reflex's own turns every form into an event."""

    tag = "form"
    action: rx.Var[str]
    method: rx.Var[str] = rx.Var.create("post")


class PageBoundary(rx.Component):
    """Around every page: a fault while drawing shows a text and a way on instead of nothing."""

    library = _PAGE
    tag = "PageBoundary"
    lib_dependencies: list[str] = ["react-error-boundary@6.1.6"]


class PageTitle(rx.Component):
    """Names the page in the browser's tab, in the reader's language."""

    library = _PAGE
    tag = "PageTitle"

    title: rx.Var[str]


class DialogButton(rx.Component):
    """A button and the dialog that it opens, in the browser alone."""

    library = _PAGE
    tag = "DialogButton"

    label: rx.Var[str]
    look: rx.Var[str]  # class name of the button
    opened: rx.Var[bool]  # opens by itself: an error belongs into it


class Modal(rx.Component):
    library = _PAGE
    tag = "Modal"

    open: rx.Var[bool]
    label: rx.Var[str]
    on_close: rx.EventHandler[no_args_event_spec]


def asked_first(
    open_: BooleanVar, label: rx.Var[str], question: rx.Var[str], act: rx.Component, *, on_cancel: Handler
) -> rx.Component:
    """A dialog before something is done for good; `act` is the button that does it."""
    return Modal.create(
        rx.el.p(question),
        rx.el.div(
            rx.el.button(t("history.cancel"), type="button", class_name="secondary", on_click=on_cancel),
            act,
            class_name="actions",
        ),
        open=open_,
        label=label,
        on_close=on_cancel,
    )


def delete_button(on_delete: Handler) -> rx.Component:
    return rx.el.button(t("history.delete"), type="button", class_name="danger", on_click=on_delete)


def heading(title: rx.Var[str]) -> rx.Component:
    """The page's name, on it and in the browser's tab."""
    return rx.fragment(rx.el.h1(title), PageTitle.create(title=title))


def connection_status() -> rx.Component:
    labels = {state: t(f"connection.{state}") for state in ("connected", "reconnecting", "offline")}
    texts = {"reconnecting": t("connection.reconnecting_for"), "offline": t("connection.offline_for")}
    return ConnectionStatus.create(label=t("connection.label"), labels=labels, texts=texts)


def language_select(**props: Any) -> rx.Component:
    return LanguageSelect.create(label=t("settings.language"), options=LOCALES, **props)


def theme_select(*, on_choose: Handler) -> rx.Component:
    options = {mode: t(f"theme.{mode}") for mode in ("system", "light", "dark")}
    return ThemeSelect.create(label=t("settings.theme"), options=options, on_choose=on_choose)


def notice_bar(notice: TextWithArguments, *, on_dismiss: Handler) -> rx.Component:
    return rx.cond(
        notice.key != "",
        rx.el.div(
            rx.el.span(t_args(notice.key, notice.arguments)),
            rx.el.button(t("notice.dismiss"), type="button", class_name="quiet", on_click=on_dismiss),
            role="alert",
            class_name="notice",
        ),
    )


def query() -> Row:
    """The parameters of the page's address, as the browser sees them."""
    data = VarData(imports={_PAGE: [ImportVar(tag="useQuery")]}, hooks={"const query = useQuery();": None})
    return rx.Var("query", _var_data=data).to(dict[str, str])
