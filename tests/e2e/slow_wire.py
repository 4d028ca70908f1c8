"""A page's socket on which the server's words can be held up, as a slow network would."""

import re

from playwright.sync_api import Page, Route, WebSocketRoute


class SlowWire:
    """Made before the page is opened."""

    def __init__(self, page: Page) -> None:
        self._is_holding = False
        self._hold_after = ""
        self._held: list[tuple[WebSocketRoute, str | bytes]] = []
        page.route_web_socket(re.compile("/_event"), self._connect)

    def hold(self, after: str = "") -> None:
        """From now on, or from the first frame that contains `after`, which still arrives."""
        self._is_holding, self._hold_after = not after, after

    def release(self) -> None:
        self._is_holding, self._hold_after = False, ""
        for socket, frame in self._held:
            socket.send(frame)
        self._held.clear()

    def _connect(self, socket: WebSocketRoute) -> None:
        socket.connect_to_server().on_message(lambda frame: self._pass_on(socket, frame))

    def _pass_on(self, socket: WebSocketRoute, frame: str | bytes) -> None:
        if self._is_holding:
            self._held.append((socket, frame))
            return
        socket.send(frame)
        self._is_holding = bool(self._hold_after) and self._hold_after in str(frame)


class HeldScripts:
    """Holds the page's modules back: it is there as it was built, and not alive. Made before the page is opened."""

    def __init__(self, page: Page) -> None:
        self._is_holding = True
        self._held: list[Route] = []
        page.route(re.compile(r"/assets/.*\.js"), self._load)

    def hold(self) -> None:
        self._is_holding = True

    def release(self) -> None:
        self._is_holding = False
        for route in self._held:
            route.continue_()
        self._held.clear()

    def _load(self, route: Route) -> None:
        if self._is_holding:
            self._held.append(route)
        else:
            route.continue_()
