// A conversation that a search has opened: the address says at which message (`m`) and what for (`q`). What was looked
// for is marked in all that is on the page.
import { useEffect, useMemo, useRef, useState } from "react";
import { useLocation, useNavigate } from "react-router";
import { useConversation, useMessages } from "$/public/external/chatapp/components/bridge/chat_store.js";
import { useTexts } from "$/public/external/chatapp/i18n/catalog/i18n.js";

const FILTER = /(^|\s)(-("[^"]*"?|\S+)|(role|model|before|after|is|tag):\S*)/gi;
const WORD = /"([^"]*)"?|(\S+)/g;

const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
const patternOf = (query) => {
  const words = [...query.replace(FILTER, " ").matchAll(WORD)].map(([, phrase, word]) => (phrase ?? word).trim()).filter(Boolean);
  return words.length ? new RegExp(words.map((word) => escaped(word).replace(/\s+/g, "\\s+")).join("|"), "giu") : null;
};

const rangesIn = (root, pattern) => {
  const found = [];
  const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  while (texts.nextNode())
    for (const { index, 0: hit } of texts.currentNode.data.matchAll(pattern)) {
      const range = new Range();
      range.setStart(texts.currentNode, index);
      range.setEnd(texts.currentNode, index + hit.length);
      found.push(range);
    }
  return found;
};

const BODIES = ".log [data-message-id] :is(.prompt, .markdown)";
const elementOf = (id) => document.querySelector(`.log [data-message-id="${CSS.escape(id)}"]`);
const scrollerOf = () => document.querySelector(".log-scroller");

// To the middle of the view. What follows the newest word takes this for the reader's own turn of the wheel.
const show = (range) => {
  const scroller = scrollerOf();
  const { top, height } = scroller.getBoundingClientRect();
  scroller.dispatchEvent(new WheelEvent("wheel", { deltaY: -1 }));
  scroller.scrollTo({ top: scroller.scrollTop + range.getBoundingClientRect().top - top - height / 3, behavior: "instant" });
};

// Text is drawn in its own time, colours and formulas later still: what is marked follows it.
const useMarks = (pattern, conversation, there) => {
  const [ranges, setRanges] = useState([]);
  useEffect(() => {
    const column = document.querySelector(".log-column");
    if (!pattern || !column || !CSS.highlights) return;
    let frame = 0;
    const mark = () => {
      frame = 0;
      const found = [...document.querySelectorAll(BODIES)].flatMap((body) => rangesIn(body, pattern));
      CSS.highlights.set("search", new Highlight(...found));
      setRanges(found);
    };
    const later = () => (frame ||= requestAnimationFrame(mark));
    const drawn = new MutationObserver(later);
    drawn.observe(column, { childList: true, characterData: true, subtree: true });
    later();
    return () => {
      cancelAnimationFrame(frame);
      drawn.disconnect();
      CSS.highlights.delete("search");
    };
  }, [pattern, conversation, there]);
  return ranges;
};

// The message is asked for where it is not among the newest of what is open.
const useBrought = (message, onLook) => {
  const messages = useMessages();
  const there = messages.some(({ id }) => id === message);
  const asked = useRef(false);
  useEffect(() => {
    if (!messages.length || there || asked.current) return;
    asked.current = true;
    onLook(message);
  }, [messages.length, there]);
  return there;
};

function Finder({ message, query, onLook, onClose }) {
  const t = useTexts();
  const conversation = useConversation();
  const there = useBrought(message, onLook);
  const pattern = useMemo(() => patternOf(query), [query]);
  const ranges = useMarks(pattern, conversation, there);
  const [at, setAt] = useState(-1);
  useEffect(() => {
    const element = there && at < 0 && elementOf(message);
    if (!element) return;
    const hit = ranges.findIndex(({ startContainer }) => element.contains(startContainer));
    show(ranges[hit] ?? element);
    if (hit >= 0) setAt(hit);
  }, [there, ranges]);
  useEffect(() => {
    if (!ranges[at]) return;
    CSS.highlights.set("search-here", new Highlight(ranges[at]));
    return () => CSS.highlights.delete("search-here");
  }, [ranges, at]);
  const go = (step) => {
    const to = (Math.max(at, 0) + step + ranges.length) % ranges.length;
    setAt(to);
    show(ranges[to]);
  };
  return (
    <div role="group" aria-label={t("hits.label")} className="hits">
      <span role="status">{ranges.length ? t("hits.place", { at: Math.max(at, 0) + 1, count: ranges.length }) : ""}</span>
      <button type="button" className="quiet" disabled={!ranges.length} onClick={() => go(-1)}>
        {t("hits.previous")}
      </button>
      <button type="button" className="quiet" disabled={!ranges.length} onClick={() => go(1)}>
        {t("hits.next")}
      </button>
      <button type="button" className="quiet" onClick={onClose}>
        {t("hits.close")}
      </button>
    </div>
  );
}

export function Hits({ onLook }) {
  const { search, pathname } = useLocation();
  const navigate = useNavigate();
  const wanted = new URLSearchParams(search);
  const message = wanted.get("m");
  if (!message) return null;
  const close = () => navigate(pathname, { replace: true });
  return <Finder key={search} message={message} query={wanted.get("q") ?? ""} onLook={onLook} onClose={close} />;
}
