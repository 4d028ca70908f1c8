"""HTTP to Django, WebSockets to the consumer, as the tutorial of Channels puts it."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings")
http = get_asgi_application()

from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from consumers import ChatConsumer  # noqa: E402
from django.urls import path  # noqa: E402

application = ProtocolTypeRouter({"http": http, "websocket": URLRouter([path("ws/chat/", ChatConsumer.as_asgi())])})
