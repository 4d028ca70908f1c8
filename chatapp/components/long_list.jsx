// A list of any length, of which only what is near the view is in the page. Each line tells its place in the whole.
import { createContext, useContext, useLayoutEffect, useRef, useState } from "react";
import { Virtualizer } from "virtua";
import { scrollerOf } from "$/public/external/chatapp/components/message/near.js";

const About = createContext({});

const Whole = ({ children, style, ref }) => (
  <ul ref={ref} style={style} aria-label={useContext(About).label}>
    {children}
  </ul>
);

const One = ({ children, style, index, ref }) => (
  <li ref={ref} style={style} aria-setsize={useContext(About).size} aria-posinset={index + 1}>
    {children}
  </li>
);

// `more`: it goes on, nobody knows how far. What has the focus stays, wherever it is scrolled to.
export function LongList({ label, lines, more, children }) {
  const holder = useRef(null);
  const scroller = useRef(null);
  const [margin, setMargin] = useState(0); // what stands above it in the same scroller
  const [focused, setFocused] = useState([]);
  useLayoutEffect(() => {
    scroller.current = scrollerOf(holder.current);
    const way = holder.current.getBoundingClientRect().top - scroller.current.getBoundingClientRect().top;
    setMargin(Math.round(way + scroller.current.scrollTop));
  });
  const keep = ({ target }) => setFocused([Number(target.closest("li").getAttribute("aria-posinset")) - 1]);
  return (
    <About.Provider value={{ label, size: more ? -1 : lines.length }}>
      <div ref={holder} className="long-list" onFocus={keep} onBlur={() => setFocused([])}>
        <Virtualizer data={lines} as={Whole} item={One} scrollRef={scroller} startMargin={margin} keepMounted={focused}>
          {children}
        </Virtualizer>
      </div>
    </About.Provider>
  );
}
