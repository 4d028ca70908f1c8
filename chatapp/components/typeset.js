// KaTeX with its fonts, asked for by the first formula. What it draws is put together by the DOM, never written as HTML:
// the content policy forbids attributes of style.
import "katex/dist/katex.min.css";
import katex from "katex";

const OPTIONS = { throwOnError: true, trust: false, strict: "ignore", maxExpand: 500, maxSize: 20, errorColor: "inherit" };

const withoutStyle = (node) => {
  if (node.attributes) delete node.attributes.style;
  node.children?.forEach(withoutStyle);
  return node;
};

// Throws where KaTeX does not understand.
export const typeset = ({ tex, display }) =>
  withoutStyle(katex.__renderToDomTree(tex, { ...OPTIONS, displayMode: display })).toNode();
