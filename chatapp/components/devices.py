"""Where one is signed in: a list, and signing out of each."""

import reflex as rx

from chatapp.components.page import PostForm
from chatapp.components.props import Handler, Row, Rows
from chatapp.i18n import t, when


def device_list(items: Rows, *, on_sign_out: Handler) -> rx.Component:
    return rx.el.ul(
        rx.foreach(items, lambda item: _device(item.to(dict[str, str]), on_sign_out)),
        aria_label=t("settings.devices"),
        class_name="devices",
    )


def sign_out_buttons(*, action: str, others: rx.Var[bool], on_sign_out_others: Handler) -> rx.Component:
    """`action`: where signing out posts; `others`: whether there is any other device."""
    return rx.el.div(
        rx.cond(
            others,
            rx.el.button(
                t("settings.sign_out_others"), type="button", class_name="secondary", on_click=on_sign_out_others
            ),
        ),
        PostForm.create(
            rx.el.input(type="hidden", name="everywhere", value="1", read_only=True),
            rx.el.button(t("settings.sign_out_everywhere"), type="submit", class_name="secondary"),
            action=action,
        ),
        class_name="actions",
    )


def _device(item: Row, on_sign_out: Handler) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.p(_name(item), rx.cond(item["here"], rx.el.span(t("settings.this_device"), class_name="badge"))),
            rx.el.p(
                rx.cond(item["ip"], item["ip"] + " · ", ""),
                t("settings.device_times", since=when(item["since"]), last=when(item["last_used"])),
                class_name="meta",
            ),
        ),
        rx.cond(
            ~item["here"].bool(),
            rx.el.button(
                t("settings.sign_out"), type="button", class_name="quiet", on_click=lambda: on_sign_out(item["id"])
            ),
        ),
        key=item["id"],
    )


def _name(item: Row) -> rx.Var[str]:
    browser, system = item["browser"], item["system"]
    either = rx.cond(browser, browser, rx.cond(system, system, t("settings.device_unknown")))
    return rx.cond(browser.bool() & system.bool(), t("settings.device", browser=browser, system=system), either)
