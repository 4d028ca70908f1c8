"""What a hostile page on another port of the same host can do with a signed-in visitor: nothing."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.support.server import Server

PAGE = """<!doctype html><iframe src="%(site)s/history"></iframe>
<iframe name="inside"></iframe>
<form method="post" action="%(site)s/auth/sign-out" target="inside"><input name="x" value="1"></form>
<script>
  const told = (what) => () => { document.title = what; };
  const socket = new WebSocket("%(socket)s/_event/?EIO=4&transport=websocket&token=%(token)s");
  socket.onopen = told("open");
  socket.onerror = told("refused");
  document.forms[0].submit();
</script>"""


@contextmanager
def served(page: str) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("content-type", "text/html")
            self.end_headers()
            self.wfile.write(page.encode())

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture
def deceived(person: BrowserContext, browser: Browser) -> Iterator[BrowserContext]:
    """The same person, where the policy is expected to have to stop something."""
    context = browser.new_context(storage_state=person.storage_state())
    yield context
    context.close()


def test_a_foreign_page_neither_connects_nor_frames_nor_posts(deceived: BrowserContext, server: Server) -> None:
    values = {"site": server.url, "socket": server.url.replace("http", "ws", 1), "token": "5e0d9b52-7a8f-4d4b-8f0e-1"}
    with served(PAGE % values) as address:
        page = deceived.new_page()
        with page.expect_response(f"{server.url}/auth/sign-out") as posted:
            page.goto(address)
        expect(page).to_have_title("refused")
        assert posted.value.status == 403
        assert posted.value.request.headers["origin"] == address
        assert page.frames[1].url.startswith("chrome-error:")
    assert deceived.request.get(f"{server.url}/history", max_redirects=0).status == 200  # still signed in
