"""What we use of Reflex beyond its documented parts. The version is pinned; this says what to look at in a new one."""

import inspect
import re
from pathlib import Path
from typing import cast

import reflex as rx
import reflex_base
from reflex.app import EventNamespace
from reflex.middleware.middleware import Middleware
from reflex.state import StateUpdate
from reflex.utils.token_manager import SocketRecord
from reflex_base.constants.state import FIELD_MARKER

from tests.support.server import PROJECT

TEMPLATES = Path(reflex_base.__file__).parent / ".templates" / "web"
COMPONENTS = PROJECT / "chatapp" / "components"
REGISTRY = (TEMPLATES / "utils" / "context-registry.js").read_text()


def parameters(function: object) -> list[str]:
    assert callable(function)
    return list(inspect.signature(function).parameters)


def test_this_is_the_version_that_was_read() -> None:
    assert rx.constants.Reflex.VERSION == "0.10.1"


def test_an_update_is_pushed_to_a_tab_by_its_token() -> None:
    assert parameters(EventNamespace.emit_update) == ["self", "update", "token"]
    assert inspect.iscoroutinefunction(EventNamespace.emit_update)
    namespace = EventNamespace("/_event", cast(rx.App, None))
    namespace._token_manager.token_to_socket["token"] = SocketRecord(instance_id="here", sid="sid")
    assert namespace.token_to_sid == {"token": "sid"}


def test_an_app_knows_its_sockets() -> None:
    assert isinstance(inspect.getattr_static(rx.App, "event_namespace"), property)
    assert "sio" in inspect.get_annotations(rx.App)


def test_an_update_carries_states_by_name() -> None:
    delta = {"a.state": {f"frame{FIELD_MARKER}": {"n": 1}}}
    assert StateUpdate(delta=delta).delta == delta


def test_the_page_reads_the_variable_that_the_server_pushes() -> None:
    class Sender(rx.State):
        frame: rx.Field[dict[str, str]] = rx.field(default_factory=dict)

    pushed = f"frame{FIELD_MARKER}"
    assert str(Sender.frame).endswith(f".{pushed}")
    for file in (COMPONENTS / "bridge.jsx", PROJECT / "chatapp" / "state" / "stream.py"):
        assert pushed in file.read_text()


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
