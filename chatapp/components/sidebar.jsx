// What the sidebar does by itself, without the server.
import { useEffect, useLayoutEffect, useRef } from "react";
import { useNavigate } from "react-router";
import { leave } from "$/public/external/chatapp/components/bridge/chat_store.js";

// A checkbox opens the drawer: it works before the socket does. Escape and every way elsewhere close it.
export function DrawerSwitch({ id, label }) {
  const box = useRef(null);
  useEffect(() => {
    const close = (event) => {
      const leaves = event.type === "click" && event.target.closest(".sidebar a, .sidebar .new-chat");
      if (leaves || event.key === "Escape") box.current.checked = false;
    };
    document.addEventListener("click", close);
    document.addEventListener("keydown", close);
    return () => {
      document.removeEventListener("click", close);
      document.removeEventListener("keydown", close);
    };
  }, []);
  return <input ref={box} type="checkbox" role="switch" id={id} className="drawer-switch" aria-label={label} />;
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
export function SidebarPlace({ current, count }) {
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
  }, [current, count > 0]);
  return <span ref={mark} hidden />;
}
