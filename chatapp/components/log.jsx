// The scrolled column of messages: follows the newest word until the reader scrolls up, and lets them be.
import { useEffect, useLayoutEffect, useRef } from "react";
import { useHasEarlier, useMessages, useOldest } from "$/public/external/chatapp/components/bridge/chat_store.js";
import { whenNear } from "$/public/external/chatapp/components/message/near.js";
import { useFollow } from "$/public/external/chatapp/components/message/follow.js";

const AHEAD = "800px 0px 0px 0px"; // how far above the view earlier messages are asked for
const TALL = 0.4; // of the view: more of a prompt is not kept in it

// Who sends a prompt wants to see it, wherever they were reading: it goes to the top, of a tall one the end, and its
// answer has the view below to itself.
const useOwnFollowed = (scroller, column, follow) => {
  const last = useMessages().at(-1);
  const sent = last?.status === "sending" ? last.id : "";
  const asked = useRef(false);
  useLayoutEffect(() => {
    asked.current ||= Boolean(sent);
    const row = column.current.lastElementChild;
    if (!asked.current || !row) return;
    const fill = () => (row.style.minHeight = room(scroller.current, row));
    const resized = new ResizeObserver(fill);
    resized.observe(scroller.current);
    fill();
    return () => {
      resized.disconnect();
      row.style.minHeight = "";
    };
  }, [last?.id]);
  useEffect(() => {
    if (sent) follow();
  }, [sent]);
};

// What the view has left for the last message, below the prompt that it answers.
const room = ({ clientHeight }, row) => {
  const prompt = row.dataset.role === "user" ? null : row.previousElementSibling?.querySelector(".prompt");
  const above = prompt ? Math.min(prompt.offsetHeight, TALL * clientHeight) : 0;
  return `calc(${clientHeight - above}px - ${prompt ? "3.9rem" : "3rem"})`; // the column's paddings and gap: chatapp.css
};

// What is out of view is laid out no more once its height is known: with guessed ones the text would jump under whoever
// scrolls up to it. Not the last one, which grows.
const useSettled = (column, oldest) => {
  const last = useMessages().at(-1)?.id;
  useEffect(() => {
    const earlier = column.current.querySelectorAll(".message:not(:last-child)");
    const settle = () => earlier.forEach((row) => (row.dataset.settled = ""));
    const frame = requestAnimationFrame(() => setTimeout(settle)); // after they have been drawn
    return () => cancelAnimationFrame(frame);
  }, [oldest, last]);
};

const buttonIn = (scroller) => scroller.querySelector(".earlier");

// Earlier messages come in above; the one being read stays where it is.
const usePlaceKept = (scroller, oldest) => {
  const kept = useRef({ first: null, top: 0, pressed: false }).current;
  useLayoutEffect(() => {
    const element = scroller.current;
    if (kept.first?.isConnected) element.scrollTop += kept.first.getBoundingClientRect().top - kept.top;
    if (kept.pressed && !buttonIn(element)) {
      element.tabIndex = -1; // keys go on scrolling here
      element.focus({ preventScroll: true });
    }
    kept.pressed = false;
    const keep = () => {
      kept.first = element.querySelector("[data-message-id]");
      kept.top = kept.first?.getBoundingClientRect().top;
    };
    const press = ({ target }) => (kept.pressed ||= target === buttonIn(element) && target === document.activeElement);
    keep();
    element.addEventListener("scroll", keep, { passive: true });
    element.addEventListener("click", press);
    return () => {
      element.removeEventListener("scroll", keep);
      element.removeEventListener("click", press);
    };
  }, [oldest]);
};

// They are asked for before a reader who scrolls up gets there. The button is for keys and screen readers.
const useEarlierAskedFor = (scroller, oldest, following) => {
  const more = useHasEarlier();
  useEffect(() => {
    const button = buttonIn(scroller.current);
    if (following || !button) return;
    // One request at a time: the next one is for another oldest message.
    return whenNear(button, scroller.current, AHEAD, () => button.click());
  }, [oldest, following, more]);
};

const Column = ({ label, jumpLabel, children }) => {
  const { scroller, column, following, follow } = useFollow();
  const oldest = useOldest();
  useOwnFollowed(scroller, column, follow);
  useSettled(column, oldest);
  usePlaceKept(scroller, oldest);
  useEarlierAskedFor(scroller, oldest, following);
  return (
    <div className="log" role="log" aria-live="off" aria-label={label}>
      <div className="log-scroller" ref={scroller} data-following={following}>
        <div className="log-column" ref={column}>
          {children}
        </div>
      </div>
      {!following && (
        <button type="button" className="jump" aria-label={jumpLabel} title={jumpLabel} onClick={follow}>
          <span className="down-arrow" />
        </button>
      )}
    </div>
  );
};

export function MessageLog({ conversation, ...props }) {
  return <Column key={conversation} {...props} />;
}
