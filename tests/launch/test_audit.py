"""What `make audit` says of known faults, and of an index that can't be asked."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from chatapp.launch.audit import audit

FAULT = {"id": "PYSEC-2026-1", "fixed_in": ["2.0"], "summary": "Reads any file.", "withdrawn": None}
KNOWN = {
    "/sound/1.0/json": [],
    "/broken/1.0/json": [FAULT],
    "/mended/1.0/json": [{**FAULT, "withdrawn": "2026-01-01"}],
}


class Index(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        found = KNOWN.get(self.path)
        self.send_response(404 if found is None else 200)
        self.end_headers()
        self.wfile.write(json.dumps({"vulnerabilities": found}).encode())

    def log_message(self, *_: object) -> None: ...


@pytest.fixture(scope="module")
def index() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Index)
    Thread(target=server.serve_forever).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_sound_packages_pass(index: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert audit("# by hand\nsound==1.0\nmended==1.0 \\\n    --hash=sha256:00\n", index) == 0
    assert "2 Python packages were looked at, 0 faults are known." in capsys.readouterr().out


def test_a_known_fault_is_one_line_and_fails(index: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert audit("sound==1.0\nbroken==1.0\n", index) == 1
    assert "broken 1.0: PYSEC-2026-1, fixed in 2.0. Reads any file.\n" in capsys.readouterr().out


@pytest.mark.parametrize("where", ["index", "http://127.0.0.1:1"])
def test_what_can_not_be_asked_for_is_no_pass(index: str, where: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert audit("sound==1.0\nunheard-of==1.0\n", index if where == "index" else where) == 2
    assert "unheard-of" in capsys.readouterr().err
