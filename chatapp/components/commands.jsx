// What is done by keys from anywhere on a page, and the ways to the palette and to the help, which come on first use.
import { lazy, Suspense, useEffect, useRef, useState, useSyncExternalStore } from "react";
import { useNavigate } from "react-router";
import { useList } from "$/public/external/chatapp/components/bridge/list_store.js";
import { keysOf, shortcutOf } from "$/public/external/chatapp/components/commands/shortcuts.js";
import { useTexts } from "$/public/external/chatapp/i18n/catalog/i18n.js";

const Palette = lazy(() => import("$/public/external/chatapp/components/commands/palette.jsx"));
const ShortcutHelp = lazy(() => import("$/public/external/chatapp/components/commands/shortcut_help.jsx"));

const SAID_MS = 2000;

const NOTHING = { what: "", before: 0 };
let shown = NOTHING; // palette · help, and how many were shown before it
const listeners = new Set();
const subscribe = (listener) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};
const show = (what) => {
  shown = { what, before: shown.before + 1 };
  listeners.forEach((listener) => listener());
};

// A shortcut presses what is on the page; what is not there is not done.
const PRESSED = {
  new: ".new-chat",
  temporary: ".new-temporary",
  box: ".composer textarea",
  copy: '[data-role="assistant"] button.copy',
  stop: ".composer button[type=button].round",
  sidebar: ".drawer-switch",
};
const pressedBy = (id) => [...document.querySelectorAll(PRESSED[id])].at(-1);
const press = (id) => {
  const found = pressedBy(id);
  if (id === "box") found?.focus();
  else found?.click();
  return Boolean(found);
};
export const canRun = (id) => !(id in PRESSED) || Boolean(pressedBy(id));

// From the conversation on the page to the one above or below it in the list; from none to the first.
const neighbour = (lines, current, step) => {
  const here = lines.findIndex(({ id }) => id === current);
  return here < 0 ? lines[0] : lines[here + step];
};

const useSaid = () => {
  const [said, say] = useState("");
  useEffect(() => {
    if (!said) return;
    const timer = setTimeout(() => say(""), SAID_MS);
    return () => clearTimeout(timer);
  }, [said]);
  return [said, say];
};

export function Commands(props) {
  const { items, more, current, links } = props;
  const { lines } = useList(items, more);
  const navigate = useNavigate();
  const open = useSyncExternalStore(subscribe, () => shown, () => NOTHING);
  const [said, say] = useSaid();
  const run = (id) => {
    if (id === "palette" || id === "help") return show(id), true;
    if (id in PRESSED) return press(id);
    const to = neighbour(lines, current, id === "next" ? 1 : -1);
    if (to) navigate(links.conversation + to.id);
    return true;
  };
  const latest = useRef(run);
  latest.current = run;

  useEffect(() => {
    const hear = (event) => {
      const id = shortcutOf(event);
      if (!id) return;
      const over = document.querySelector("dialog[open]");
      if (over && id === "palette" && shown.what === "palette") over.close(); // by itself it gives the keyboard back
      else if (over || !latest.current(id)) return;
      event.preventDefault();
    };
    document.addEventListener("keydown", hear);
    return () => document.removeEventListener("keydown", hear);
  }, []);

  const close = () => open === shown && show(""); // a dialog tells of its end late: the next may be open
  return (
    <>
      <Suspense fallback={null}>
        {open.what === "palette" && <Palette key={open.before} {...props} lines={lines} run={run} say={say} onClose={close} />}
        {open.what === "help" && <ShortcutHelp key={open.before} onClose={close} />}
      </Suspense>
      <p role="status" className="said">
        {said}
      </p>
    </>
  );
}

export const Keys = ({ of }) => (
  <span className="keys" aria-hidden="true">
    {keysOf(of).map((key) => (
      <kbd key={key}>{key}</kbd>
    ))}
  </span>
);

export function SearchButton({ label }) {
  // Which keys they are is known only in the browser; the page is prerendered.
  const there = useSyncExternalStore(subscribe, () => true, () => false);
  return (
    <button type="button" className="search" aria-haspopup="dialog" onClick={() => show("palette")}>
      <span>{label}</span>
      <span aria-hidden="true">{there && <Keys of="palette" />}</span>
    </button>
  );
}
