"""A person's conversations as files: one of them, or all in one ZIP. Read piece by piece: no more than a page of
messages is in memory, and the database is let go between two of them, however slowly the other side reads."""

import asyncio
import uuid
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from chatapp.errors import NotFound
from chatapp.formats import filenames, tree
from chatapp.formats.archive import Archive
from chatapp.formats.format import Format, Texts
from chatapp.formats.markdown import Markdown
from chatapp.formats.page import Page
from chatapp.formats.tree import Tree
from chatapp.models import Conversation, Message, Status, now
from chatapp.runtime import current
from chatapp.services import limits
from chatapp.services.viewer import Viewer
from chatapp.store import conversations, exports, messages, tags
from chatapp.store.exports import Entry, Size

_PAGE_CHARS = 200_000
_PAGE_MESSAGES = 100
_PAGE_CONVERSATIONS = 100
_LITTLE_CHARS = 2_000  # compressed sooner than a thread is asked


@dataclass(frozen=True)
class File:
    name: str
    media_type: str
    parts: AsyncIterator[bytes]


async def one(viewer: Viewer, conversation_id: uuid.UUID, kind: str, texts: Texts) -> File:
    """`kind`: markdown, html or json; `texts`: in whose language the first two say who wrote what."""
    formats: dict[str, Format] = {"markdown": Markdown(texts), "html": Page(texts), "json": Tree()}
    if kind not in formats:
        raise NotFound
    limits.count_export(viewer.user_id)
    source = await _open(viewer, conversation_id)
    if source is None:
        raise NotFound
    form = formats[kind]
    name = f"{filenames.stem(source.conversation.title)}{form.suffix}"
    return File(name, form.media_type, _encoded(source, form))


async def everything(viewer: Viewer, texts: Texts) -> File:
    limits.count_archive(viewer.user_id)
    return File(f"chatapp-{now():%Y-%m-%d}.zip", "application/zip", _archive(viewer, texts))


class _Source:
    """One conversation while it is read. `sizes`: of its messages as it was opened."""

    def __init__(self, conversation: Conversation, tags: Sequence[str], sizes: Sequence[Size]) -> None:
        self.conversation = conversation
        self.tags = tags
        self.pages = list(_pages(sizes))
        self.path = _path(conversation.current_message_id, sizes)
        self.missed = set[uuid.UUID]()
        self._read: tuple[int, Sequence[Message]] = (-1, [])  # nearly always one page is all: it is read once

    async def page(self, number: int) -> Sequence[Message]:
        if self._read[0] != number:
            self._read = number, await self._rows(self.pages[number])
            self.missed |= {*self.pages[number]} - {row.id for row in self._read[1]}
        return self._read[1]

    async def _rows(self, ids: Sequence[uuid.UUID]) -> Sequence[Message]:
        conversation = self.conversation
        async with current().database.read() as session:
            rows = await messages.by_ids(session, conversation.user_id, conversation.id, ids)
            so_far = [(row, await messages.text_so_far(session, row)) for row in rows if row.status == Status.STREAMING]
        for row, texts in so_far:
            row.content, row.reasoning = texts
        return rows


async def _open(viewer: Viewer, conversation_id: uuid.UUID) -> _Source | None:
    async with current().database.read() as session:
        conversation = await conversations.find(session, viewer.user_id, conversation_id)
        if conversation is None:
            return None
        put_on = await tags.names_on(session, conversation_id)
        return _Source(conversation, put_on, await exports.sizes(session, viewer.user_id, conversation_id))


def _pages(sizes: Sequence[Size]) -> Iterator[list[uuid.UUID]]:
    page, chars = list[uuid.UUID](), 0
    for size in sizes:
        if page and (len(page) >= _PAGE_MESSAGES or chars + size.chars > _PAGE_CHARS):
            yield page
            page, chars = [], 0
        page.append(size.id)
        chars += size.chars
    if page:
        yield page


def _path(head: uuid.UUID | None, sizes: Sequence[Size]) -> set[uuid.UUID]:
    parents = {size.id: size.parent_id for size in sizes}
    path = set[uuid.UUID]()
    while head is not None and head in parents:
        path.add(head)
        head = parents[head]
    return path


async def _written(source: _Source, form: Format) -> AsyncIterator[str]:
    """Drawn beside the loop, which has others to serve."""
    between = ""
    yield form.head(source.conversation, source.tags)
    for number, ids in enumerate(source.pages):
        if form.branches or not source.path.isdisjoint(ids):
            rows = [row for row in await source.page(number) if form.branches or row.id in source.path]
            drawn = await asyncio.to_thread(_drawn, form, rows)
            yield between + drawn
            between = form.between if drawn else between
    yield form.tail()


def _drawn(form: Format, rows: Sequence[Message]) -> str:
    return form.between.join(form.message(row) for row in rows)


async def _encoded(source: _Source, form: Format) -> AsyncIterator[bytes]:
    async for part in _written(source, form):
        yield part.encode()


async def _archive(viewer: Viewer, texts: Texts) -> AsyncIterator[bytes]:
    """A conversation that goes meanwhile is left out, and the manifest, which comes last, says so."""
    archive, names = Archive(), filenames.Names()
    listed, left_out = list[dict[str, Any]](), list[dict[str, str]]()
    async for entry in _entries(viewer):
        source = await _open(viewer, entry.id)
        if source is None:
            left_out.append({"id": str(entry.id), "title": entry.title, "reason": "deleted"})
            continue
        name = f"{entry.created_at:%Y-%m}/{names.of(source.conversation.title)}"
        paths = {"markdown": f"markdown/{name}.md", "json": f"json/{name}.json"}
        for form in (Markdown(texts), Tree()):
            async for made in _member(archive, paths["json" if form.branches else "markdown"], source, form):
                yield made
        listed.append(_listed(source, paths))
    manifest = {"format": "chatapp.export", "version": tree.VERSION, "exported_at": tree.time(now())}
    manifest |= {"user": viewer.name, "conversations": listed, "left_out": left_out}
    await asyncio.to_thread(_close, archive, tree.text(manifest))
    yield archive.taken()


async def _entries(viewer: Viewer) -> AsyncIterator[Entry]:
    last: Entry | None = None
    while True:
        async with current().database.read() as session:
            page = await exports.entries(session, viewer.user_id, _PAGE_CONVERSATIONS, last)
        for last in page:
            yield last
        if len(page) < _PAGE_CONVERSATIONS:
            return


async def _member(archive: Archive, path: str, source: _Source, form: Format) -> AsyncIterator[bytes]:
    archive.begin(path, source.conversation.updated_at)
    async for part in _written(source, form):
        if len(part) > _LITTLE_CHARS:
            await asyncio.to_thread(archive.add, part)
        else:
            archive.add(part)
        if made := archive.taken():
            yield made
    archive.end()


def _close(archive: Archive, manifest: str) -> None:
    archive.begin("manifest.json", now())
    archive.add(manifest)
    archive.end()
    archive.close()


def _listed(source: _Source, paths: dict[str, str]) -> dict[str, Any]:
    conversation = source.conversation
    return {
        "id": str(conversation.id),
        "title": conversation.title,
        "updated_at": tree.time(conversation.updated_at),
        "messages": sum(map(len, source.pages)) - len(source.missed),
        "complete": not source.missed,  # else some went while it was read
        **paths,
    }
