"""How many bytes an answer costs on the socket, and how that grows with its length.

    python -m benchmarks.wire

One server, one scripted provider, one raw client that speaks Reflex's protocol. Payload: what the socket's
frames hold once decompressed. Exponent: the slope of log(bytes) over log(words); 1 is linear.
"""

import asyncio
import math
import tempfile
import uuid
from pathlib import Path

from tests.support.reflex_socket import ReflexSocket, connect, handler
from tests.support.scenarios import words
from tests.support.scripted_provider import in_thread
from tests.support.server import Server, register

SEND = handler("chat", "chat_state", "send")
CHOOSE = handler("models", "model_state", "choose")
LOAD = handler("models", "model_state", "load")
FOLLOW = handler("stream", "stream", "follow")
SIZES = (200, 1000, 4000)
PACED = 100  # words a second


async def answer(socket: ReflexSocket, model: str, expected: str) -> int:
    """Asks `model`, follows until the end, checks the text, and returns the payload bytes of its frames."""
    await socket.send(LOAD)
    await socket.updates_until(model)
    await socket.send(CHOOSE, {"name": model})
    await socket.send(SEND, {"text": "go", "client_id": str(uuid.uuid4())})
    update = await socket.updates_until("conversation_id_rx_state_")
    chat = next(state for state in update["delta"].values() if "accepted_rx_state_" in state)
    conversation_id = chat["conversation_id_rx_state_"]
    socket.frames.clear()
    await socket.send(FOLLOW, {"conversation_id": conversation_id, "have": {}})
    text, ended = "", False
    while not ended:
        states = (await socket.update(30)).get("delta", {}).values()
        frame = next((state["f"] for state in states if "f" in state), {})
        if isinstance(frame, list):
            frame = {"o": frame[1], "t": frame[2]}
        if "t" in frame:
            assert frame["o"] == len(text), "a gap or an overlap"
            text += frame["t"]
        for row in frame.get("rows", []):
            if row["role"] == "assistant" and row["status"] == "complete":
                text, ended = row.get("content", text), True
    assert text == expected, f"{len(text)} of {len(expected)} characters arrived"
    return sum(len(line.encode()) for line in socket.frames)


def exponent(sizes: list[int], costs: list[int]) -> float:
    """Slope of the least-squares line through the logarithms."""
    xs, ys = [math.log(size) for size in sizes], [math.log(cost) for cost in costs]
    mean_x, mean_y = sum(xs) / len(xs), sum(ys) / len(ys)
    return sum((x - mean_x) * (y - mean_y) for x, y in zip(xs, ys, strict=True)) / sum((x - mean_x) ** 2 for x in xs)


async def measure(url: str, rate: int | None) -> None:
    cookie = register(url, uuid.uuid4().hex[:12])
    costs: list[int] = []
    for size in SIZES:
        async with connect(url, cookie=cookie) as socket:
            expected = words(size)
            costs.append(await answer(socket, f"words:{size}@{rate}" if rate else f"words:{size}", expected))
            print(f"| {size:,} words | {len(expected):,} B | {costs[-1]:,} B | {costs[-1] / len(expected):.2f} |")
    print(f"exponent {exponent([len(words(size)) for size in SIZES], costs):.3f}\n")


def main() -> None:
    with in_thread() as provider, tempfile.TemporaryDirectory() as folder:
        provider.names += [f"words:{size}{pace}" for size in SIZES for pace in ("", f"@{PACED}")]
        environment = {"OPENAI_BASE_URL": provider.base_url, "CHATAPP_MODEL": "echo"}
        server = Server(Path(folder) / "data", environment).start()
        try:
            for rate in (None, PACED):
                print(f"{'at full speed' if rate is None else f'at {rate} words a second'}")
                print("| answer | text | payload | payload per byte of text |\n|---|---|---|---|")
                asyncio.run(measure(server.url, rate))
        finally:
            server.stop()


if __name__ == "__main__":
    main()
