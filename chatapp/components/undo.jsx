// For some seconds after something went out of sight, the way back. It outlives a load of the page.
import { useEffect, useState, useSyncExternalStore } from "react";
import { numeral, useTexts } from "$/public/external/chatapp/i18n/catalog/i18n.js";

const KEY = "chatapp_undo";
// Of one, and of many.
const TEXTS = { deleted: ["undo.deleted", "undo.deleted_many"], archived: ["undo.archived", "undo.archived_many"] };
const TIME_MS = 10_000;
const MOST = 500; // ids that the server takes at once

const kept = () => JSON.parse(sessionStorage.getItem(KEY) ?? "null");
let offer; // {kind, ids, title, until, owner}
let here = ""; // who has the page: another one in the same tab is told nothing of it
const read = () => (offer === undefined ? (offer = kept()) : offer);
const listeners = new Set();
const subscribe = (listener) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};
const put = (next) => {
  offer = next;
  if (next) sessionStorage.setItem(KEY, JSON.stringify(next));
  else sessionStorage.removeItem(KEY);
  listeners.forEach((listener) => listener());
};

// Several acts of one kind within the time are taken back together. `kind`: deleted · archived.
export const offerUndo = (kind, lines) => {
  const before = read()?.kind === kind ? read().ids : [];
  const ids = [...new Set([...before, ...lines.map(({ id }) => id)])];
  put({ kind, ids, title: lines[0].title, until: Date.now() + TIME_MS, owner: here });
};

export const inPortions = (ids, run) => {
  for (let at = 0; at < ids.length; at += MOST) run(ids.slice(at, at + MOST));
};

export function UndoNotice({ owner, onRestore, onUnarchive }) {
  const t = useTexts();
  const known = useSyncExternalStore(subscribe, read, () => null);
  const offered = known?.owner === owner ? known : null;
  const [held, hold] = useState(false); // under the pointer, or with the focus: it waits
  useEffect(() => {
    if (!offered || held) return;
    const timer = setTimeout(() => put(null), offered.until - Date.now());
    return () => clearTimeout(timer);
  }, [offered, held]);
  useEffect(() => {
    here = owner;
  }, [owner]);
  const release = () => {
    hold(false);
    if (offered) put({ ...offered, until: Date.now() + TIME_MS });
  };
  const undo = () => {
    inPortions(offered.ids, offered.kind === "deleted" ? onRestore : onUnarchive);
    hold(false);
    put(null);
  };
  const count = offered?.ids.length;
  return (
    <div role="status" className="undo" onMouseEnter={() => hold(true)} onMouseLeave={release} onFocus={() => hold(true)} onBlur={release}>
      {offered && (
        <p>
          <span>{t(TEXTS[offered.kind][count > 1 ? 1 : 0], { count: numeral(count), title: offered.title })}</span>
          <button type="button" className="quiet" onClick={undo}>
            {t("undo.undo")}
          </button>
        </p>
      )}
    </div>
  );
}
