// What is drawn of a message as HTML for other programs: its text and what that means, nothing of our page.
const KEPT = new Set(
  "p h1 h2 h3 h4 h5 h6 ul ol li pre code strong em del a blockquote table thead tbody tr th td hr br sup section".split(" "),
);
const EMPTY = new Set(["hr", "br"]);
const LEFT_OUT = ".code-head, .place, .note-back, .katex-html";
const ENTITIES = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };

const escaped = (text) => text.replace(/[&<>]/g, (letter) => ENTITIES[letter]);

export const htmlOf = (node) => {
  if (node.nodeType === Node.TEXT_NODE) return escaped(node.data);
  if (node.nodeType !== Node.ELEMENT_NODE || node.matches(LEFT_OUT)) return "";
  const tag = node.localName;
  if (tag === "math") return node.outerHTML;
  if (tag === "input") return node.checked ? "☑" : "☐";
  const inner = [...node.childNodes].map(htmlOf).join("");
  if (!KEPT.has(tag)) return inner;
  if (EMPTY.has(tag)) return `<${tag}>`;
  const address = tag === "a" ? ` href="${escaped(node.href)}"` : "";
  const start = tag === "ol" && node.start !== 1 ? ` start="${node.start}"` : "";
  return `<${tag}${address}${start}>${inner}</${tag}>`;
};
