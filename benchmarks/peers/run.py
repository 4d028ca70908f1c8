"""chatapp beside other ways to build the same, on one scripted provider, in one run.

    python -m benchmarks.peers.run [--only chatapp,floor] [--text words] [--runs 3] [--long]

Each app runs alone, one after the other, in its documentation's simplest form (README.md here says which). The first
run installs them. The table goes to stdout, the same as JSON to benchmarks/results/.
"""

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from benchmarks.peers import noise, provider
from benchmarks.peers.measure import Order, as_argument
from benchmarks.peers.reader import LATE_S, TEXTS
from benchmarks.peers.servers import COMMANDS, HERE, Ports, running
from benchmarks.peers.table import Results, markdown
from tests.support.server import PROJECT, free_port

RESULTS = HERE.parent / "results"
ONE_PEER_S = 900


def measure(peer: str, at: provider.Provider, options: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """Whatever happens to one app, the others go on."""
    found: dict[str, Any] = {"noise": noise.spread(), "load": noise.load()}
    results = folder / f"{peer}.json"
    ports = Ports(server=free_port(), page=free_port())
    try:
        with running(peer, ports, at.base_url, folder) as server:
            order = Order(peer, ports, server.pid, at.base_url, options.text, options.runs, options.long, str(results))
            problem = _take(order)
    except (RuntimeError, OSError, subprocess.SubprocessError) as error:
        problem = f"{error}".strip().splitlines()[-1]
    found |= json.loads(results.read_text()) if results.exists() else {"first_ms": {"fails": problem}}
    if problem:
        print(f"  {peer}: {problem}", file=sys.stderr)
    return found


def _take(order: Order) -> str:
    """Why not all was measured, or an empty text."""
    command = [sys.executable, "-m", "benchmarks.peers.measure", as_argument(order)]
    process = subprocess.Popen(command, cwd=PROJECT, start_new_session=True)
    try:
        return f"the measurement ended with {status}" if (status := process.wait(ONE_PEER_S)) else ""
    except subprocess.TimeoutExpired:
        return f"not through after {ONE_PEER_S} s"
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def compare(options: argparse.Namespace) -> Results:
    models = [f"{options.text}:{length}" for length in LATE_S]
    with provider.running(models) as at, tempfile.TemporaryDirectory() as folder:
        return {peer: measure(peer, at, options, Path(folder)) for peer in options.only}


def asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="chatapp and its peers, side by side.")
    parser.add_argument("--only", type=lambda names: names.split(","), default=list(COMMANDS), metavar="NAME,NAME")
    parser.add_argument("--text", choices=TEXTS, default="markdown")
    parser.add_argument("--runs", type=int, default=3, help="answers of 1,000 tokens, of which the median counts")
    parser.add_argument("--long", action="store_true", help="4,000 tokens at 100 a second too, a minute or two each")
    return parser.parse_args()


def main() -> None:
    options = asked()
    began = time.monotonic()
    results = compare(options)
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "peers.json").write_text(json.dumps(results, indent=2) + "\n")
    print(markdown(results))
    took, now = (time.monotonic() - began) / 60, f"noise {noise.spread():.2f}, load average {noise.load():.2f}"
    print(f"\nOne run of {took:.0f} minutes on {os.cpu_count()} cores, text: {options.text}. Afterwards: {now}.")


if __name__ == "__main__":
    main()
