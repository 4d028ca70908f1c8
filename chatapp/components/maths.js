// Formulas for the parser of Markdown (micromark): the rules are those of formulas.js, each letter is read once.
import { CLOSING, MOST, isFormula, mayEnd, openedBy } from "./formulas.js";

const [EOF, TAB, SPACE, DOLLAR, BACKSLASH] = [null, -2, 32, 36, 92];
const isEnd = (code) => code === EOF || code < TAB;
const isBlank = (code) => code === EOF || code < 0 || code === SPACE;
const letterOf = (code) => (code < 0 ? " " : String.fromCharCode(code));

function tokenizeText(effects, ok, nok) {
  let opening = "";
  let tex = "";

  const consumed = (code) => {
    effects.consume(code);
    return letterOf(code);
  };
  const start = (code) => {
    effects.enter("formula");
    effects.enter("formulaText");
    opening = consumed(code);
    return second;
  };
  const second = (code) => {
    if (opening === "$" && code !== DOLLAR) return isBlank(code) ? nok(code) : within(code);
    if (isEnd(code) || !CLOSING[opening + letterOf(code)]) return nok(code);
    opening += consumed(code);
    return first;
  };
  const first = (code) => (code === DOLLAR && opening === "$$" ? nok(code) : within(code));
  const within = (code) => {
    if (code === EOF || tex.length > MOST) return nok(code);
    if (isEnd(code)) return opening === "$" ? nok(code) : lineEnding(code);
    const letter = consumed(code);
    if (letter === "$" && opening === "$") return end;
    if (letter === "$" && opening === "$$") return maybeEnd;
    tex += letter;
    return letter === "\\" ? escaped : within;
  };
  const lineEnding = (code) => {
    tex += "\n";
    effects.exit("formulaText");
    effects.enter("lineEnding");
    effects.consume(code);
    effects.exit("lineEnding");
    return lineStart;
  };
  const lineStart = (code) => {
    if (isEnd(code)) return nok(code); // no letter, no token
    effects.enter("formulaText");
    return within(code);
  };
  const escaped = (code) => {
    if (isEnd(code)) return within(code);
    const pair = `\\${consumed(code)}`;
    // None is in another: else each would be looked for to the end.
    if (opening === "$" ? CLOSING[pair] : pair === opening) return nok;
    if (pair === CLOSING[opening]) return closed;
    tex += pair[1];
    return within;
  };
  const closed = (code) => {
    tex = tex.slice(0, -1);
    return end(code);
  };
  const maybeEnd = (code) => {
    if (code === DOLLAR) {
      effects.consume(code);
      return end;
    }
    tex += "$";
    return within(code);
  };
  const end = (code) => {
    const next = isEnd(code) ? "" : letterOf(code);
    if (!isFormula(opening, tex) || (opening === "$" && !mayEnd(tex, next))) return nok(code);
    effects.exit("formulaText");
    effects.exit("formula");
    return ok(code);
  };
  return start;
}

// Not in "US$5", nor after another dollar.
const mayStart = (code) => isEnd(code) || !/[\w$]/.test(letterOf(code));

function tokenizeFlow(effects, ok, nok) {
  const self = this;
  let line = "";
  let formula = null;
  let before = "";

  const start = (code) => {
    effects.enter("formulaFlow");
    effects.enter("formulaText");
    return opening(code);
  };
  const opening = (code) => {
    if (isEnd(code)) {
      formula = openedBy(line);
      return formula ? lineEnd(code) : nok(code);
    }
    line += letterOf(code);
    effects.consume(code);
    return opening;
  };
  const lineEnd = (code) => {
    if (self.interrupt) return ok(code);
    if (line) effects.exit("formulaText");
    const over = code === EOF || !(formula.bare || line.trim());
    return over ? exit(code) : effects.attempt(nextLine, lineStart, exit)(code);
  };
  const lineStart = (code) => {
    line = before = "";
    if (!isEnd(code)) effects.enter("formulaText");
    return within(code);
  };
  const within = (code) => {
    if (isEnd(code)) return lineEnd(code);
    const letter = letterOf(code);
    line += letter;
    effects.consume(code);
    const pair = before + letter;
    if (pair === CLOSING[formula.opening]) return closed;
    before = /^\\[\\$]$/.test(pair) ? "" : letter;
    return within;
  };
  const closed = (code) => {
    effects.exit("formulaText");
    effects.exit("formulaFlow");
    if (isEnd(code)) return ok(code);
    effects.enter("formulaRest"); // else a line below would make a heading of it
    effects.enter("paragraph");
    effects.enter("chunkText", { contentType: "text" });
    return after(code);
  };
  const after = (code) => {
    if (!isEnd(code)) {
      effects.consume(code);
      return after;
    }
    effects.exit("chunkText");
    effects.exit("paragraph");
    effects.exit("formulaRest");
    return ok(code);
  };
  const exit = (code) => {
    effects.exit("formulaFlow");
    return ok(code);
  };
  return start;
}

// A line that is in the same quote or list.
const nextLine = {
  partial: true,
  tokenize(effects, ok, nok) {
    return (code) => {
      effects.enter("lineEnding");
      effects.consume(code);
      effects.exit("lineEnding");
      return (next) => (this.parser.lazy[this.now().line] ? nok(next) : ok(next));
    };
  },
};

const text = { name: "formula", tokenize: tokenizeText, previous: mayStart };
const flow = { name: "formulaFlow", tokenize: tokenizeFlow, concrete: true };
const syntax = { text: { [DOLLAR]: text, [BACKSLASH]: text }, flow: { [DOLLAR]: flow, [BACKSLASH]: flow } };

function enter(token) {
  this.enter({ type: "formula", value: "" }, token);
  this.buffer();
}

function exit(token) {
  const value = this.resume();
  Object.assign(this.stack.at(-1), { value, data: { hName: "formula", hChildren: [{ type: "text", value }] } });
  this.exit(token);
}

function exitText(token) {
  this.config.enter.data.call(this, token);
  this.config.exit.data.call(this, token);
}

const tree = {
  enter: { formula: enter, formulaFlow: enter },
  exit: { formula: exit, formulaFlow: exit, formulaText: exitText },
};

// A plugin of remark: each formula becomes an element of this name, its source within.
export function maths() {
  const data = this.data();
  data.micromarkExtensions = [...(data.micromarkExtensions ?? []), syntax];
  data.fromMarkdownExtensions = [...(data.fromMarkdownExtensions ?? []), tree];
}
