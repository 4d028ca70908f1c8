"""Reflex's configuration. Values come from chatapp.settings.

The look is plain CSS (assets/chatapp.css): neither Tailwind nor Radix Themes is asked for, and so neither is shipped.
"""

import sys

import reflex as rx

from chatapp import routes, settings
from chatapp.launch import environment
from chatapp.launch.own_address import OwnAddress

environment.prepare()
try:
    current = settings.current()
except settings.SettingsError as refused:
    sys.exit(str(refused))

config = rx.Config(
    app_name="chatapp",
    frontend_port=current.port,
    backend_host=current.host,
    telemetry_enabled=False,
    state_manager_mode=rx.constants.StateManagerMode.MEMORY,
    # Never empty and never "*": Reflex takes both for "everyone".
    cors_allowed_origins=[current.public_url or f"http://localhost:{current.port}"],
    show_built_with_reflex=False,
    plugins=[OwnAddress(paths=routes.PLAIN)],
    disable_plugins=[rx.plugins.SitemapPlugin],
)
