// The list of conversations as this tab knows it: what the server listed, and what it has said since of single lines.
import { useContext, useEffect, useMemo, useSyncExternalStore } from "react";
import { EventLoopContext } from "$/utils/context-registry";

const told = new Map(); // by id: a line, or that it is gone
let reached = null; // the end of the last page that came after the first: `last`, and whether there is `more`
const views = new Map(); // by key: what the server listed of other parts, each in an order of its own
let doubtful = false; // the connection broke: what later pages said may have changed unheard
let version = 0;
const listeners = new Set();
const subscribe = (listener) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};
const changed = () => {
  version += 1;
  listeners.forEach((listener) => listener());
};

const note = (id, line) => {
  if ((told.get(id)?.number ?? 0) < line.number) told.set(id, line);
};

const listed = (key, lines, more) => {
  const { ids, last } = views.get(key) ?? { ids: [] };
  views.set(key, { ids: new Set([...ids, ...lines.map(({ id }) => id)]), last: lines.at(-1) ?? last, more });
};

export const receiveLines = ({ n: number, lines, gone = [], more, view }) => {
  lines.forEach((line) => note(line.id, line));
  gone.forEach((id) => note(id, { gone: true, number }));
  if (view !== undefined) listed(view, lines, more);
  else if (more !== undefined) reached = { last: lines.at(-1) ?? reached?.last, more };
  changed();
};

const order = (a, b) => (a < b ? 1 : a > b ? -1 : 0);
const later = (a, b) => order(a.updated, b.updated) || order(a.id, b.id);
const inPlace = (a, b) => order(a.pinned, b.pinned) || later(a, b);

// A view: {shelf, sort, tag}. The plain list, pinned ones first, is the one that each page has from its start.
export const keyOf = ({ shelf, sort, tag }) => `${shelf} ${sort} ${tag}`;
export const MAIN = keyOf({ shelf: "", sort: "used", tag: "" });
const SHELVES = {
  "": ({ archived, deleted }) => !archived && !deleted,
  archive: ({ archived, deleted }) => archived && !deleted,
  trash: ({ deleted }) => deleted !== "",
};
const SORTS = {
  used: later,
  begun: (a, b) => order(a.created, b.created) || order(a.id, b.id),
  deleted: (a, b) => order(a.deleted, b.deleted) || order(a.id, b.id),
  title: (a, b) => order(b.title.toLowerCase(), a.title.toLowerCase()) || order(b.id, a.id),
};
const isListed = SHELVES[""];

const viewed = ({ shelf, sort, tag }, { ids, last, more }) => {
  const compare = SORTS[sort];
  const isHere = (line) => !line.gone && SHELVES[shelf](line) && (!tag || line.tags.includes(tag));
  // As in the list: what stands beyond all that is listed comes with a later part.
  const isNear = (line) => !more || ids.has(line.id) || compare(line, last) <= 0;
  return { lines: [...told.values()].filter((line) => isHere(line) && isNear(line)).sort(compare), last, more };
};

let known = {}; // several parts of a page show the same list
const listOf = (items, more) => {
  if (known.items !== items || known.more !== more || known.version !== version)
    known = { items, more, version, list: merged(items, more) };
  return known.list;
};

const merged = (items, hasMore) => {
  const newest = new Map(items.map((item) => [item.id, item]));
  const ends = [items.findLast((item) => !item.pinned), reached?.last].filter(Boolean).sort(later);
  const last = ends.at(-1);
  const more = reached && last === reached.last ? reached.more : hasMore;
  for (const [id, line] of told) {
    const listed = newest.get(id);
    // A line that is older than all that are listed belongs to a part that is not on the page.
    const here = line.gone || line.pinned || !more || !last || later(line, last) <= 0;
    if (listed ? listed.number < line.number : here) newest.set(id, line);
  }
  const lines = [...newest.values()].filter((line) => !line.gone && isListed(line)).sort(inPlace);
  return { lines, last, more };
};

// After a break the list is the first page again, and the rest is asked for as it is scrolled to.
const useTrust = (items) => {
  const [, errors] = useContext(EventLoopContext);
  const broken = errors.length > 0;
  useEffect(() => {
    doubtful ||= broken;
  }, [broken]);
  useEffect(() => {
    items.forEach((item) => note(item.id, item)); // the next first page may be a shorter part of the list
    if (!doubtful || broken) return;
    const [{ number } = { number: Infinity }] = items;
    for (const [id, line] of told) if (line.number < number) told.delete(id);
    reached = null;
    views.clear();
    doubtful = false;
    changed();
  }, [items]);
};

// `lines` in their order, pinned ones first; `last`: the one that the next page comes after, if there is `more`.
export const useList = (items, more) => {
  useTrust(items);
  const seen = useSyncExternalStore(subscribe, () => version, () => 0);
  return useMemo(() => listOf(items, more), [items, more, seen]);
};

// Null until the server has said how it begins.
export const useView = (view) => {
  const seen = useSyncExternalStore(subscribe, () => version, () => 0);
  const key = keyOf(view);
  return useMemo(() => (views.has(key) ? viewed(view, views.get(key)) : null), [key, seen]);
};
