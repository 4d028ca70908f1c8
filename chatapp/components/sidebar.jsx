// What the sidebar does by itself, without the server.
import { useEffect, useLayoutEffect, useRef } from "react";
import { useNavigate } from "react-router";
import { leave } from "$/public/external/chatapp/components/bridge/chat_store.js";

const HIDDEN = "chatapp_sidebar"; // read by assets/boot.js, too
const isNarrow = () => matchMedia("(max-width: 48rem)").matches;
const isOverlaid = () => document.querySelector("dialog[open], :popover-open");

// Beside the page it is hidden or not, as this browser remembers; over the page it is opened and closed.
const showBeside = (shown) => {
  const { dataset } = document.documentElement;
  if (shown) delete dataset.sidebar;
  else dataset.sidebar = "hidden";
  localStorage.setItem(HIDDEN, shown ? "" : "hidden");
};

// A checkbox opens the drawer: it works before the socket does. Escape and every way elsewhere close it.
export function DrawerSwitch({ id, label }) {
  const box = useRef(null);
  useEffect(() => {
    const close = (event) => {
      const leaves = event.type === "click" && event.target.closest(".sidebar a, .sidebar :is(.new-chat, .new-temporary, .search)");
      const escapes = event.key === "Escape" && !event.defaultPrevented && !isOverlaid() && box.current.checked;
      if (leaves || escapes) box.current.checked = false;
      if (escapes) box.current.focus();
    };
    document.addEventListener("click", close);
    document.addEventListener("keydown", close);
    return () => {
      document.removeEventListener("click", close);
      document.removeEventListener("keydown", close);
    };
  }, []);
  const switched = () => {
    if (isNarrow()) return box.current.checked && document.querySelector(".sidebar .new-chat").focus();
    box.current.checked = false;
    showBeside(document.documentElement.dataset.sidebar === "hidden");
  };
  return (
    <input
      ref={box}
      type="checkbox"
      role="switch"
      id={id}
      className="drawer-switch"
      aria-label={label}
      onChange={switched}
    />
  );
}

// Left at once: a prompt on its way, whose conversation has no address yet, would take the page with it.
export function NewChatButton({ label, to }) {
  const navigate = useNavigate();
  const go = () => {
    leave();
    navigate(to);
  };
  return (
    <button type="button" className="new-chat" onClick={go}>
      {label}
    </button>
  );
}

let scrolled = 0;

// Each page has a sidebar of its own: it opens scrolled as the last one was, the open conversation in sight.
export function SidebarPlace({ current, filled }) {
  const mark = useRef(null);
  useLayoutEffect(() => {
    const list = mark.current.parentElement;
    const keep = () => (scrolled = list.scrollTop);
    list.scrollTop = scrolled;
    list.addEventListener("scroll", keep);
    return () => list.removeEventListener("scroll", keep);
  }, []);
  useEffect(() => {
    const open = current && mark.current.parentElement.querySelector('[aria-current="page"]');
    if (open) open.scrollIntoView({ block: "nearest" });
  }, [current, filled]);
  return <span ref={mark} hidden />;
}
