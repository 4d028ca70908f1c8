"""What we use of Reflex beyond its documented parts. The version is pinned; this says what to look at in a new one."""

import inspect
import re
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import reflex as rx
import reflex_base
import socketio
from engineio.async_server import AsyncServer
from engineio.async_socket import AsyncSocket
from engineio.packet import MESSAGE
from engineio.packet import Packet as EnginePacket
from reflex.app import EventNamespace, _sio_dumps
from reflex.middleware.middleware import Middleware
from reflex.state import StateUpdate
from reflex.utils.token_manager import SocketRecord
from reflex_base.constants.event import SocketEvent
from socketio.base_manager import BaseManager
from socketio.packet import EVENT, Packet
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.server import ServerProtocol

from tests.support.server import PROJECT

TEMPLATES = Path(reflex_base.__file__).parent / ".templates" / "web"
COMPONENTS = PROJECT / "chatapp" / "components"
REGISTRY = (TEMPLATES / "utils" / "context-registry.js").read_text()


def parameters(function: object) -> list[str]:
    assert callable(function)
    return list(inspect.signature(function).parameters)


def test_this_is_the_version_that_was_read() -> None:
    assert rx.constants.Reflex.VERSION == "0.10.1"


def test_a_tab_s_socket_is_found_by_its_token() -> None:
    namespace = EventNamespace("/_event", cast(rx.App, None))
    namespace._token_manager.token_to_socket["token"] = SocketRecord(instance_id="here", sid="sid")
    assert namespace.token_to_sid == {"token": "sid"}
    assert parameters(BaseManager.eio_sid_from_sid) == ["self", "sid", "namespace"]


def test_an_app_knows_its_sockets() -> None:
    assert isinstance(inspect.getattr_static(rx.App, "event_namespace"), property)
    assert "sio" in inspect.get_annotations(rx.App)


def test_an_update_is_what_the_server_says_by_itself() -> None:
    """state/stream.py writes it by hand."""
    delta = {"a.state": {"f": [1, 0, "text 文"]}}
    event = [str(SocketEvent.EVENT), StateUpdate(delta=delta)]
    said = Packet(EVENT, event, namespace="/_event")
    said.json = SimpleNamespace(dumps=_sio_dumps)
    assert said.encode() == '2/_event,["event",{"delta":{"a.state":{"f":[1,0,"text 文"]}}}]'
    assert EnginePacket(MESSAGE, said.encode()).encode() == f"4{said.encode()}"


def test_the_page_takes_what_is_no_variable() -> None:
    """A state without variables has its place in the page's store, and a key of any name is put there."""
    script = (TEMPLATES / "utils" / "state.js").read_text()
    assert "dispatch[substate](delta[substate]);" in script
    assert "const value = own ? replaceEqualDeep(state[key], delta[key]) : delta[key];" in script

    class Silent(rx.State):
        pass

    assert Silent.get_full_name() in rx.State(_reflex_internal_init=True).dict(initial=True)


def test_every_socket_is_made_where_ours_takes_its_place() -> None:
    """state/sockets.py: what is sent passes `send`, what is written comes from `poll`, until an empty list."""
    assert "s = async_socket.AsyncSocket(self, sid)" in inspect.getsource(AsyncServer._handle_connect)
    assert "await socket.send(pkt)" in inspect.getsource(AsyncServer.send_packet)
    assert "self.eio.send_packet(" in inspect.getsource(socketio.AsyncServer._send_eio_packet)
    assert parameters(AsyncSocket.send) == ["self", "pkt"]
    assert parameters(AsyncSocket.close) == ["self", "wait", "abort", "reason"]
    assert "namespace in self.namespaces:" in inspect.getsource(socketio.AsyncServer._handle_connect)
    handler = inspect.getsource(AsyncSocket._websocket_handler)
    assert "packets = await self.poll()" in handler
    assert "if not packets:" in handler
    assert "await asyncio.wait_for(\n                    wait_task,\n" in handler


def test_a_socket_can_be_refused_before_it_is_opened() -> None:
    source = inspect.getsource(AsyncServer._handle_connect)
    assert source.index("self._trigger_event('connect', sid, environ") < source.index("s.handle_get_request(environ)")


def test_what_a_browser_sends_is_counted_before_it_is_read() -> None:
    """launch/websocket.py."""
    assert "self.handle_events()" in inspect.getsource(WebSocketsSansIOProtocol.data_received)
    assert "self.conn.events_received()" in inspect.getsource(WebSocketsSansIOProtocol.handle_events)
    assert "events, self.events = self.events, []" in inspect.getsource(ServerProtocol.events_received)
    assert "self.app(self.scope, " in inspect.getsource(WebSocketsSansIOProtocol.run_asgi)


def test_the_page_finds_the_contexts_that_it_uses() -> None:
    taken = [
        name
        for script in COMPONENTS.glob("*.jsx")
        for names in re.findall(r'import \{([^}]*)\} from "\$/utils/context-registry"', script.read_text())
        for name in names.replace(",", " ").split()
    ]
    assert set(taken) == {"StateStoreContext", "EventLoopContext", "ColorModeContext"}
    for name in taken:
        assert f"export const {name} = createContext(" in REGISTRY


def test_the_store_of_states_can_be_read_and_listened_to() -> None:
    assert "store.subscribe(name, listener)" in REGISTRY
    assert "store.getSnapshot(name)" in REGISTRY


def test_the_connection_tells_its_errors() -> None:
    assert "return [addEvents, connectErrors];" in (TEMPLATES / "utils" / "state.js").read_text()


def test_a_theme_can_be_chosen() -> None:
    assert "rawColorMode" in REGISTRY
    assert "setColorMode" in REGISTRY


def test_every_event_passes_the_middleware() -> None:
    assert parameters(Middleware.preprocess) == ["self", "app", "state", "event"]
