"""nginx and Caddy as Debian has them, each with the configuration that the README gives: only host names, ports and
paths are replaced."""

import os
import re
import shutil
import ssl
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.server import PROJECT, free_port

CERTIFICATE = Path(__file__).with_name("self_signed.pem")
START_S = 60.0


def program(name: str) -> str | None:
    return shutil.which(name, path=f"{os.environ.get('PATH', os.defpath)}:/usr/sbin")


def example(name: str, readme: str = "README.md") -> str:
    """The configuration in the README's block of that language."""
    (block,) = re.findall(rf"^```{name}\n(.*?)^```$", (PROJECT / readme).read_text(encoding="utf-8"), re.DOTALL | re.M)
    return block


def _replaced(text: str, values: dict[str, str]) -> str:
    for old, new in values.items():
        assert old in text, f"the README no longer says {old!r}"
        text = text.replace(old, new)
    return text


def _nginx(directory: Path, port: int, upstream: int) -> list[str]:
    server = _replaced(
        example("nginx"),
        {
            "listen 80;": f"listen 127.0.0.1:{free_port()};",
            "listen 443 ssl;": f"listen 127.0.0.1:{port} ssl;",
            "chat.example.com;": "localhost;",
            "/etc/letsencrypt/live/chat.example.com/fullchain.pem": str(CERTIFICATE),
            "/etc/letsencrypt/live/chat.example.com/privkey.pem": str(CERTIFICATE),
            "127.0.0.1:3000": f"127.0.0.1:{upstream}",
        },
    )
    kept = "".join(f"{kind}_temp_path {directory};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    http = f"http {{ access_log off; {kept} {server} }}"
    around = f"daemon off; master_process off; pid {directory}/pid; error_log stderr; events {{}} {http}"
    (directory / "nginx.conf").write_text(around)
    return ["-p", str(directory), "-c", str(directory / "nginx.conf"), "-e", "stderr"]


def _caddy(directory: Path, port: int, upstream: int) -> list[str]:
    """For localhost it makes a certificate by itself, as it gets one for a name elsewhere."""
    site = _replaced(
        example("caddy"), {"chat.example.com": f"localhost:{port}", "127.0.0.1:3000": f"127.0.0.1:{upstream}"}
    )
    options = ["admin off", "skip_install_trust", "auto_https disable_redirects", f"storage file_system {directory}"]
    (directory / "Caddyfile").write_text("\n".join(["{", *options, "}", site]))
    return ["run", "--adapter", "caddyfile", "--config", str(directory / "Caddyfile")]


ARGUMENTS: dict[str, Callable[[Path, int, int], list[str]]] = {"nginx": _nginx, "caddy": _caddy}


@contextmanager
def running(name: str, directory: Path, port: int, upstream: int) -> Iterator[None]:
    """TLS on `port` of 127.0.0.1, chatapp on `upstream`. Everything it writes is in `directory`."""
    arguments = ARGUMENTS[name](directory, port, upstream)
    own = {**os.environ, "HOME": str(directory), "XDG_DATA_HOME": str(directory), "XDG_CONFIG_HOME": str(directory)}
    with (directory / "log").open("wb") as log:
        process = subprocess.Popen([program(name) or name, *arguments], env=own, stdout=log, stderr=log)
    try:
        _await(process, port, directory / "log")
        yield
    finally:
        process.terminate()
        process.wait(20)


def _await(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline and process.poll() is None:
        try:
            ssl.get_server_certificate(("localhost", port), timeout=1)
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(f"the proxy did not get ready:\n{log.read_text()[-3000:]}")
