// Reads texts by name from a file. Prints, as a JSON list, the names of those that are too much to be drawn as Markdown.
import { readFileSync } from "node:fs";
import { Blocks, fenced } from "../../chatapp/components/blocks.js";
import { isTooMuch } from "../../chatapp/components/bounds.js";

const plain = (text) => new Blocks().read(text).flat().some((block) => !fenced(block) && isTooMuch(block));
const texts = Object.entries(JSON.parse(readFileSync(process.argv[2], "utf8")));
console.log(JSON.stringify(texts.filter(([, text]) => plain(text)).map(([name]) => name)));
