// Prompts that wait for the answer before them, above the box: each can be taken back into it or removed. They are kept
// in this browser, and go one by one; after an answer that did not end well they are held.
import { useEffect, useMemo, useState, useSyncExternalStore } from "react";
import { useConversation, useEnding } from "$/public/external/chatapp/components/bridge/chat_store.js";
import { queueOf, rawQueue, writeQueue } from "$/public/external/chatapp/components/composer/kept.js";
import { isOver } from "$/public/external/chatapp/components/session/session.js";
import { useTexts } from "$/public/external/chatapp/i18n/catalog/i18n.js";

const listeners = new Set();
const subscribe = (listener) => {
  listeners.add(listener);
  addEventListener("storage", listener); // another tab's change
  return () => {
    listeners.delete(listener);
    removeEventListener("storage", listener);
  };
};

// False when it could not be kept.
const change = (owner, conversation, make) => {
  const kept = writeQueue(owner, conversation, make(queueOf(rawQueue(owner, conversation))));
  listeners.forEach((listener) => listener());
  return kept;
};

export const enqueue = (owner, conversation, item) => change(owner, conversation, (queue) => [...queue, item]);
export const putBack = (owner, conversation, item) => change(owner, conversation, (queue) => [item, ...queue]);

// What was queued on the empty page belongs to the conversation that grew out of it.
export const moveQueue = (owner, from, to) => {
  const queue = queueOf(rawQueue(owner, from));
  if (!queue.length) return;
  change(owner, to, (there) => [...there, ...queue]);
  change(owner, from, () => []);
};

// The item, if it is still there: another tab may have been first.
const take = (owner, conversation, id) => {
  const item = queueOf(rawQueue(owner, conversation)).find((one) => one.id === id);
  change(owner, conversation, (queue) => queue.filter((one) => one.id !== id));
  return item;
};

// Of the tabs of this browser one alone sends. Where the browser can't tell which (not a secure page), each may try:
// the client id makes it one row.
const useSender = (name) => {
  const [sender, setSender] = useState(false);
  useEffect(() => {
    if (!navigator.locks) return setSender(true);
    const waiting = new AbortController();
    let release = () => {};
    const hold = () => {
      setSender(true);
      return new Promise((resolve) => (release = resolve));
    };
    navigator.locks.request(name, { signal: waiting.signal }, hold).catch(() => {}); // left before its turn
    return () => {
      waiting.abort();
      release();
      setSender(false);
    };
  }, [name]);
  return sender;
};

const useQueue = (owner, conversation) => {
  const raw = useSyncExternalStore(subscribe, () => (owner ? rawQueue(owner, conversation) : null), () => null);
  return useMemo(() => queueOf(raw), [raw]);
};

const Action = ({ label, of, onClick }) => (
  <button type="button" className="quiet" aria-describedby={`queued-${of}`} onClick={onClick}>
    {label}
  </button>
);

export function Queue({ owner, running, onSend, onEdit }) {
  const t = useTexts();
  const conversation = useConversation();
  const queue = useQueue(owner, conversation);
  const sender = useSender(`chatapp_queue/${owner}/${conversation}`);
  const ending = useEnding();
  const first = queue[0];
  const goes = Boolean(first && !first.held && sender && ending === "complete" && !isOver());

  const send = (id) => {
    const item = take(owner, conversation, id);
    if (item) onSend(item.text, item.id, true);
  };
  useEffect(() => {
    if (goes) send(first.id);
  }, [goes, first?.id]);

  const edit = (id) => {
    const item = take(owner, conversation, id);
    if (item) onEdit(item.text);
  };

  if (!first) return null;
  const held = !running && !goes && (first.held || ending !== "complete");
  return (
    <div className="queue">
      {held && <p role="status">{t("queue.held")}</p>}
      <ol aria-label={t("queue.label")}>
        {queue.map(({ id, text }) => (
          <li key={id}>
            <span className="queued" id={`queued-${id}`}>{text}</span>
            {held && id === first.id && <Action label={t("queue.send")} of={id} onClick={() => send(id)} />}
            <Action label={t("queue.edit")} of={id} onClick={() => edit(id)} />
            <Action label={t("queue.remove")} of={id} onClick={() => take(owner, conversation, id)} />
          </li>
        ))}
      </ol>
    </div>
  );
}
