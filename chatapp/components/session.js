// Whose page this is, and whether their session goes on. Once it is over, nothing is sent from here any more: what was
// typed is kept in this browser (kept.js) and goes out after the reload that follows a sign-in.
import { useSyncExternalStore } from "react";

let owner = "";
let over = false;
const listeners = new Set();
const subscribe = (listener) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export const isOver = () => over;
export const useOver = () => useSyncExternalStore(subscribe, isOver, () => false);

// Another tab may have signed in again: whoever that is, a page that starts anew shows them what is theirs.
const goOnIfSignedIn = async () => {
  const page = await fetch(location.pathname, { method: "HEAD", redirect: "manual" }).catch(() => null);
  if (page?.ok) location.reload();
};

export const end = () => {
  goOnIfSignedIn();
  if (over) return;
  over = true;
  addEventListener("focus", goOnIfSignedIn);
  document.addEventListener("visibilitychange", () => document.hidden || goOnIfSignedIn());
  listeners.forEach((listener) => listener());
};

// Signed in again, as `name`, on a page that was `owner`'s.
export const goOn = (name, start) => {
  if (name.trim().toLowerCase() === owner.toLowerCase()) location.reload();
  else location.assign(start);
};

// The server says whose session it is. After a reconnect it may be another's: their page is another one.
export const belongTo = (name, start) => {
  if (!name || name === owner) return;
  if (owner && !over) {
    end();
    location.assign(start);
  }
  if (!owner) addEventListener("pageshow", (shown) => shown.persisted && location.reload()); // Back, after signing out
  owner ||= name;
};

export const ownerOf = () => owner;
