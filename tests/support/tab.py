"""A conversation as one tab knows it: what chat_store.js and bridge.jsx do, for clients without a browser.

The one place among tests and benchmarks that reads the frames of a followed conversation. Texts here are ASCII, so
that their length is the one that the wire counts in.
"""

import uuid
from collections.abc import Callable
from typing import Any

from tests.support.patience import PATIENCE_S
from tests.support.reflex_socket import ReflexSocket, handler

SEND = handler("chat", "chat_state", "send")
FOLLOW = handler("stream", "stream", "follow")
STREAMING = "streaming"


class Refused(Exception):
    """The server did not take the prompt."""


class Tab:
    """A new one on the same conversation is what a reload makes; the same on a new `socket` is a reconnect."""

    def __init__(self, socket: ReflexSocket, conversation_id: str = "") -> None:
        self.on_text: Callable[[str], object] = lambda _: None  # told what is added to the texts
        self.socket = socket
        self.conversation_id = conversation_id
        self.rows: dict[str, dict[str, Any]] = {}
        self.texts: dict[str, str] = {}
        self.head = ""
        self.sides: list[str] = []  # answers that stand side by side
        self.more = False
        self._accepted = ""
        self._names: dict[int, str] = {}  # what the short names of frames stand for

    @property
    def text(self) -> str:
        """Of the newest message."""
        return self.texts.get(self.head, "")

    @property
    def status(self) -> str:
        return self.rows.get(self.head, {}).get("status", "")

    async def follow(self) -> None:
        have = {message_id: [len(text), 0] for message_id, text in self.texts.items()}
        await self.socket.send(FOLLOW, {"conversation_id": self.conversation_id, "have": have})

    async def ask(self, text: str) -> None:
        """Returns when the prompt is taken and its conversation followed."""
        begins, sent_as, before = not self.conversation_id, uuid.uuid4().hex, self.head
        prompt = {"text": text, "client_id": sent_as, "conversation_id": self.conversation_id}
        await self.socket.send(SEND, prompt)
        await self.until(lambda: self._accepted == sent_as and bool(self.conversation_id))
        if begins:
            await self.follow()
        await self.until(lambda: self.head != before and self.rows[self.head]["role"] == "assistant")

    async def ended(self) -> str:
        """The status that the newest answer ends with."""
        await self.until(lambda: self.status not in ("", STREAMING))
        return self.status

    async def until(self, happened: Callable[[], bool]) -> None:
        while not happened():
            await self.step()

    async def step(self, seconds: float = PATIENCE_S) -> None:
        """Takes the next update."""
        states = (await self.socket.update(seconds)).get("delta", {}).values()
        for state in states:
            if state.get("refused_rx_state_"):
                raise Refused(next((said["notice_rx_state_"] for said in states if "notice_rx_state_" in said), ""))
            self._accepted = state.get("accepted_rx_state_", self._accepted)
            self.conversation_id = state.get("conversation_id_rx_state_") or self.conversation_id
            if frame := state.get("f"):
                await self._receive(frame)

    async def _receive(self, frame: Any) -> None:
        if isinstance(frame, list):
            name, offset, text = frame
            await self._receive_piece(self._names.get(name), offset, text)
        elif "rows" in frame:
            if frame["conversation"] == self.conversation_id:
                self._receive_rows(frame)
        elif "a" in frame:
            self._names[frame["a"]] = frame["m"] if frame["c"] == "content" else ""
            await self._receive_piece(self._names[frame["a"]], frame["o"], frame["t"])

    async def _receive_piece(self, message_id: str | None, offset: int, text: str) -> None:
        """None: a name that nobody introduced; "" is for thoughts."""
        known = self.texts.get(message_id or "", "")
        if message_id is None or (message_id and offset > len(known)):  # something before it is missing
            await self.follow()
        elif message_id:
            self._set(message_id, known + text[len(known) - offset :])

    def _receive_rows(self, frame: dict[str, Any]) -> None:
        for row in frame["rows"]:
            self.rows[row["id"]] = row
            if "content" in row:
                self._set(row["id"], row["content"])
        self.head = frame.get("head", self.head)
        self.sides = frame.get("sides", self.sides)
        self.more = frame.get("more", self.more)

    def _set(self, message_id: str, text: str) -> None:
        added = text[len(self.texts.get(message_id, "")) :]
        self.texts[message_id] = text
        if added:
            self.on_text(added)
