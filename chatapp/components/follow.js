// Follows the newest word of a column that grows, until the reader scrolls up; follows again once they are back.
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import { isPart } from "$/public/external/chatapp/components/bridge/chat_store.js";
import { isTyping } from "$/public/external/chatapp/components/lists/keys.js";

const NEAR_PX = 70;
const UPWARDS = new Set(["ArrowUp", "PageUp", "Home"]);
const isUpwards = ({ key, shiftKey }) => UPWARDS.has(key) || (key === " " && shiftKey);
const SOFT_PX = 32; // what the column leaves blank below its last line: so far behind, the newest word is in view

const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
// Between the top of an element and the column's end: what has more there than the view is high is not seen from the end.
export const reach = (column, element) => column.getBoundingClientRect().bottom - element.getBoundingClientRect().top;
const behind = (scroller) => scroller.scrollHeight - scroller.clientHeight - scroller.scrollTop;

// Whether the reader holds the text: a finger on it, or the mouse pressed to select some.
const useHeld = (scroller, onSelected) => {
  const held = useRef(false);
  useEffect(() => {
    const element = scroller.current;
    const hold = (event) => (held.current = event.target !== element); // the scroll bar never says that it was let go
    const release = () => (held.current = false);
    // By mouse, by a long touch, by keys: what is selected stays in sight.
    const selected = () => {
      const { isCollapsed, anchorNode } = getSelection();
      if (!isCollapsed && element.contains(anchorNode)) onSelected();
    };
    const heard = [
      [document, "selectionchange", selected],
      [element, "touchstart", hold],
      [element, "mousedown", hold],
      ...["touchend", "touchcancel", "mouseup", "dragend"].map((kind) => [window, kind, release]),
    ];
    heard.forEach(([where, kind, hear]) => where.addEventListener(kind, hear, { passive: true }));
    return () => heard.forEach(([where, kind, hear]) => where.removeEventListener(kind, hear));
  }, []);
  return held;
};

export const useFollow = () => {
  const scroller = useRef(null);
  const column = useRef(null);
  const state = useRef({ following: true, top: 0 }).current;
  const [following, setFollowing] = useState(true);

  const turn = useCallback((on) => {
    state.following = on;
    setFollowing(on);
  }, []);
  const held = useHeld(scroller, () => turn(false));

  // The newest word is in view at once; only the last bit of the way is soft.
  const catchUp = useCallback(() => {
    const element = scroller.current;
    const way = behind(element);
    if (!state.following || held.current || way < 1) return;
    if (calm() || element.scrollTop === 0) element.scrollTop += way;
    else {
      if (way > SOFT_PX) element.scrollTop += way - SOFT_PX;
      element.scrollTo({ top: element.scrollHeight, behavior: "smooth" });
    }
    state.top = element.scrollTop;
  }, []);

  const follow = useCallback(() => {
    turn(true);
    catchUp();
  }, []);

  // At the end again at once, where rows were changed for others: for a moment the column was shorter.
  const stay = useCallback(() => {
    if (!state.following || held.current) return;
    scroller.current.scrollTop = scroller.current.scrollHeight;
    state.top = scroller.current.scrollTop;
  }, []);

  useLayoutEffect(() => {
    const resized = new ResizeObserver(catchUp);
    resized.observe(column.current);
    resized.observe(scroller.current);
    return () => resized.disconnect();
  }, []);

  useEffect(() => {
    const element = scroller.current;
    const scrolled = () => {
      const { scrollTop } = element;
      if (scrollTop < state.top - 1 && behind(element) > 1) turn(false);
      else if (scrollTop > state.top && behind(element) <= NEAR_PX && !isPart()) turn(true);
      state.top = scrollTop;
    };
    // The last soft bit of the way would go on after a turn of the wheel, and take the reader back to the end.
    const letGo = () => {
      if (element.scrollTop <= 0) return;
      turn(false);
      element.scrollTo({ top: element.scrollTop, behavior: "instant" });
    };
    // A turn of the wheel that the compositor has scrolled already would be undone by the next word. A listener that
    // might refuse it hears it first.
    const wheel = ({ deltaY, ctrlKey }) => deltaY < 0 && !ctrlKey && letGo();
    const key = (event) => isUpwards(event) && !isTyping(event) && letGo();
    // Focus on what is not to be seen from the end: the column growing now would hide it again.
    const focus = ({ target }) => reach(column.current, target) > element.clientHeight + NEAR_PX && turn(false);
    element.addEventListener("scroll", scrolled, { passive: true });
    element.addEventListener("wheel", wheel, { passive: false });
    element.addEventListener("keydown", key);
    element.addEventListener("focusin", focus);
    return () => {
      element.removeEventListener("scroll", scrolled);
      element.removeEventListener("wheel", wheel);
      element.removeEventListener("keydown", key);
      element.removeEventListener("focusin", focus);
    };
  }, []);

  const leave = useCallback(() => turn(false), []);
  return { scroller, column, following, follow, stay, leave };
};
