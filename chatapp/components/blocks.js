// Cuts Markdown, as it grows, into blocks that can be parsed one by one. Each line is read once.
//
// A cut is made only where no construct of CommonMark or GFM reaches across: before an unindented line after a blank
// one, and around fenced code. Where that can't be told from one line at a time, nothing is cut any more: a larger
// block costs time, a wrong cut would show something else. Definitions of links and footnotes reach everywhere, so that
// a text that has some is one block.

const PART = 16; // blocks that are drawn under one roof: a page compares parts first
const PARTS = 125; // each block costs an element and a parse: what comes after so many is one more
const BLANK = /^[ \t]*$/;
const FENCE = /^ {0,3}(`{3,}(?=[^`]*$)|~{3,})/;
const CLOSING = /^ {0,3}(`{3,}|~{3,})[ \t]*$/;
const ITEM = /^( {0,3})([-+*]|\d{1,9}[.)])(\t| {1,4}(?=[^ ])|[ \t]|$)/;
const MAY_BECOME_ITEM = /^(\d{1,9}[.)]?|[-+*])$/;
const RULE = /^ {0,3}([-*_])([ \t]*\1){2,}[ \t]*$/;
const DEFINITION = /^([ \t>*+-]|\d+[.)])*\[(\\.|[^\]\\])+\]:|^[^[\]]*\]:/;
const TAG = /^ {0,3}<\/?[a-z]/i;
const RAW_HTML = [
  [/^ {0,3}<(script|pre|style|textarea)(\s|>|$)/i, /<\/(script|pre|style|textarea)>/i],
  [/^ {0,3}<!--/, /-->|^ {0,3}<!--?>/],
  [/^ {0,3}<\?/, /\?>/],
  [/^ {0,3}<!\[CDATA\[/, /\]\]>/],
  [/^ {0,3}<![a-z]/i, />/],
];

const indentOf = (line) => {
  let columns = 0;
  for (const letter of line)
    if (letter === " ") columns += 1;
    else if (letter === "\t") columns += 4 - (columns % 4);
    else break;
  return columns;
};

const contentColumn = ([, indent, marker, gap]) =>
  gap === "\t" ? indent.length + 4 : indent.length + marker.length + Math.max(1, gap.length);

// Not a number that a paragraph goes on with, nor a lone dash below one.
const interrupts = ([, , marker, gap], line) => /^([-+*]|1[.)])$/.test(marker) && line.trim() !== marker && gap !== "";

export const languageOf = (info) => /^[\w+#.-]+/.exec(info)?.[0] ?? "";

// What a block of fenced code says, null for others: it needs no parser, so that the longest blocks there are cost least.
export const fenced = (block) => {
  const [opening, fence, info] = /^(`{3,}|~{3,})[ \t]*([^\n\\&]*)(?:\n|$)/.exec(block) ?? [];
  if (!fence || (fence[0] === "`" && info.includes("`"))) return null;
  const code = block.slice(opening.length);
  const closing = new RegExp(`^ {0,3}${fence}${fence[0]}*[ \\t]*\\r?$`, "m").exec(code);
  if (closing && code.slice(closing.index + closing[0].length).trim()) return null;
  return { language: languageOf(info), code: closing ? code.slice(0, closing.index) : code, closed: !!closing };
};

export class Blocks {
  constructor() {
    this.#forget();
  }

  // The text as parts of blocks, the last block open. A part that comes again unchanged is the same array.
  read(text) {
    if (!text.startsWith(this.text)) this.#forget();
    this.text = text;
    for (let end; !this.whole && (end = text.indexOf("\n", this.at)) >= 0; this.at = end + 1)
      this.#take(text.slice(this.at, end).replace(/\r$/, ""), end + 1);
    const unfinished = text.slice(this.at);
    if (!this.whole && !this.fence && !this.rawUntil && DEFINITION.test(unfinished)) this.whole = true;
    if (this.whole) return [[text]];
    if (this.#startsBlock(unfinished, true)) this.#cut(this.at);
    const open = text.slice(this.start);
    return open ? this.#with(open) : this.parts;
  }

  #with(block) {
    const last = this.parts.at(-1);
    return !last || last.length === PART ? [...this.parts, [block]] : [...this.parts.slice(0, -1), [...last, block]];
  }

  #forget() {
    this.text = "";
    this.parts = [];
    this.at = 0; // where the first line begins that has not been read
    this.whole = false;
    this.#begin(0);
  }

  #begin(start) {
    this.start = start;
    this.empty = true; // nothing but blank lines so far
    this.blank = false; // the line before is
    this.fence = "";
    this.rawUntil = null;
    this.tag = false; // perhaps in HTML that a blank line ends
    this.item = 0; // column of a list item's content
    this.strayed = false; // perhaps out of that list
  }

  #cut(end) {
    if (this.empty || this.parts.length === PARTS) return;
    this.parts = this.#with(this.text.slice(this.start, end));
    this.#begin(end);
  }

  #startsBlock(line, unfinished = false) {
    if (!line || this.empty || !this.blank || this.fence || this.rawUntil || /^\s/.test(line)) return false;
    return !this.item || !(ITEM.test(line) || (unfinished && MAY_BECOME_ITEM.test(line)));
  }

  #take(line, end) {
    if (this.fence) {
      if (CLOSING.exec(line)?.[1].startsWith(this.fence)) this.#cut(end);
    } else if (this.rawUntil) {
      if (this.rawUntil.test(line)) this.rawUntil = null;
    } else if (BLANK.test(line)) {
      this.blank = true;
      this.tag = false;
    } else this.#takeText(line);
  }

  #takeText(line) {
    if (DEFINITION.test(line) || line.includes("\r")) this.whole = true;
    if (this.#startsBlock(line)) this.#cut(this.at);
    const indent = indentOf(line);
    this.#takeItem(line, indent);
    this.#takeOpening(line, indent);
    this.blank = this.empty = false;
  }

  #takeItem(line, indent) {
    const item = RULE.test(line) ? null : ITEM.exec(line);
    if (item && indent < (this.item || 4)) {
      this.strayed = !(this.empty || this.blank || (this.item && !this.strayed) || interrupts(item, line));
      this.item = contentColumn(item);
    } else if (this.item && indent < this.item) this.strayed = true;
  }

  // Code and some HTML go on over blank lines.
  #takeOpening(line, indent) {
    const fence = FENCE.exec(line)?.[1];
    const end = RAW_HTML.find(([begin]) => begin.test(line))?.[1];
    if (!fence && !end) {
      this.tag ||= TAG.test(line);
      return;
    }
    if (this.item && indent >= this.item && !this.strayed) return;
    if (this.tag || (this.item && this.strayed && indent >= 2)) this.whole = true;
    else if (fence) {
      this.#cut(this.at);
      this.fence = fence;
    } else if (!end.test(line)) this.rawUntil = end;
  }
}
