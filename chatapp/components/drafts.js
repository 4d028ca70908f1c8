// What is typed and not sent: in this browser at once, and on the server soon after, for the person's other devices.
// One text at a time is on its way there.
import { useEffect } from "react";
import { isPassing, readDraft, writeDraft } from "$/public/external/chatapp/components/composer/kept.js";
import { isOver } from "$/public/external/chatapp/components/session/session.js";

const PACE_MS = 300;
const LATER_MS = 5000; // the server could not keep it just now
const PATIENCE_MS = 10_000; // for the server's word
const unsaved = new Set(); // conversations
const known = new Set(); // conversations whose draft this page has compared with the server's, or changed
const settled = new Set(); // conversations that were temporary and have been kept
const listeners = new Set();
let owner = "";
let keep = null; // what sends a text to the server, of up to `most` characters
let most = 0;
let underWay = null;
let number = 0;
let timer = 0;

const later = (ms) => {
  if (unsaved.size) timer ||= setTimeout(flush, ms);
};

// Nobody knows whether it has arrived.
const giveUp = () => {
  if (underWay) unsaved.add(underWay.conversation);
  underWay = null;
};

// The server is told nothing of what is typed in a temporary conversation.
const staysHere = (conversation) => isPassing(conversation) && !settled.has(conversation);

export const flush = () => {
  clearTimeout(timer);
  timer = 0;
  if (!keep || isOver() || (underWay && performance.now() < underWay.until)) return;
  giveUp();
  for (const conversation of unsaved) {
    unsaved.delete(conversation);
    const { text, saved } = readDraft(owner, conversation);
    if (saved !== undefined || text.length > most || staysHere(conversation)) continue;
    number += 1;
    underWay = { number, conversation, text, until: performance.now() + PATIENCE_MS };
    return keep(conversation, text, number);
  }
};

const change = (conversation, draft) => {
  writeDraft(owner, conversation, draft);
  if (draft.saved === undefined) unsaved.add(conversation);
  later(PACE_MS);
};

export const draftOf = (conversation) => readDraft(owner, conversation).text;

export const typed = (conversation, text) => {
  known.add(conversation);
  change(conversation, { text, at: Date.now() });
};

export const own = (name) => {
  owner = name;
};

// `opened` counts loads and reconnects.
export const useKeeper = (onKeep, mostChars, opened) => {
  useEffect(() => {
    [keep, most] = [onKeep, mostChars];
  });
  useEffect(() => {
    giveUp();
    later(PACE_MS);
  }, [opened]);
  useEffect(() => {
    const hide = () => document.hidden && flush();
    addEventListener("pagehide", flush);
    document.addEventListener("visibilitychange", hide);
    return () => {
      removeEventListener("pagehide", flush);
      document.removeEventListener("visibilitychange", hide);
    };
  }, []);
};

// The server's word about the text that was under way.
export const receiveKept = ({ kept, v: saved, lost }) => {
  if (kept !== underWay?.number) return;
  const { conversation, text } = underWay;
  underWay = null;
  const draft = readDraft(owner, conversation);
  if (lost) writeDraft(owner, conversation, { text: "", saved: 0 }); // with its conversation
  else if (saved === undefined) unsaved.add(conversation);
  else if (draft.text === text) writeDraft(owner, conversation, { ...draft, saved });
  later(lost || saved !== undefined ? PACE_MS : LATER_MS);
};

// What the server has, typed on whichever device. What was typed here since, and has not got there yet, wins; of what
// an earlier page left unsaid, the later.
export const receiveDraft = ({ draft: text, of: conversation, v: saved, age }) => {
  if (!owner || staysHere(conversation)) return;
  const mine = readDraft(owner, conversation);
  const wins = known.has(conversation) || !saved || Date.now() - mine.at <= age;
  known.add(conversation);
  if (mine.saved === undefined && mine.text !== text && wins) change(conversation, mine);
  else if (mine.saved !== saved) change(conversation, { text, at: Date.now() - age, saved });
  listeners.forEach((listener) => listener(conversation));
};

// The server has this conversation in its database: what was typed there may go to other devices.
export const settle = (conversation) => {
  if (!staysHere(conversation)) return;
  settled.add(conversation);
  if (readDraft(owner, conversation).text) unsaved.add(conversation);
  later(PACE_MS);
};

// Tells of conversations whose draft may be another one now.
export const onDraft = (listener) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};
