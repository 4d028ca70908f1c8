// The tree of a conversation, as the server last sent it.
import { useSyncExternalStore } from "react";

let map = { of: "", lines: [] };
const listeners = new Set();
const subscribe = (listener) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

// In the order they are read: what follows one message stands right below it, what follows each of several versions
// stands a step further in. Not by recursion: a conversation can be deeper than the stack.
export const linesOf = (nodes, head) => {
  const below = new Map();
  nodes.forEach(([, parent], index) => (below.get(parent) ?? below.set(parent, []).get(parent)).push(index));
  const open = new Set();
  for (let at = head; at >= 0; at = nodes[at][1]) open.add(at);
  const lines = [];
  const place = (parent, level) => {
    const here = below.get(parent) ?? [];
    const inner = here.length > 1 ? level + 1 : level;
    return here.map((index, number) => ({ index, level: inner, version: number + 1, versions: here.length })).reverse();
  };
  const waiting = place(-1, 1);
  while (waiting.length) {
    const { index, ...line } = waiting.pop();
    const [id, , role, status, words] = nodes[index];
    lines.push({ id, role, status, words, open: open.has(index), last: index === head, ...line });
    waiting.push(...place(index, line.level));
  }
  return lines;
};

export const receiveMap = (frame) => {
  map = { of: frame.of, lines: linesOf(frame.tree, frame.head) };
  listeners.forEach((listener) => listener());
};

export const forgetMap = () => receiveMap({ of: "", tree: [], head: -1 });

export const useMap = () => useSyncExternalStore(subscribe, () => map, () => map);
