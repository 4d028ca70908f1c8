"""The look's Python side. The design tokens are the custom properties at the top of assets/chatapp.css."""

import reflex as rx

STYLESHEETS = [
    f"/{name}.css"
    for name in (
        *("chatapp", "versions", "branches", "numbers", "setup", "reading", "maths"),
        *("diagrams", "writing", "moving", "looks", "models", "order", "temporary", "sides"),
        *("usage", "search", "print"),
    )
]


def head() -> list[rx.Component]:
    return [
        # Before the first paint, so that nobody sees the wrong language for a moment.
        rx.el.script(src="/boot.js"),
        # A browser asks for the addresses of hosts that are only linked to: a host's name can carry what was said here.
        rx.el.meta(http_equiv="x-dns-prefetch-control", content="off"),
        rx.el.link(rel="icon", href="/icon.svg", type="image/svg+xml"),
        rx.el.link(rel="apple-touch-icon", href="/icon-180.png"),
        rx.el.link(rel="manifest", href="/manifest.webmanifest"),
        # `media` as a plain prop would become a style.
        rx.el.meta(name="theme-color", content="#fbfbfa", custom_attrs={"media": "(prefers-color-scheme: light)"}),
        rx.el.meta(name="theme-color", content="#191b1a", custom_attrs={"media": "(prefers-color-scheme: dark)"}),
    ]
