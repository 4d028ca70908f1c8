// A conversation that a search has opened: the address says at which message (`m`) and what for (`q`). The server says
// which messages of it have that, in whatever branch; from one to the next one goes by buttons, or by n and N.
import { useEffect, useRef, useState } from "react";
import { useLocation, useNavigate } from "react-router";
import { useConversation, useMessages } from "$/public/external/chatapp/components/bridge/chat_store.js";
import { useMarkedHere, useMarks } from "$/public/external/chatapp/components/hits/marks.js";
import { isTouch } from "$/public/external/chatapp/components/lists/keys.js";
import { timeZone, useTexts } from "$/public/external/chatapp/i18n/catalog/i18n.js";

const KEYS = { previous: "N", next: "n" };
const elementOf = (id) => document.querySelector(`.log [data-message-id="${CSS.escape(id)}"]`);

// To the upper third of the view. What follows the newest word takes this for the reader's own turn of the wheel.
const show = (range) => {
  const scroller = document.querySelector(".log-scroller");
  const { top, height } = scroller.getBoundingClientRect();
  scroller.dispatchEvent(new WheelEvent("wheel", { deltaY: -1 }));
  scroller.scrollTo({ top: scroller.scrollTop + range.getBoundingClientRect().top - top - height / 3, behavior: "instant" });
};

// A message is asked for, once, where it is not among those on the page.
const useBrought = (message, onLook) => {
  const messages = useMessages();
  const there = messages.some(({ id }) => id === message);
  const asked = useRef("");
  useEffect(() => {
    if (!messages.length || there || asked.current === message) return;
    asked.current = message;
    onLook(message);
  }, [messages.length, there, message]);
  return there;
};

// Where the reader is: a message, and which of its hits, counted from its end if negative.
const usePlace = (message, hits, pattern, onLook) => {
  const [{ id, nth }, setPlace] = useState({ id: message, nth: 0 });
  const there = useBrought(id, onLook);
  const ranges = useMarks(pattern, useConversation(), there);
  const element = there ? elementOf(id) : null;
  const own = element ? ranges.filter(({ startContainer }) => element.contains(startContainer)) : [];
  const range = own.at(nth);
  useMarkedHere(range);
  useEffect(() => {
    if (element) show(range ?? element);
  }, [element, Boolean(range), nth]);
  const go = (step) => {
    const next = (nth < 0 ? nth + own.length : nth) + step;
    if (next >= 0 && next < own.length) return setPlace({ id, nth: next });
    const to = hits.indexOf(id) < 0 && step < 0 ? -1 : hits.indexOf(id) + step;
    if (hits.length) setPlace({ id: hits.at(to % hits.length), nth: step > 0 ? 0 : -1 });
  };
  return [hits.indexOf(id), go];
};

const Step = ({ button, label, keys, sign, run }) => (
  <button ref={button} type="button" className="quiet" aria-label={label} aria-keyshortcuts={keys} title={`${label} (${keys})`} onClick={run}>
    <span className={sign} />
  </button>
);

function Finder({ message, query, hits, hitsFor, pattern, onOpen, onLook, onClose }) {
  const t = useTexts();
  const conversation = useConversation();
  const known = hitsFor === `${conversation} ${query}`;
  const found = known ? hits : [];
  const [at, go] = usePlace(message, found, known ? pattern : "", onLook);
  const next = useRef(null);
  useEffect(() => {
    if (conversation && query) onOpen(conversation, query, timeZone());
  }, [conversation, query]);
  // From here n and N are heard: as keys of the whole page they would be pressed by whoever speaks to it.
  useEffect(() => {
    if (known && !document.activeElement.value) next.current.focus({ preventScroll: true });
  }, [known]);
  const press = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const does = { [KEYS.next]: () => go(1), [KEYS.previous]: () => go(-1), Escape: onClose }[event.key];
    if (does) event.preventDefault();
    does?.();
  };
  return (
    <div role="group" aria-label={t("hits.label")} className="hits" onKeyDown={press}>
      <span role="status">{at < 0 ? "" : t("hits.place", { at: at + 1, count: found.length })}</span>
      <Step button={null} label={t("hits.previous")} keys={KEYS.previous} sign="up-arrow" run={() => go(-1)} />
      <Step button={next} label={t("hits.next")} keys={KEYS.next} sign="down-arrow" run={() => go(1)} />
      <button type="button" className="quiet" onClick={onClose}>
        {t("hits.close")}
      </button>
    </div>
  );
}

export function Hits(props) {
  const { search, pathname } = useLocation();
  const navigate = useNavigate();
  const wanted = new URLSearchParams(search);
  const message = wanted.get("m");
  if (!message) return null;
  const close = () => {
    navigate(pathname, { replace: true });
    if (!isTouch()) document.querySelector(".composer textarea")?.focus({ preventScroll: true });
  };
  return <Finder key={search} message={message} query={wanted.get("q") ?? ""} onClose={close} {...props} />;
}
