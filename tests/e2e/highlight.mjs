// Prints what goes wrong when code is coloured: in each language, honest and hostile texts, whole and growing.
import { LANGUAGES, learn, runs } from "../../.web/public/external/chatapp/components/message/highlight.js";
import { isPlain, settled } from "../../.web/public/external/chatapp/components/message/colours.js";

const HONEST = 'def f(x):\n    """Says `x`."""\n    return {"a": [1, 2.5], <b>: x} # <!-- 中文 👩‍👩‍👧\n';
const HOSTILE = ["`${", "{", "(", "<a ", '"', "'''", "/*", "#{", "[[", "$(", "a:", "\\", "<%", "- ", "=begin\n", "${a"];
const faults = [];
const check = (what, fine) => fine || faults.push(what);

for (const language of LANGUAGES) {
  await learn(language);
  for (const text of [HONEST, ...HOSTILE.map((part) => `${part.repeat(300)}\n`)]) {
    const found = runs(text, language);
    check([language, text.slice(0, 4), "is not the same text"], found.map(([, piece]) => piece).join("") === text);
  }
}
const kinds = runs("def f():\n    return 'x'  # y\n", "python").map(([kind, text]) => kind && `${kind} ${text}`);
for (const kind of ["hljs-keyword def", "hljs-string 'x'", "hljs-comment # y"]) check(kind, kinds.includes(kind));
await learn("tsx");
check("an alias", runs("const a = 1;", "tsx").length > 1);

// However code comes, what is coloured of it on the way adds up to a multiple of its length.
const code = "value = piece(text, offset)\n".repeat(1000);
let coloured = 0;
let last = "";
for (let end = 1; end <= code.length; end += 1) {
  const part = settled(code.slice(0, end), true);
  if (part !== last) coloured += part.length;
  check(["whole lines", end], part === "" || part.endsWith("\n"));
  check(["most of it", end], end < 1000 || part.length > end * 0.8);
  last = part;
}
check(["coloured", coloured / code.length], coloured < 13 * code.length);
check("finished", settled(code, false) === code);
check("bounds", isPlain("x".repeat(3000)) && isPlain("x\n".repeat(20_000)) && !isPlain(code.slice(0, 20_000)));
console.log(JSON.stringify(faults));
