// Reads documents from a file, a JSON list. Prints, as a JSON list, those that are not shown the same in blocks as in one
// piece, or that are cut into other blocks when they come a few characters at a time.
import { readFileSync } from "node:fs";
import remarkParse from "../../.web/node_modules/remark-parse/index.js";
import remarkRehype from "../../.web/node_modules/remark-rehype/index.js";
import { unified } from "../../.web/node_modules/unified/index.js";
import { Blocks, fenced, languageOf } from "../../.web/public/external/chatapp/components/message/blocks.js";
import { remarkPlugins } from "../../.web/public/external/chatapp/components/message/pipeline.js";

const parser = unified().use(remarkParse).use(remarkPlugins).use(remarkRehype, { allowDangerousHtml: true });

const shown = (node) => {
  if (node.type === "element") return [node.tagName, node.properties, node.children.map(shown)];
  return node.children ? node.children.map(shown) : node.value.trimEnd();
};
const isText = (node) => typeof node !== "string" || node.trim() !== "";
const tree = (text) => shown(parser.runSync(parser.parse(text), text)).filter(isText);
const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

const codeIs = (block) => {
  const ours = fenced(block);
  if (!ours) return true;
  const { type, lang, value } = parser.parse(block).children[0];
  return type === "code" && languageOf(lang ?? "") === ours.language && value === ours.code.replace(/\n$/, "");
};

const fails = (text) => {
  const parts = new Blocks().read(text);
  const blocks = parts.flat();
  if (blocks.join("") !== text || !same(blocks.flatMap(tree), tree(text)) || !blocks.every(codeIs)) return true;
  return [1, 3, 7].some((step) => {
    const growing = new Blocks();
    for (let end = step; end < text.length; end += step) growing.read(text.slice(0, end));
    return !same(growing.read(text), parts);
  });
};

console.log(JSON.stringify(JSON.parse(readFileSync(process.argv[2], "utf8")).filter(fails)));
