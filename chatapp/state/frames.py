"""What a followed conversation looks like on the wire, as chat_store.js and list_store.js take it."""

import asyncio
import uuid
from collections.abc import Mapping
from dataclasses import asdict
from itertools import count
from typing import Any

from chatapp.models import Author, Message, Status
from chatapp.services import models
from chatapp.services.conversations import Page
from chatapp.services.following import (
    AfterAnother,
    Draft,
    Gone,
    Lines,
    Noted,
    Piece,
    Queued,
    Retrying,
    Snapshot,
    Update,
    Waiting,
)
from chatapp.services.outlines import Outline
from chatapp.services.replies import can_continue
from chatapp.state.views import conversation_item

Frame = dict[str, Any] | list[Any]

ENDED: Frame = {"ended": True}  # the session: the page asks to sign in again

_aliases = count(1)  # never given twice, so that a late frame is not taken for another answer's


def page_of(page: Page, view: str | None = None) -> Frame:
    """The next part of the list, or of another view, for who has read what comes before it."""
    lines = [asdict(conversation_item(line)) for line in page.items]
    return {"n": page.number, "lines": lines, "more": page.more} | ({} if view is None else {"view": view})


class Frames:
    """Of one following. The first piece of an answer gives it a short name, by which the next ones call it: at full
    length its id would be the most of what is sent."""

    def __init__(self) -> None:
        self._names: dict[tuple[uuid.UUID, str], int] = {}

    def of(self, update: Update) -> Frame:
        match update:
            case Piece():
                return self._piece(update)
            case Noted():
                return {"m": str(update.message_id), "w": _waiting(update.waiting)}
            case Lines():
                items = [asdict(conversation_item(line)) for line in update.items]
                return {"n": update.number, "lines": items, "gone": [str(id_) for id_ in update.gone]}
            case Gone():
                return {"conversation": str(update.conversation_id), "gone": True}
            case Draft():
                return draft(update)
            case Snapshot():
                return _snapshot(update)

    def _piece(self, piece: Piece) -> Frame:
        key = (piece.message_id, piece.channel)
        if name := self._names.get(key):
            return [name, piece.offset, piece.text]
        self._names[key] = name = next(_aliases)
        return {"m": str(piece.message_id), "c": piece.channel, "a": name, "o": piece.offset, "t": piece.text}


def map_of(outline: Outline) -> Frame:
    """Parents by their number in the list: their ids would be a third of what is sent."""
    numbers: dict[uuid.UUID | None, int] = {node.id: number for number, node in enumerate(outline.nodes)}
    nodes = [
        [str(node.id), numbers.get(node.parent_id, -1), node.role, node.status, node.words] for node in outline.nodes
    ]
    return {"tree": nodes, "of": str(outline.conversation_id), "head": numbers.get(outline.head, -1)}


def draft(kept: Draft) -> Frame:
    return {"draft": kept.text, "of": str(kept.conversation_id or ""), "v": kept.version, "age": kept.age_ms}


def _waiting(waiting: Waiting | None) -> Mapping[str, Any] | None:
    match waiting:
        case None:
            return None
        case AfterAnother():
            return {"kind": "after"}
        case Queued(place):
            return {"kind": "queue", "place": place}
        case Retrying(fault, detail, attempt, until):
            seconds = max(0.0, until - asyncio.get_running_loop().time())
            return {"kind": "retry", "fault": fault, "detail": detail, "attempt": attempt, "seconds": round(seconds, 1)}


def _snapshot(snapshot: Snapshot) -> Frame:
    more = {} if snapshot.more is None else {"more": snapshot.more}
    head = {"head": str(snapshot.head)} if snapshot.head else {}
    rows = [_row(message, snapshot) for message in snapshot.messages]
    frame = {"n": snapshot.number, "conversation": str(snapshot.conversation_id), "rows": rows, **head, **more}
    if snapshot.sides is not None:
        frame |= {"sides": [str(id_) for id_ in snapshot.sides]}
    if snapshot.removed:
        frame |= {"removed": [str(id_) for id_ in snapshot.removed]}
    return frame | _place(snapshot)


def _place(snapshot: Snapshot) -> dict[str, Any]:
    if snapshot.part:
        aside = {"aside": True} if snapshot.part.aside else {}
        return {"place": str(snapshot.part.place or ""), "end": str(snapshot.part.end or "")} | aside
    if snapshot.whole:
        origin = {"origin": [str(snapshot.origin.id), snapshot.origin.title]} if snapshot.origin else {}
        return {"whole": True, **origin} | ({"temporary": True} if snapshot.temporary else {})
    return {}


def _numbers(message: Message) -> dict[str, Any]:
    """Of an answer that has ended; what nobody counted is not there."""
    if message.role != Author.ASSISTANT or message.status == Status.STREAMING:
        return {}
    known = {
        "first": message.first_token_ms,
        "whole": message.duration_ms,
        "rate": message.tokens_per_s,
        "in": message.prompt_tokens,
        "cached": message.cached_tokens,
        "out": message.completion_tokens,
        "thought": message.reasoning_tokens,
        "end": message.finish_reason,
        "retries": message.retries or None,
    }
    return {name: number for name, number in known.items() if number is not None}


def _row(message: Message, snapshot: Snapshot) -> dict[str, Any]:
    row: dict[str, Any] = {
        "id": str(message.id),
        "parent": str(message.parent_id) if message.parent_id else None,
        "role": message.role,
        "status": message.status,
        "model": message.model,
        "reference": models.of(message),
        "fault": message.error_kind or "",
        "detail": message.error_detail,
        "continues": can_continue(message),
        "created": message.created_at.isoformat(),
        "client_id": message.client_id,
    }
    if message.edited:
        row |= {"edited": True}
    if numbers := _numbers(message):
        row |= {"numbers": numbers}
    row |= {name: value for name in ("left_out", "dropped", "switched_off") if (value := getattr(message, name))}
    if thought_s := round((message.reasoning_ms or 0) / 1000):
        row |= {"thought_s": thought_s}
    if versions := snapshot.versions.get(message.id):
        at = versions.index(message.id)
        row |= {"version": at + 1, "versions": len(versions)}
        row |= {"previous": str(versions[at - 1])} if at else {}
        row |= {"next": str(versions[at + 1])} if at + 1 < len(versions) else {}
    if message.id in snapshot.with_text:
        row |= {"content": message.content, "reasoning": message.reasoning}
    return row
