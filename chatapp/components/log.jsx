// The scrolled column of messages: follows the newest word until the reader scrolls up, and lets them be.
import { useEffect, useLayoutEffect, useRef } from "react";
import {
  goOn,
  goToEnd,
  isPart,
  shownHead,
  useEnd,
  useHasEarlier,
  useMessages,
  useOldest,
  usePlace,
  useSides,
} from "$/public/external/chatapp/components/bridge/chat_store.js";
import { whenNear } from "$/public/external/chatapp/components/message/near.js";
import { useTexts } from "$/public/external/chatapp/i18n/catalog/i18n.js";
import { reach, useFollow } from "$/public/external/chatapp/components/message/follow.js";

const AHEAD = "800px 0px 0px 0px"; // how far above the view earlier messages are asked for
const BELOW = "0px 0px 800px 0px";
const STEP = 20; // messages
const ROOM_PX = 12; // above what was asked for
const TALL = 0.4; // of the view: more of a prompt is not kept in it

// Who sends a prompt wants to see it, wherever they were reading: it goes to the top, of a tall one the end, and its
// answer has the view below to itself.
const useOwnFollowed = (scroller, column, follow, stay) => {
  const last = useMessages().at(-1);
  const sent = last?.status === "sending" ? last.id : "";
  const asked = useRef(false);
  useLayoutEffect(() => {
    asked.current ||= Boolean(sent);
    const row = [...column.current.children].findLast((child) => child.matches(".message, .sides"));
    if (!asked.current || !row) return;
    const fill = () => (row.style.minHeight = room(scroller.current, row));
    const resized = new ResizeObserver(fill);
    resized.observe(scroller.current);
    fill();
    stay();
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
  const prompt = row.dataset.role === "user" ? null : row.previousElementSibling;
  const above = prompt ? Math.min(prompt.offsetHeight, TALL * clientHeight) : 0;
  return `calc(${clientHeight - above}px - ${prompt ? "3.9rem" : "3rem"})`; // the column's paddings and gap: chatapp.css
};

// What is out of view is laid out no more once its height is known: with guessed ones the text would jump under whoever
// scrolls up to it. Not the last one, which grows.
const useSettled = (column, oldest) => {
  const last = useMessages().at(-1)?.id;
  useEffect(() => {
    const earlier = column.current.querySelectorAll(":scope > .message:not(:last-of-type)");
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

// What was asked for is in view: where it is not to be seen from the end, the end is left.
const usePlaceShown = (scroller, column, leave) => {
  const place = usePlace();
  useLayoutEffect(() => {
    const shown = place.id && column.current.querySelector(`[data-message-id="${place.id}"]`);
    if (!shown) return;
    if (!isPart() && reach(column.current, shown) <= scroller.current.clientHeight) return;
    leave();
    scroller.current.scrollTop += shown.getBoundingClientRect().top - scroller.current.getBoundingClientRect().top - ROOM_PX;
  }, [place]);
};

// Where the path is shown in part, more of it comes before a reader gets there.
const Later = ({ scroller, end, onLater }) => {
  const t = useTexts();
  const button = useRef(null);
  const ask = () => goOn(STEP) || onLater(end, shownHead());
  useEffect(() => whenNear(button.current, scroller.current, BELOW, ask), [end]);
  return (
    <button ref={button} type="button" className="quiet later" onClick={ask}>
      {t("branch.later")}
    </button>
  );
};

const Column = ({ label, jumpLabel, onLater, children }) => {
  const { scroller, column, following, follow, stay, leave } = useFollow();
  const end = useEnd();
  const oldest = useOldest();
  const sides = useSides().length > 0;
  useOwnFollowed(scroller, column, follow, stay);
  useSettled(column, oldest);
  usePlaceKept(scroller, oldest);
  useEarlierAskedFor(scroller, oldest, following);
  usePlaceShown(scroller, column, leave);
  const jump = () => {
    goToEnd();
    follow();
  };
  return (
    <div className="log" role="log" aria-live="off" aria-label={label}>
      <div className="log-scroller" ref={scroller} data-following={following} data-sides={sides || undefined}>
        <div className="log-column" ref={column}>
          {children}
          {end && <Later {...{ scroller, end, onLater }} />}
        </div>
      </div>
      {(!following || end) && (
        <button type="button" className="jump" aria-label={jumpLabel} title={jumpLabel} onClick={jump}>
          <span className="down-arrow" />
        </button>
      )}
    </div>
  );
};

export function MessageLog({ conversation, ...props }) {
  return <Column key={conversation} {...props} />;
}
