// One conversation as this tab knows it, beside Reflex's state: rows by id. Their texts are in texts.js.
// Frames come in any order and any number of times; applying one twice changes nothing.
import { useSyncExternalStore } from "react";
import { EMPTY, dropText, dropTexts, hasText, setText, textOf } from "$/public/external/chatapp/components/bridge/texts.js";
import { dropWaits, setWait } from "$/public/external/chatapp/components/bridge/waits.js";

const MOST_TOLD = 500;
const rows = new Map();
const names = new Map(); // what the short name of a frame stands for: [message id, channel]
const unanswered = new Map(); // prompts by client id, of any conversation, until their rows are here
let conversation = "";
let head = null;
let more = false;
let path = [];
let beside = []; // ids of the answers that stand side by side at the head until one is chosen
let sides = []; // their rows, while the head is shown
let end = ""; // how far down the path is shown, "" for to the head
let aside = false; // whether the branch shown is not the open one: this tab alone looks there
let place = { id: "" }; // the message that was asked for last, wherever it stands
let returns = 0; // counts how often the newest messages were let go of, and have to be asked for
let origin = null; // what this conversation was forked from: [id, title]
let temporary = false; // whether the server has it in memory alone
let editing = ""; // id of the prompt whose words are being changed
let begunBy = ""; // client id of the last prompt sent from an empty page, until the address has followed it
let grown = ""; // the conversation it began

const listeners = new Set();
const subscribe = (listener) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

// The open path: from the head, or from further up, through the parents to the oldest row this tab has.
const chain = (from) => {
  const found = [];
  for (let row = rows.get(from); row; row = rows.get(row.parent)) found.push(row);
  return found.reverse();
};

const changed = () => {
  path = chain(end || head);
  const rowsBeside = !end && beside.includes(head) ? beside.flatMap((id) => rows.get(id) ?? []) : [];
  sides = rowsBeside.length > 1 ? rowsBeside.map((row) => ({ ...row, side: true, open: row.id === head, versions: 0 })) : [];
  if (path.length && !end) path.push({ ...path.pop(), last: true, sides: sides.length });
  if (!path.some(({ id }) => id === editing)) editing = "";
  for (const [id, prompt] of unanswered)
    if (prompt.conversation === conversation && !prompt.left)
      path = [...path, { id, client_id: id, role: "user", status: "sending" }];
  listeners.forEach((listener) => listener());
};

const forget = (clientId) => {
  unanswered.delete(clientId);
  dropText(clientId);
};

// The page shows the conversation of its address, "" for none, whatever the server was last asked for.
export const visit = (address) => {
  if (address) begunBy = "";
  else if (begunBy && conversation && conversation === grown) return;
  if (address === conversation) return;
  if (address !== grown) grown = "";
  rows.clear();
  dropTexts();
  names.clear();
  dropWaits();
  for (const [id, { text, taken }] of unanswered)
    if (taken) unanswered.delete(id);
    else setText(id, { content: text, reasoning: "" });
  head = origin = null;
  more = temporary = aside = false;
  beside = [];
  end = "";
  place = { id: "" };
  conversation = address;
  changed();
};

// To an empty page. What was sent from the one before goes on without this tab.
export const leave = () => {
  const prompt = unanswered.get(begunBy);
  if (prompt) unanswered.set(begunBy, { ...prompt, left: true });
  begunBy = "";
  if (conversation) visit("");
  else changed();
};

// The server took the prompt `clientId`. An empty page that sent it shows the conversation it began, `id`, at once:
// true when it does, and the address has to follow.
export const take = (clientId, id) => {
  const prompt = unanswered.get(clientId);
  const grows = clientId && clientId === begunBy && id && !conversation;
  if (grows) conversation = grown = id;
  if (prompt) unanswered.set(clientId, { ...prompt, taken: true, conversation: grows ? id : prompt.conversation });
  if (grows) changed();
  return Boolean(grows);
};

// What was being typed on the empty page belongs to the conversation that grew out of it.
export const hasGrown = (id) => id !== "" && id === grown;

// What this tab has of the newest messages, in UTF-16 units: the server sends the rest, and what each answer waits for.
export const catchUp = () => {
  const known = [...chain(head).slice(-MOST_TOLD), ...sides].filter(({ id }) => hasText(id));
  return Object.fromEntries(known.map(({ id }) => [id, [textOf(id).content.length, textOf(id).reasoning.length]]));
};

const letGo = () => {
  end = "";
  aside = false;
  returns += 1;
};

// Where another version was opened, what is shown may be on the path no more. Who looks aside goes on to, though what
// is open is told again.
const receiveHead = (frame) => {
  const before = head;
  if (frame.whole ? !aside || !rows.has(head) : frame.head) [head, aside] = [frame.head ?? null, Boolean(frame.aside)];
  if (frame.whole) [origin, temporary] = [frame.origin ?? null, Boolean(frame.temporary)];
  if (frame.sides) beside = frame.sides;
  if (frame.end !== undefined) end = frame.end;
  else if (end && !rows.has(end)) letGo();
  else if (end && head !== before && !chain(head).some(({ id }) => id === before)) letGo();
  if (frame.place) place = { id: frame.place };
};

