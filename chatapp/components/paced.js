// A text that grows, drawn no more often than the page can bear, and no more at a time.
import { useEffect, useLayoutEffect, useRef, useState } from "react";

const REST = 3; // times as long as the last drawing took, for each of the texts that grow at the same time
const MOST = 4000; // characters that are new in one drawing

let growing = 0;

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
    const draw = () => {
      pace.begun = performance.now();
      show(next(text, shown));
    };
    const rest = pace.rested - performance.now();
    if (rest <= 0) return draw();
    const timer = setTimeout(draw, rest);
    return () => clearTimeout(timer);
  }, [text, live, shown]);

  useLayoutEffect(() => {
    element.current?.offsetHeight; // the layout is part of what a drawing takes
    const now = performance.now();
    pace.rested = now + REST * Math.max(growing, 1) * (now - pace.begun);
  }, [shown]);

  return [live ? shown : text, element];
};
