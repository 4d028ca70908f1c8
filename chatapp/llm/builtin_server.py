"""The child process that serves the built-in model: llama.cpp on a free port of loopback, behind a key.

Run as a file by `builtin.py` with the model's path, its name and the file to publish the address in. The key comes
by stdin, which stays open: its end is the parent's end, however that came about.
"""

import importlib
import json
import os
import sys
import threading
from pathlib import Path
from typing import Any

CONTEXT_TOKENS = 8192  # shared by the slots
SLOTS = 2
MAX_ANSWER_TOKENS = 512
LOG_ERRORS_ONLY = 1


def serve(key: str, model_path: str, name: str, published: str) -> None:
    xllamacpp: Any = importlib.import_module("xllamacpp")  # untyped
    params = xllamacpp.CommonParams()
    params.model.path = model_path
    params.model_alias = {name}
    params.hostnames, params.port = ["127.0.0.1"], 0
    params.api_keys = [key]
    params.n_ctx, params.n_parallel, params.n_predict = CONTEXT_TOKENS, SLOTS, MAX_ANSWER_TOKENS
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = threads()
    # A model this small repeats itself without a penalty and raves without a low temperature.
    params.sampling.temp, params.sampling.top_p, params.sampling.penalty_repeat = 0.3, 0.9, 1.1
    params.ui = params.warmup = params.endpoint_slots = False
    params.cache_ram_mib = 0
    params.verbosity = LOG_ERRORS_ONLY
    server = xllamacpp.Server(params)  # returns when the model is loaded and the port listens
    publish(Path(published), {"url": f"{server.listening_address}/v1", "key": key, "pid": os.getpid()})
    threading.Event().wait()


def threads() -> int:
    """One core stays free: llama.cpp's threads wait for each other by spinning, and one that is held up stops all.

    Seen on 2 busy cores: 4 tokens/s with two threads, 30 with one.
    """
    return max(1, min(4, (os.cpu_count() or 2) - 1))


def publish(path: Path, endpoint: dict[str, object]) -> None:
    fresh = path.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
        json.dump(endpoint, file)
    fresh.replace(path)


def end_with_parent() -> None:
    while os.read(sys.stdin.fileno(), 64):
        pass
    os._exit(0)


if __name__ == "__main__":
    key = sys.stdin.readline().strip()
    threading.Thread(target=end_with_parent, daemon=True).start()
    serve(key, *sys.argv[1:4])
