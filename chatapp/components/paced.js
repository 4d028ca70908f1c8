// A text that grows, drawn no more often than the page can bear, and no more at a time.
import { useEffect, useLayoutEffect, useRef, useState } from "react";

const REST = 3; // times as long as the last drawing took, for each of the texts that grow at the same time
const MOST = 4000; // characters that are new in one drawing

const FRAME_MS = 16;
let growing = 0;
let busy = 0; // until when: two texts drawn in one task would hold up a key for as long as both take

// Up to the end of a line, else of a character.
const next = (text, shown) => {
  if (!text.startsWith(shown) || text.length - shown.length <= MOST) return text;
  const most = text.slice(0, shown.length + MOST);
  const lines = most.lastIndexOf("\n") + 1;
  return lines > shown.length ? most.slice(0, lines) : most.replace(/[\ud800-\udbff]$/, "");
};

// [what is to be drawn, ref of the element it is drawn in]. What is not live any more is drawn at once.
export const usePaced = (text, live) => {
  const [shown, show] = useState(() => (live ? next(text, "") : text));
  const pace = useRef({ begun: performance.now(), rested: 0 }).current;
  const element = useRef(null);
  const grows = live && text !== "";

  useEffect(() => {
    if (!grows) return;
    growing += 1;
    return () => (growing -= 1);
  }, [grows]);

  useEffect(() => {
    if (text === shown) return;
    if (!live) return show(text);
    let timer = 0;
    const draw = () => {
      const now = performance.now();
      const rest = Math.max(pace.rested, busy) - now;
      if (rest > 0) return (timer = setTimeout(draw, rest));
      pace.begun = now;
      busy = now + FRAME_MS;
      show(next(text, shown));
    };
    draw();
    return () => clearTimeout(timer);
  }, [text, live, shown]);

  useLayoutEffect(() => {
    element.current?.offsetHeight; // the layout is part of what a drawing takes
    const now = performance.now();
    if (growing > 1) busy = 2 * now - pace.begun;
    pace.rested = now + REST * Math.max(growing, 1) * (now - pace.begun);
  }, [shown]);

  return [live ? shown : text, element];
};
