"""As `reflex init` writes it."""

import reflex as rx

config = rx.Config(app_name="chat")
