"""Conversations as files to take away: of one a menu of kinds, of all a form that works without script."""

import reflex as rx

from chatapp.components.page import PostForm
from chatapp.i18n import t

for part in ("exports.js", "exports.jsx"):
    rx.asset(part, shared=True)


def export_everything(*, action: str) -> rx.Component:
    button = rx.el.button(t("export.everything"), type="submit", class_name="secondary")
    return PostForm.create(button, action=action, target="_blank")
