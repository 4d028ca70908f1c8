// KaTeX with its fonts, asked for by the first formula. What it draws is put together by the DOM, never written as
// HTML: the content policy forbids attributes of style, whose text is set as properties instead.
import "katex/dist/katex.min.css";
import katex from "katex";

const BOUNDS = { trust: false, maxExpand: 1000, maxSize: 20 };
const OPTIONS = { ...BOUNDS, throwOnError: true, strict: "ignore", errorColor: "inherit" };

const withoutStyle = (node) => {
  const { style, ...attributes } = node.attributes ?? {};
  if (style) node.attributes = { ...attributes, "data-style": style };
  node.children?.forEach(withoutStyle);
  return node;
};

const styled = (element) => {
  for (const each of element.querySelectorAll("[data-style]")) {
    each.style.cssText = each.dataset.style;
    delete each.dataset.style;
  }
  return element;
};

// Throws where KaTeX does not understand.
export const typeset = ({ tex, display }) =>
  styled(withoutStyle(katex.__renderToDomTree(tex, { ...OPTIONS, displayMode: display })).toNode());
