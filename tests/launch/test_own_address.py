"""The page's own address in place of the compiled one: the places in Reflex's template, and what Vite makes of it."""

import json
import subprocess
from pathlib import Path

import pytest
import reflex as rx
from reflex.utils.frontend_skeleton import _compile_vite_config  # pyright: ignore[reportPrivateUsage]

from chatapp.launch import environment
from chatapp.launch.own_address import OWN_ADDRESS, OwnAddress

BAKED = {"PING": "http://localhost:8000/ping", "EVENT": "ws://localhost:8000/_event", "TRANSPORT": "websocket"}


@pytest.fixture
def template() -> str:
    return _compile_vite_config(rx.Config(app_name="chatapp", _skip_plugins_checks=True))


def test_reflex_still_has_the_places_we_change(template: str) -> None:
    config = OwnAddress(["/auth/sign-in"]).patch(template)
    assert "    ownAddress(),\n" in config
    assert "proxy: passOn(['/_event', '/_upload', '/_health', '/ping', '/auth/sign-in'])" in config


def test_a_template_we_do_not_know_stops_the_build() -> None:
    with pytest.raises(ValueError, match="Reflex has changed its template"):
        OwnAddress([]).patch("export default somethingElse({})")


@pytest.mark.parametrize("origin", ["http://127.0.0.1:3055", "https://chat.example:8443", "https://chat.example"])
def test_the_page_talks_to_the_host_it_came_from(tmp_path: Path, origin: str) -> None:
    env = evaluated(tmp_path, f"globalThis.location = {{ origin: {json.dumps(origin)} }};")
    assert env["PING"] == f"{origin}/ping"
    assert env["EVENT"] == f"{origin.replace('http', 'ws', 1)}/_event"
    assert env["TRANSPORT"] == "websocket"


def test_prerendering_without_a_host_works(tmp_path: Path) -> None:
    assert evaluated(tmp_path, "")["EVENT"] == "ws://localhost/_event"


def evaluated(directory: Path, location: str) -> dict[str, str]:
    """The module that Vite makes of env.json, transformed by the plugin and loaded by Node."""
    (directory / "env.json").write_text(json.dumps(BAKED))
    module = f"export default {json.dumps(BAKED)}"
    (directory / "run.mjs").write_text(f"""{OWN_ADDRESS}
{location}
const made = ownAddress().transform({json.dumps(module)}, "/app/.web/env.json").code;
const page = await import("data:text/javascript," + encodeURIComponent(made));
console.log(JSON.stringify(page.default));
""")
    environment.prepare()
    ran = subprocess.run(["node", directory / "run.mjs"], capture_output=True, text=True, check=True)
    return json.loads(ran.stdout)
