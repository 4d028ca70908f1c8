"""One's conversations searched, titles and messages. The index proposes, the texts decide: what is found really has
the words, side by side where that was asked for."""

import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp.errors import NotFound
from chatapp.runtime import current
from chatapp.services import zones
from chatapp.services.administration import acting
from chatapp.services.queries import Query, parse
from chatapp.services.viewer import Actor, Viewer
from chatapp.store import conversations, search, search_index
from chatapp.store.search import Text
from chatapp.store.search_index import MESSAGE, TITLE
from chatapp.words import Part, Token, fold, spans

_RANKED = 40  # of messages, the newest that are found; further ones come with further pages
# Read without the index, whose list of a common word would be long; as long as so many of them have the words.
_AT_ONCE, _OFTEN = 60, 15
_AT_ONCE_CHARS = 100_000
_STEP = 200  # what the index proposes at a time
_MOST_READ = 400  # of texts for one page
_MOST_TITLES = 20
_MOST_WITHIN = 2_000  # messages of a conversation that was opened at a hit
_BEFORE_CHARS, _SHOWN_CHARS = 40, 200
_USUAL_CHARS = 800
_SPACE = re.compile(r"\s+")

Piece = tuple[str, bool]  # some text, and whether it is what was looked for


@dataclass(frozen=True)
class Found:
    text: Text
    title: Sequence[Piece]
    snippet: Sequence[Piece]  # nothing, where the title was found


@dataclass(frozen=True)
class Results:
    """`more`: where a further page begins; None: there is none."""

    items: Sequence[Found]
    more: int | None


@dataclass(frozen=True)
class Hits:
    """In one conversation: messages, in the order they were written, and a pattern of ECMAScript, flags i and u, for
    what was looked for; empty for nothing but filters."""

    messages: Sequence[uuid.UUID]
    pattern: str


async def find(viewer: Viewer, typed: str, zone: str, before: int | None = None) -> Results:
    """The best of the newest first; `before`: what comes after a page that ended there. Days are those of `zone`."""
    query = parse(typed, zones.known(zone))
    if not query.asks:
        return Results([], None)
    async with current().database.read() as session:
        titles: Sequence[Text] = await _titles(session, viewer.user_id, query) if before is None else ()
        keys, more = await _messages(session, viewer.user_id, query, before)
        found = await search.texts(session, viewer.user_id, MESSAGE, keys) if keys else ()
    ranked = sorted((*titles, *found), key=lambda text: (_score(query, text), text.key), reverse=True)
    return Results([_shown(query, text) for text in ranked], more)


async def within(viewer: Viewer, conversation_id: uuid.UUID, typed: str, zone: str) -> Hits:
    """Where in a conversation it was said, in any of its branches, among its newest messages. NotFound for anyone
    else's."""
    query = parse(typed, zones.known(zone))
    async with current().database.read() as session:
        if await conversations.find(session, viewer.user_id, conversation_id) is None:
            raise NotFound
        found = await _said_within(session, viewer.user_id, conversation_id, query) if query.asks else ()
    return Hits(found, "|".join(part.written for part in query.wanted))


async def rebuild(actor: Actor) -> int:
    """The index anew, conversation by conversation, so that nobody who writes waits long. Returns how many there are.
    NotAdministrator for anyone else."""
    async with acting(actor) as session:
        known = await search_index.clear(session)
    for conversation_id in known:
        async with current().database.write() as session:
            await search_index.add_all_of(session, conversation_id)
    return len(known)


async def _titles(session: AsyncSession, user_id: int, query: Query) -> Sequence[Text]:
    tokens = _tokens(query)
    if not tokens:
        return []
    keys = await search.matching(session, user_id, TITLE, tokens, query.filters, None, 2 * _MOST_TITLES)
    proposed = await search.texts(session, user_id, TITLE, keys) if keys else ()
    return [text for text in proposed if _has(query, text.text)][:_MOST_TITLES]


async def _messages(
    session: AsyncSession, user_id: int, query: Query, before: int | None
) -> tuple[Sequence[int], int | None]:
    """Keys of those found, and where a further page begins."""
    found: list[int] = []
    read, tokens, last = 0, _tokens(query), before
    from_index = False
    while True:
        if from_index:
            keys = await search.matching(session, user_id, MESSAGE, tokens, query.filters, last, _STEP)
        else:
            keys = await search.newest(session, user_id, query.filters, last, _AT_ONCE, _AT_ONCE_CHARS)
        if not keys:
            return found, None
        known = len(found)
        for last, content in await search.contents(session, user_id, keys):
            if _has(query, content):
                found.append(last)
            if len(found) == _RANKED:
                return found, last
        read += len(keys)
        if read >= _MOST_READ:
            return found, last
        from_index = from_index or (bool(tokens) and len(found) - known < _OFTEN)


async def _said_within(
    session: AsyncSession, user_id: int, conversation_id: uuid.UUID, query: Query
) -> Sequence[uuid.UUID]:
    found: list[uuid.UUID] = []
    before = None
    for _ in range(_MOST_WITHIN // _STEP):
        texts = await search.said(session, user_id, conversation_id, query.filters, before, _STEP)
        found += [id_ for id_, _, content in texts if _has(query, content)]
        if len(texts) < _STEP:
            break
        before = texts[-1][1]
    return found[::-1]


def _tokens(query: Query) -> Sequence[Token]:
    return list(dict.fromkeys(token for part in query.wanted for token in part.tokens))


def _has(query: Query, text: str) -> bool:
    folded = fold(text)
    return all(part.pattern.search(folded) for part in query.wanted) and not any(
        part.pattern.search(folded) for part in query.unwanted
    )


def _score(query: Query, text: Text) -> float:
    """As BM25 has it, where all words weigh the same; a title weighs twice."""
    folded = fold(text.text)
    short = 0.3 + 0.9 * len(folded) / _USUAL_CHARS
    counts = (sum(1 for _ in islice(part.pattern.finditer(folded), 50)) for part in query.wanted)
    score = sum(2.2 * count / (count + short) for count in counts)
    return score if text.message_id else 2 * score


def _shown(query: Query, text: Text) -> Found:
    title = _pieces(text.title, query.wanted, 0, len(text.title))
    if text.message_id is None:
        return Found(text, title, [])
    marks = spans(text.text, query.wanted)
    start = max(0, marks[0][0] - _BEFORE_CHARS) if marks else 0
    return Found(text, title, _pieces(text.text, query.wanted, start, start + _SHOWN_CHARS))


def _pieces(text: str, parts: Sequence[Part], start: int, end: int) -> Sequence[Piece]:
    """`text` from `start` to `end`, on one line."""
    pieces: list[Piece] = [("…", False)] if start else []
    at = start
    for first, last in spans(text, parts):
        if last > start and first < end:
            pieces += [(text[at : max(at, first)], False), (text[max(at, first) : min(last, end)], True)]
            at = min(last, end)
    pieces.append((text[at:end] + ("…" if end < len(text) else ""), False))
    return [(_SPACE.sub(" ", said), marked) for said, marked in pieces if said]
