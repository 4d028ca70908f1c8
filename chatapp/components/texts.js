// The texts of the messages that this tab knows, by id. Whoever shows one hears of its changes alone.
import { useSyncExternalStore } from "react";

export const EMPTY = Object.freeze({ content: "", reasoning: "" });
const texts = new Map();
const listeners = new Map();

export const hasText = (id) => texts.has(id);
export const textOf = (id) => texts.get(id) ?? EMPTY;

export const setText = (id, text) => {
  texts.set(id, text);
  listeners.get(id)?.forEach((listener) => listener());
};

export const dropText = (id) => texts.delete(id);
export const dropTexts = () => texts.clear();

export const useText = (id) =>
  useSyncExternalStore(
    (listener) => {
      const set = listeners.get(id) ?? new Set();
      listeners.set(id, set.add(listener));
      return () => {
        set.delete(listener);
        if (!set.size) listeners.delete(id);
      };
    },
    () => textOf(id),
    () => EMPTY,
  );
