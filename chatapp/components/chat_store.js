// One conversation as this tab knows it, beside Reflex's state: rows by id, texts by id.
// Frames come in any order and any number of times; applying one twice changes nothing.
import { useSyncExternalStore } from "react";

const EMPTY = Object.freeze({ content: "", reasoning: "" });
const rows = new Map();
const texts = new Map();
let conversation = "";
let head = null;
let more = false;
let pending = null;
let path = [];

const listeners = new Set();
const textListeners = new Map();
const subscribe = (listener) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

// The open path: from the head through the parents to the oldest row this tab has.
const chain = () => {
  const found = [];
  for (let row = rows.get(head); row; row = rows.get(row.parent)) found.push(row);
  return found.reverse();
};

const changed = () => {
  path = chain();
  if (path.length) path.push({ ...path.pop(), last: true });
  if (pending && pending.conversation === conversation) path = [...path, pending.row];
  listeners.forEach((listener) => listener());
};

const setText = (id, text) => {
  texts.set(id, text);
  textListeners.get(id)?.forEach((listener) => listener());
};

// Makes `id` the conversation on the page. A prompt sent from an empty page moves along with the
// conversation it began (`accepted` is its client id); anything else of another conversation is dropped.
export const open = (id, accepted) => {
  if (id === conversation) return;
  if (pending && (pending.row.id !== accepted || !id)) pending = null;
  if (pending) pending = { ...pending, conversation: id };
  rows.clear();
  texts.clear();
  head = null;
  more = false;
  conversation = id;
  changed();
};

// What this tab has of each message, in UTF-16 units: the server sends the rest.
export const have = () =>
  Object.fromEntries([...texts].map(([id, text]) => [id, [text.content.length, text.reasoning.length]]));

const dropPending = () => {
  texts.delete(pending.row.id);
  pending = null;
};

const receiveRows = (frame) => {
  for (const { content, reasoning, ...row } of frame.rows) {
    rows.set(row.id, row);
    if (content !== undefined) setText(row.id, { content, reasoning });
    else if (!texts.has(row.id)) setText(row.id, EMPTY);
    if (pending?.row.id === row.client_id) dropPending();
  }
  if (frame.head) head = frame.head;
  if (frame.more !== undefined) more = frame.more;
  changed();
};

// True when the piece fitted or was known; false when something before it is missing.
const receivePiece = ({ m: id, c: channel, o: offset, t: text }) => {
  const known = texts.get(id) ?? EMPTY;
  const key = channel === "r" ? "reasoning" : "content";
  const length = known[key].length;
  if (offset > length) return false;
  if (offset + text.length > length) setText(id, { ...known, [key]: known[key] + text.slice(length - offset) });
  return true;
};

export const receive = (frame) => {
  if (frame.rows) {
    if (frame.conversation === conversation) receiveRows(frame);
    return true;
  }
  return frame.m === undefined || receivePiece(frame);
};

export const setPending = (clientId, text) => {
  const row = { id: clientId, client_id: clientId, role: "user", status: "sending" };
  pending = { conversation, text, row };
  setText(clientId, { content: text, reasoning: "" });
  changed();
};

// Takes a prompt back that the server refused, so that the composer can show it again.
export const takeBack = (clientId) => {
  if (pending?.row.id !== clientId) return "";
  const { text } = pending;
  dropPending();
  changed();
  return text;
};

export const getPending = () => pending;
export const textOf = (id) => texts.get(id) ?? EMPTY;

export const useText = (id) =>
  useSyncExternalStore(
    (listener) => {
      const set = textListeners.get(id) ?? new Set();
      textListeners.set(id, set.add(listener));
      return () => {
        set.delete(listener);
        if (!set.size) textListeners.delete(id);
      };
    },
    () => textOf(id),
    () => EMPTY,
  );

const NONE = [];
export const useMessages = () => useSyncExternalStore(subscribe, () => path, () => NONE);
export const useHasEarlier = () => useSyncExternalStore(subscribe, () => more, () => false);
export const useOldest = () => useSyncExternalStore(subscribe, () => path[0]?.id ?? "", () => "");
export const useRunning = () =>
  useSyncExternalStore(
    subscribe,
    () => ["streaming", "sending"].includes(path.at(-1)?.status),
    () => false,
  );
