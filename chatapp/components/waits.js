// What answers wait for until they have text, by message id.
import { useSyncExternalStore } from "react";

const waits = new Map();
const listeners = new Set();
const subscribe = (listener) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

// Each asking anew is told the same wait again: what those who hear the page were told of it stands.
const isSame = (known, wait) => ["kind", "place", "attempt"].every((part) => known?.[part] === wait[part]);

// `wait`: none for nothing any more. Who draws the page anew anyway is not told.
export const setWait = (id, wait) => {
  if (wait ? isSame(waits.get(id), wait) : !waits.delete(id)) return;
  if (wait) waits.set(id, { ...wait, until: wait.seconds === undefined ? 0 : performance.now() + 1000 * wait.seconds });
  listeners.forEach((listener) => listener());
};

export const dropWaits = () => waits.clear();

export const useWaiting = (id) => useSyncExternalStore(subscribe, () => waits.get(id), () => undefined);
