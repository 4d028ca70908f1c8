// What was looked for, marked in all messages on the page.
import { useEffect, useMemo, useState } from "react";

const BODIES = ".log [data-message-id] :is(.prompt, .markdown)";
const BLOCKS = "p, li, pre, td, th, h1, h2, h3, h4, h5, h6, blockquote, dt, dd, .prompt, .markdown";

// The texts of a message in one, each block on its own lines: words go on through what is bold, not into the next block.
const textOf = (body) => {
  const nodes = [];
  const walker = document.createTreeWalker(body, NodeFilter.SHOW_TEXT);
  let [text, block] = ["", null];
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const its = node.parentElement.closest(BLOCKS);
    if (its !== block) text += "\n";
    block = its;
    nodes.push({ node, start: text.length });
    text += node.data;
  }
  return { nodes, text };
};

const rangesIn = (body, pattern) => {
  const { nodes, text } = textOf(body);
  let at = 0;
  const place = (offset) => {
    while (nodes[at + 1]?.start <= offset) at += 1;
    return [nodes[at].node, Math.min(offset - nodes[at].start, nodes[at].node.length)];
  };
  return [...text.matchAll(pattern)].filter(([hit]) => hit.trim()).map(({ index, 0: hit }) => {
    const range = new Range();
    range.setStart(...place(index));
    const [node, last] = place(index + hit.length - 1);
    range.setEnd(node, Math.min(last + 1, node.length));
    return range;
  });
};

// Text is drawn in its own time, colours and formulas later still: what is marked follows it.
export const useMarks = (source, conversation, there) => {
  const [ranges, setRanges] = useState([]);
  const pattern = useMemo(() => (source && CSS.highlights ? new RegExp(source, "giu") : null), [source]);
  useEffect(() => {
    const column = document.querySelector(".log-column");
    if (!pattern || !column) return;
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

export const useMarkedHere = (range) =>
  useEffect(() => {
    if (!range) return;
    CSS.highlights.set("search-here", new Highlight(range));
    return () => CSS.highlights.delete("search-here");
  }, [range]);
