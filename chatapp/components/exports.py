"""Conversations as files to take away: of one a menu of kinds, of all a form that works without script."""

import reflex as rx

from chatapp.components.page import PostForm
from chatapp.i18n import t

rx.asset("exports.js", shared=True)


class ExportButton(rx.Component):
    library = rx.asset("exports.jsx", shared=True).importable_path
    tag = "ExportButton"

    conversation_id: rx.Var[str]
    title: rx.Var[str]


def export_everything(*, action: str) -> rx.Component:
    button = rx.el.button(t("export.everything"), type="submit", class_name="secondary")
    return PostForm.create(button, action=action, target="_blank")
