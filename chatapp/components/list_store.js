// The list of conversations as this tab knows it: what the server listed, and what it has said since of single lines.
import { useMemo, useSyncExternalStore } from "react";

const told = new Map(); // by id: a line, or that it is gone
let version = 0;
const listeners = new Set();
const subscribe = (listener) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

const note = (id, line) => {
  if ((told.get(id)?.number ?? 0) < line.number) told.set(id, line);
};

export const receiveLines = ({ n: number, lines, gone }) => {
  lines.forEach((line) => note(line.id, line));
  gone.forEach((id) => note(id, { gone: true, number }));
  version += 1;
  listeners.forEach((listener) => listener());
};

const later = (a, b) => (a.updated !== b.updated ? (a.updated < b.updated ? 1 : -1) : a.id < b.id ? 1 : -1);

const merged = (items) => {
  const newest = new Map(items.map((item) => [item.id, item]));
  const oldest = items.at(-1)?.updated ?? "";
  for (const [id, line] of told) {
    const known = newest.get(id);
    // A line that is older than all that are listed belongs to a part that is not on the page.
    if (known ? known.number < line.number : line.updated >= oldest) newest.set(id, line);
  }
  return [...newest.values()].filter((line) => !line.gone).sort(later);
};

export const useLines = (items) => {
  const seen = useSyncExternalStore(subscribe, () => version, () => 0);
  return useMemo(() => merged(items), [items, seen]);
};
