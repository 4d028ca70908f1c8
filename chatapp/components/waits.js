// What answers wait for until they have text, by message id.
import { useSyncExternalStore } from "react";

const waits = new Map();
const listeners = new Set();
const subscribe = (listener) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

// `wait`: none for nothing any more. Who draws the page anew anyway is not told.
export const setWait = (id, wait) => {
  if (!wait && !waits.delete(id)) return;
  if (wait) waits.set(id, { ...wait, until: wait.seconds === undefined ? 0 : performance.now() + 1000 * wait.seconds });
  listeners.forEach((listener) => listener());
};
export const dropWaits = () => waits.clear();

export const useWaiting = (id) => useSyncExternalStore(subscribe, () => waits.get(id), () => undefined);
