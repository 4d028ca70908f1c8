// What is a formula in Markdown: `$$…$$`, `\[…\]`, `\(…\)`, and `$…$` where it is no price. What is not closed, or
// doesn't look like a formula, stays the text it would be without this.

export const MOST = 2500; // letters of one formula: a page that is full of them can still be used
const CELLS = 500;
const DEPTH = 50;
export const CLOSING = { $: "$", $$: "$$", "\\(": "\\)", "\\[": "\\]" };
const OPENING = /^ {0,3}(\$\$|\\\[)(?!\$)(.*)$/;
const MARK = /`+|\\[([]|\$\$?|\\[^]/g;
const SIGN = /[\\^_={}<>+]/;
const DEFINITION = /\\([egx]?def|(re)?newcommand|providecommand|let|futurelet)(?![a-z])/i; // a few grow without end

// A number and words, but no sign of a formula: "$5 or 6$", "**$5** and **$6**".
const isPrice = (tex) =>
  tex.includes("**") || (/^[\d.,]/.test(tex) && /\p{L}{2}|\p{Lo}/u.test(tex) && !/[\\^_={}]/.test(tex));

export const isFormula = (opening, tex) =>
  /[\p{L}\p{N}]/u.test(tex) && !(opening === "$" && isPrice(tex)) && (opening !== "\\[" || SIGN.test(tex));

// Whether a single dollar ends a formula before `next`: "$n$th" has one, "$5, **$x$**" and "$HOME/$USER" have not.
export const mayEnd = (tex, next) =>
  !/\s$/.test(tex) && !/[\d$A-Z_]/.test(next) && (!/[a-z\\(]/.test(next) || /[\p{L}\p{N})}\]'!|]$/u.test(tex));

const closes = (text, opening) => text.replace(/\\[\\$]/g, "  ").includes(CLOSING[opening]);

// What a line opens that goes on over lines: over blank ones too, if nothing else is on it.
export const openedBy = (line) => {
  const [, opening, rest] = OPENING.exec(line) ?? [];
  if (!opening || closes(rest, opening)) return null;
  const bare = !rest.trim();
  return bare || SIGN.test(rest) ? { opening, bare } : null;
};
export const isClosedBy = (line, { opening, bare }) => closes(line, opening) || !(bare || line.trim());

const depthOf = (tex) => {
  let [depth, most] = [0, 0];
  for (const [brace] of tex.matchAll(/[{}]/g)) most = Math.max(most, (depth += brace === "{" ? 1 : -1));
  return most;
};
const isTooMuch = (tex) =>
  tex.length > MOST || tex.split(/&|\\\\/).length > CELLS || depthOf(tex) > DEPTH || DEFINITION.test(tex);

// A formula as it was written, in KaTeX's words. Null when it has no end, or would take KaTeX too long.
export const formulaOf = (source) => {
  const written = source.trim();
  const [opening] = /^\$\$|^\$|^\\[([]/.exec(written);
  const size = opening.length;
  const tex = written.slice(size, -size);
  if (written.length < 2 * size || !written.endsWith(CLOSING[opening]) || isTooMuch(tex)) return null;
  return { tex, display: opening === "$$" || opening === "\\[" };
};

const ENDS = { $: /(?=\n|\\[([])|\\[^]|(\$)/g, $$: /\\[^]|(\$\$)/g, "\\(": /\\[^)]|(\\\))/g, "\\[": /\\[^\]]|(\\\])/g };
const endOf = (text, from, opening) => {
  const end = new RegExp(ENDS[opening]);
  for (end.lastIndex = from; ; ) {
    const found = end.exec(text);
    if (found?.[1]) return end.lastIndex;
    if (!found?.[0]) return -1;
  }
};

const mayBecomeFormula = (rest, opening) => {
  if (rest.length > MOST) return false;
  if (opening !== "$") return !/\n[ \t]*\n/.test(rest) || /^[ \t]*\n/.test(rest);
  return !/^\s|\n/.test(rest) && (SIGN.test(rest) || (rest.length < 20 && !/^[\d.,]/.test(rest)));
};

// A text that is being written, up to a formula whose end has not come yet; and the same, each formula masked, since its
// signs are none of Markdown.
export const withoutOpenFormula = (text) => {
  const mark = new RegExp(MARK);
  text = text.replace(/(?<!\\)((?:\\\\)*)\\$|(?<=^|\s)[*_~]+$/, "$1"); // half an opening
  let [masked, shown] = ["", 0];
  for (let found; (found = mark.exec(text)); ) {
    const { 0: opening, index } = found;
    if (opening[0] === "`") {
      const end = new RegExp(`(?<!\`)${opening}(?!\`)`, "g");
      end.lastIndex = mark.lastIndex;
      if (!end.exec(text)) break;
      mark.lastIndex = end.lastIndex;
    } else if (CLOSING[opening]) {
      const end = endOf(text, mark.lastIndex, opening);
      if (end < 0 && mayBecomeFormula(text.slice(mark.lastIndex), opening)) {
        text = text.slice(0, index).replace(/[*_~]+$/, ""); // nor emphasis that would begin with it
        break;
      }
      if (end < 0) continue;
      masked += text.slice(shown, index) + "x".repeat(end - index);
      mark.lastIndex = shown = end;
    }
  }
  return { text, masked: masked + text.slice(shown), end: shown };
};
