"""The prebuilt app under uvicorn, in this process: no Node, no compiler, no second process.

uvicorn rather than Reflex's granian because it compresses the socket (permessage-deflate).
"""

import importlib
import logging.config
import os
import signal
import socket
import time
from collections.abc import Callable
from types import FrameType
from typing import Any

import uvicorn

from chatapp.launch import environment, logs, websocket
from chatapp.settings import Settings

# Two leading underscores: Reflex's own switches, which its command line sets in the same way.
PREBUILT = {
    "__REFLEX_SKIP_COMPILE": "true",
    "__REFLEX_MOUNT_FRONTEND_COMPILED_APP": "true",
    "REFLEX_ENV_MODE": "prod",
}
MAX_FRAME_BYTES = 1_000_000  # Reflex's own limit; engine.io closes on a larger one
CLOSE_CONNECTIONS_S = 1  # before the answers in flight get their settings.drain_s, in the app's lifespan
SAME_SIGNAL_S = 0.5  # `make` passes a signal on that its whole group has received already


def serve(settings: Settings, listener: socket.socket, announce: Callable[[], None]) -> None:
    """Returns when a signal has ended the server in good order."""
    environment.prepare()
    os.environ.update(PREBUILT)
    logging.config.dictConfig(logs.CONFIG)
    reflex_app: Any = importlib.import_module("chatapp.chatapp").app
    config = uvicorn.Config(
        reflex_app(),
        http="httptools",
        ws=websocket.WebSocket,
        ws_max_size=MAX_FRAME_BYTES,
        ws_per_message_deflate=True,
        # Without a proxy nobody may say who the visitor is.
        proxy_headers=bool(settings.public_url),
        forwarded_allow_ips=settings.proxies,
        server_header=False,
        access_log=False,
        log_config=None,
        timeout_graceful_shutdown=CLOSE_CONNECTIONS_S,
    )
    Server(config, announce).run(sockets=[listener])


class Server(uvicorn.Server):
    """Announces itself, ends with exit code 0 at the first signal and at once at the second."""

    def __init__(self, config: uvicorn.Config, announce: Callable[[], None]) -> None:
        super().__init__(config)
        self._announce = announce
        self._asked_to_end_at = 0.0

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._announce()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        now = time.monotonic()
        if not self.should_exit:
            self.should_exit, self._asked_to_end_at = True, now
        elif now - self._asked_to_end_at > SAME_SIGNAL_S:
            os._exit(128 + sig)


def end_on_sigterm() -> None:
    """Before the server runs, SIGTERM does what Ctrl-C does: everything that was started is ended."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
