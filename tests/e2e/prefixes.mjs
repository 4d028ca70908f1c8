// Reads texts from a file, a JSON list. Prints, as a JSON list, each beginning of one of them that becomes more than
// harmless elements: what a page shows while an answer is written is the beginning of it, wherever its pieces were cut.
import { readFileSync } from "node:fs";
import { createElement } from "../../.web/node_modules/react/index.js";
import { renderToStaticMarkup } from "../../.web/node_modules/react-dom/server.node.js";
import { Block } from "../../.web/node_modules/streamdown/dist/index.js";
import { addressOf } from "../../.web/public/external/chatapp/components/message/addresses.js";
import { Blocks } from "../../.web/public/external/chatapp/components/message/blocks.js";
import { mended, rehypePlugins, remarkPlugins } from "../../.web/public/external/chatapp/components/message/pipeline.js";

const Link = ({ href, children }) => createElement("a", { href: addressOf(href)?.href }, children);
const components = { a: Link, img: ({ src, alt }) => createElement(Link, { href: src }, alt), formula: "code" };

const ELEMENTS = /^(a|blockquote|br|code|del|div|em|h[1-6]|hr|input|li|ol|p|pre|section|span|strong|su[bp]|t(able|body|d|h|head|r)|ul)$/;
const ATTRIBUTES = /^(class|data-[\w-]+|aria-[\w-]+|start|type="checkbox"|disabled|checked|style="text-align:\w+"|href="(https?:|mailto:)[^"]*")$/;

const isHarmless = (text) => {
  const html = renderToStaticMarkup(createElement(Block, { index: 0, content: text, components, remarkPlugins, rehypePlugins }));
  return [...html.matchAll(/<([a-z][^\s/>]*)([^>]*)>/gi)].every(([, name, rest]) => {
    const given = rest.match(/[^\s=/]+="[^"]*"/g) ?? [];
    const known = given.every((pair) => ATTRIBUTES.test(pair) || ATTRIBUTES.test(pair.split("=")[0]));
    return ELEMENTS.test(name) && known;
  });
};

const fails = (text) => new Blocks().read(text).flat().some((block) => ![block, mended(block)].every(isHarmless));
const beginnings = (text) => Array.from(text, (_, index) => text.slice(0, index + 1));
console.log(JSON.stringify(JSON.parse(readFileSync(process.argv[2], "utf8")).flatMap(beginnings).filter(fails)));
