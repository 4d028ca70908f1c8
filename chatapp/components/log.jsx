// The scrolled column of messages: follows the newest word until the reader scrolls up, and lets them be.
import { useEffect, useLayoutEffect, useRef } from "react";
import { StickToBottom, useStickToBottomContext } from "use-stick-to-bottom";
import { useMessages, useOldest } from "$/public/external/chatapp/components/bridge/chat_store.js";

const reduced = () => typeof matchMedia === "function" && matchMedia("(prefers-reduced-motion: reduce)").matches;

const Jump = ({ label }) => {
  const { isAtBottom, scrollToBottom } = useStickToBottomContext();
  if (isAtBottom) return null;
  return (
    <button type="button" className="jump" aria-label={label} title={label} onClick={() => scrollToBottom()}>
      <span className="down-arrow" />
    </button>
  );
};

// Who sends a prompt wants to see it, wherever they were reading.
const FollowOwn = () => {
  const { scrollToBottom } = useStickToBottomContext();
  const last = useMessages().at(-1);
  const sent = last?.status === "sending" ? last.id : "";
  useEffect(() => {
    if (sent) scrollToBottom();
  }, [sent]);
  return null;
};

// A turn of the wheel that the compositor has scrolled already is undone by the next frame of the animation that
// follows the newest word. With a listener that might refuse it, it first reaches the page, which ends that animation.
const HearWheel = () => {
  const { scrollRef } = useStickToBottomContext();
  useEffect(() => {
    const scroller = scrollRef.current;
    const hear = () => {};
    scroller.addEventListener("wheel", hear, { passive: false });
    return () => scroller.removeEventListener("wheel", hear);
  }, []);
  return null;
};

// Earlier messages come in above; the one being read stays where it is.
const KeepPlace = () => {
  const { scrollRef } = useStickToBottomContext();
  const oldest = useOldest();
  const kept = useRef(null);
  useEffect(() => {
    const scroller = scrollRef.current;
    const keep = (event) => {
      const first = event.target.closest(".earlier") && scroller.querySelector("[data-message-id]");
      if (first) kept.current = { first, top: first.getBoundingClientRect().top };
    };
    scroller.addEventListener("click", keep);
    return () => scroller.removeEventListener("click", keep);
  }, []);
  useLayoutEffect(() => {
    if (!kept.current) return;
    const { first, top } = kept.current;
    kept.current = null;
    const scroller = scrollRef.current;
    scroller.scrollTop += first.getBoundingClientRect().top - top;
    scroller.tabIndex = -1; // the button may be gone: keys go on scrolling here
    scroller.focus({ preventScroll: true });
  }, [oldest]);
  return null;
};

export function MessageLog({ conversation, label, jumpLabel, children }) {
  return (
    <StickToBottom
      key={conversation}
      className="log"
      role="log"
      aria-live="off"
      aria-label={label}
      initial="instant"
      resize={reduced() ? "instant" : "smooth"}
    >
      <StickToBottom.Content className="log-column">{children}</StickToBottom.Content>
      <FollowOwn />
      <KeepPlace />
      <HearWheel />
      <Jump label={jumpLabel} />
    </StickToBottom>
  );
}