const receiveRows = (frame) => {
  for (const id of frame.removed ?? []) {
    rows.delete(id);
    setWait(id, null);
    dropText(id);
  }
  for (const { content, reasoning, ...row } of frame.rows) {
    rows.set(row.id, row);
    if (content !== undefined) setText(row.id, { content, reasoning });
    else if (!hasText(row.id)) setText(row.id, EMPTY);
    if (row.client_id) forget(row.client_id);
    if (row.status !== "streaming") setWait(row.id, null);
  }
  receiveHead(frame);
  if (frame.more !== undefined) more = frame.more;
  changed();
};

// True when the piece fitted or was known; false when something before it is missing.
const receivePiece = (id, channel, offset, text) => {
  const known = textOf(id);
  const length = known[channel].length;
  if (offset > length) return false;
  if (offset + text.length > length) setText(id, { ...known, [channel]: known[channel] + text.slice(length - offset) });
  setWait(id, null);
  return true;
};

// A piece is [name, offset, text]; the first one of an answer says what its name stands for.
export const receive = (frame) => {
  if (Array.isArray(frame)) {
    const [name, offset, text] = frame;
    return names.has(name) && receivePiece(...names.get(name), offset, text);
  }
  if (frame.rows) {
    if (frame.conversation === conversation) receiveRows(frame);
    return true;
  }
  if (frame.w !== undefined) return setWait(frame.m, frame.w), true;
  if (frame.m === undefined) return true;
  names.set(frame.a, [frame.m, frame.c]);
  // From the first letter on it is the whole text, whatever this tab had of it.
  if (!frame.o) setText(frame.m, { ...textOf(frame.m), [frame.c]: "" });
  return receivePiece(frame.m, frame.c, frame.o, frame.t);
};

// A prompt of the conversation on the page, or one of `place` that an earlier page could not send.
export const addPrompt = (clientId, text, place = conversation) => {
  if (unanswered.has(clientId) || [...rows.values()].some((row) => row.client_id === clientId)) return;
  if (!conversation && !place) begunBy = clientId;
  unanswered.set(clientId, { conversation: place, text, taken: false });
  setText(clientId, { content: text, reasoning: "" });
  if (end) letGo();
  changed();
};

export const isPart = () => end !== "";
export const shownHead = () => head;
export const shownAside = () => (aside ? head : ""); // "" where the open branch is shown

export const goToEnd = () => end && (letGo(), changed());

// Further down by some messages: false when they are not here.
export const goOn = (count) => {
  const whole = chain(head);
  const at = whole.findIndex(({ id }) => id === end);
  if (at < 0) return false;
  end = whole.slice(at + count, -1)[0]?.id ?? "";
  changed();
  return true;
};

export const newClientId = () => crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`;

export const edit = (id) => {
  editing = id;
  listeners.forEach((listener) => listener());
};

export const editLast = () => edit(path.findLast(({ role, status }) => role === "user" && status !== "sending")?.id ?? "");

// Takes back a prompt that the server refused, so that it can be written again; undefined if there is none.
export const takeBack = (clientId) => {
  const prompt = unanswered.get(clientId);
  forget(clientId);
  changed();
  return prompt;
};

// Prompts of which nobody knows whether they arrived: [text, client id, conversation].
export const untaken = () =>
  [...unanswered].filter(([, { taken }]) => !taken).map(([id, { text, conversation }]) => [text, id, conversation]);

export const useEditing = (id) => useSyncExternalStore(subscribe, () => id === editing, () => false);

const NONE = [];
export const useMessages = () => useSyncExternalStore(subscribe, () => path, () => NONE);
export const useSides = () => useSyncExternalStore(subscribe, () => sides, () => NONE);
export const useConversation = () => useSyncExternalStore(subscribe, () => conversation, () => "");
export const useHasEarlier = () => useSyncExternalStore(subscribe, () => more, () => false);
export const useOldest = () => useSyncExternalStore(subscribe, () => path[0]?.id ?? "", () => "");

export const useEnd = () => useSyncExternalStore(subscribe, () => end, () => "");
export const usePlace = () => useSyncExternalStore(subscribe, () => place, () => place);
export const useReturns = () => useSyncExternalStore(subscribe, () => returns, () => 0);
export const useOrigin = () => useSyncExternalStore(subscribe, () => origin, () => null);
export const useTemporary = () => useSyncExternalStore(subscribe, () => temporary, () => false);

// Of several answers side by side one that is still being written, if any is.
const newest = () => sides.find(({ status }) => status === "streaming") ?? (end ? rows.get(head) : path.at(-1));

// How the last answer ended, "" while there is none or it is being written.
const endingOf = (row) => (row?.role === "assistant" && row.status !== "streaming" ? row.status : "");
export const useEnding = () => useSyncExternalStore(subscribe, () => endingOf(newest()), () => "");
export const useRunning = () =>
  useSyncExternalStore(
    subscribe,
    () => ["streaming", "sending"].includes(newest()?.status),
    () => false,
  );
